using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Shared.Configuration;

/// <summary>
/// Reads settings into values that cannot be wrong, and keeps every error, so that an operator sees them all at once. Settings come
/// as <c>Cps:HostNames:0</c>, or as one text with commas, and as environment variables with <c>__</c> for the colon.
/// </summary>
internal sealed class SettingsReader(IConfiguration configuration, INamedKeys keys, Vaults? vaults)
{
    private readonly List<string> _errors = [];
    private readonly HashSet<Type> _begun = [];

    public delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value);

    public IReadOnlyList<string> Errors => _errors;

    /// <summary>What has been read so far. It is good for use if there are no errors at the end.</summary>
    public ParsedSettings Parsed { get; } = new();

    /// <summary>The vaults that hold the keys; null: keys are in files.</summary>
    public Vaults? Vaults => vaults;

    /// <summary>The settings of a part, which are read when they are first asked for.</summary>
    public T Get<T>()
        where T : class, ISettings<T>
    {
        if (Parsed.Find<T>() is { } known) return known;
        if (!_begun.Add(typeof(T))) throw new InvalidOperationException($"Reading {typeof(T).Name} takes {typeof(T).Name}.");
        var part = T.Read(this);
        Parsed.Add(part);
        return part;
    }

    /// <summary>The key that a setting names; null, and refused, where there is none that signs.</summary>
    public ISigningKey? SigningKey(KeyFileSetting setting, string text) => keys.Find(this, setting, text);

    /// <summary>The secret that a setting names, without white space around it; null, and refused, where there is none.</summary>
    public SecretText? Secret(SecretFileSetting setting, string text) => keys.FindSecret(this, setting, text);

    /// <summary>Notes an error; once, though two that read the same setting find it.</summary>
    public void Refuse(Setting setting, string rule) => Refuse(setting.Name, rule);

    /// <summary>Notes an error of several settings of a section.</summary>
    public void Refuse(string section, string rule)
    {
        if (!_errors.Contains($"{section}: {rule}", StringComparer.Ordinal)) _errors.Add($"{section}: {rule}");
    }

    public string? Text(Setting setting) => OfPlatform(setting.Name);

    /// <summary>A variable that the platform or the program itself sets, and no operator.</summary>
    public string? OfPlatform(string variable) => configuration[variable] is { Length: > 0 } text ? text.Trim() : null;

    /// <summary>The name of everything that has a value, from whichever source.</summary>
    public IEnumerable<string> NamesWithValues() =>
        configuration.AsEnumerable().Where(entry => entry.Value is { Length: > 0 }).Select(entry => entry.Key);

    /// <summary>Where the value of a name comes from, in a word; null: a source without a name of its own.</summary>
    public string? FindSource(string name) =>
        (configuration as IConfigurationRoot)?.Providers.Reverse().FirstOrDefault(one => one.TryGet(name, out _)) switch
        {
            CommandLineConfigurationProvider => "command line",
            EnvironmentVariablesConfigurationProvider => "environment",
            JsonConfigurationProvider => "file",
            _ => null,
        };

    /// <summary>The names that an operator chose for a setting of <see cref="Setting.IsNamed"/>, in their order.</summary>
    public IReadOnlyList<string> Names(Setting setting)
    {
        var section = setting.Name[..setting.Name.IndexOf($":{Setting.Named}", StringComparison.Ordinal)];
        return [.. configuration.GetSection(section).GetChildren().Select(child => child.Key)];
    }

    /// <summary>The texts of a setting; of a named one those of all names.</summary>
    public IReadOnlyList<string> Texts(Setting setting)
    {
        if (setting.IsNamed) return [.. Names(setting).SelectMany(name => Texts(setting.Of(name)))];
        var section = configuration.GetSection(setting.Name);
        IEnumerable<string?> texts = section.Value is { } one ? one.Split(',') : section.GetChildren().Select(child => child.Value);
        return [.. texts.Select(text => text?.Trim()).OfType<string>().Where(text => text.Length > 0)];
    }

    /// <summary>The numbers of the sections that a section has, in their order: 0 of <c>Countries:0:Country</c>.</summary>
    public IReadOnlyList<int> Indexes(string section) =>
    [
        .. configuration.GetSection(section).GetChildren()
            .Select(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1)
            .Where(index => index >= 0)
            .Order(),
    ];

    public IReadOnlyList<T> Values<T>(Setting setting, TryParse<T> tryParse, string rule)
        where T : class
    {
        var values = new List<T>();
        foreach (var text in Texts(setting))
        {
            if (tryParse(text, out var value)) values.Add(value);
            else Refuse(setting, rule);
        }

        return values;
    }

    public IReadOnlyList<T> Members<T>(Setting setting)
        where T : struct, Enum
    {
        var members = new List<T>();
        foreach (var text in Texts(setting))
        {
            if (Enum.TryParse<T>(text, ignoreCase: true, out var member) && Enum.IsDefined(member)) members.Add(member);
            else Refuse(setting, $"\"{text}\" is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        }

        return members;
    }

    public T Member<T>(ChoiceSetting<T> setting)
        where T : struct, Enum
    {
        var members = Members<T>(setting);
        if (members.Count > 1) Refuse(setting, "one value is wanted");
        return members.Count == 0 ? setting.Otherwise : members[0];
    }

    /// <param name="otherwise">What holds where it is not set; null: what the setting says.</param>
    public int Number(NumberSetting setting, int? otherwise = null)
    {
        var usual = otherwise ?? setting.Otherwise;
        if (Text(setting) is not { } text) return usual;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (isNumber && number >= setting.Least && number <= setting.Most) return number;
        Refuse(setting, $"a number from {setting.Least} to {setting.Most} is wanted");
        return usual;
    }

    /// <param name="otherwise">What holds where it is not set; null: what the setting says.</param>
    public bool Flag(FlagSetting setting, bool? otherwise = null)
    {
        var usual = otherwise ?? setting.Otherwise;
        if (Text(setting) is not { } text) return usual;
        if (bool.TryParse(text, out var flag)) return flag;
        Refuse(setting, "true or false is wanted");
        return usual;
    }

    public TimeSpan Seconds(NumberSetting setting) => TimeSpan.FromSeconds(Number(setting));

    /// <summary>An http or https URL without query and fragment.</summary>
    public Uri? HttpUrl(Setting setting)
    {
        if (Text(setting) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url is { Query: "", Fragment: "", UserInfo: "" }) return url;
        Refuse(setting, $"\"{text}\" is no URL such as https://ca.example/acme");
        return null;
    }

    /// <summary>The URL of a host that the operator named, to which nobody else may listen: https, or an address of this machine.</summary>
    public Uri? OperatorUrl(Setting setting)
    {
        if (HttpUrl(setting) is not { } url) return null;
        if (IsPrivate(url)) return url;
        Refuse(setting, "https is wanted");
        return null;
    }

    /// <summary>Whether what is sent to a URL stays between us and its host.</summary>
    public static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps
        || (url.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The text of a file that a setting names.</summary>
    public string? FileText(Setting setting, string? path) => Content(setting, path, File.ReadAllText);

    /// <summary>The octets of a file that a setting names.</summary>
    public byte[]? FileOctets(Setting setting, string? path) => Content(setting, path, File.ReadAllBytes);

    /// <summary>The certificates of a file that a setting names, PEM or DER; empty, and refused, where it cannot be read.</summary>
    public IReadOnlyList<StiCertificate> Certificates(Setting setting, string path)
    {
        if (FileOctets(setting, path) is not { } octets) return [];
        if (CertificateBundle.TryRead(octets, out var certificates, out var failure)) return certificates;
        Refuse(setting, $"\"{path}\": {failure}");
        return [];
    }

    private T? Content<T>(Setting setting, string? path, Func<string, T> read)
        where T : class
    {
        if (path is null) return null;
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Refuse(setting, $"the file \"{path}\" cannot be read: {exception.Message}");
            return null;
        }
    }
}
