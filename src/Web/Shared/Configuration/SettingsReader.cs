using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
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
    public ISigningKey? SigningKey(string name, string text) => keys.Find(this, name, text);

    /// <summary>The secret that a setting names, without white space around it; null, and refused, where there is none.</summary>
    public SecretText? Secret(string name, string text) => keys.FindSecret(this, name, text);

    /// <summary>Notes an error; once, though two that read the same setting find it.</summary>
    public void Refuse(string name, string rule)
    {
        if (!_errors.Contains($"{name}: {rule}", StringComparer.Ordinal)) _errors.Add($"{name}: {rule}");
    }

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text.Trim() : null;

    public IReadOnlyList<string> Texts(string name)
    {
        var section = configuration.GetSection(name);
        IEnumerable<string?> texts = section.Value is { } one ? one.Split(',') : section.GetChildren().Select(child => child.Value);
        return [.. texts.Select(text => text?.Trim()).OfType<string>().Where(text => text.Length > 0)];
    }

    public IReadOnlyList<T> Values<T>(string name, TryParse<T> tryParse, string rule)
        where T : class
    {
        var values = new List<T>();
        foreach (var text in Texts(name))
        {
            if (tryParse(text, out var value)) values.Add(value);
            else Refuse(name, rule);
        }

        return values;
    }

    public IReadOnlyList<T> Members<T>(string name)
        where T : struct, Enum
    {
        var members = new List<T>();
        foreach (var text in Texts(name))
        {
            if (Enum.TryParse<T>(text, ignoreCase: true, out var member) && Enum.IsDefined(member)) members.Add(member);
            else Refuse(name, $"\"{text}\" is none of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");
        }

        return members;
    }

    public T Member<T>(string name, T otherwise)
        where T : struct, Enum
    {
        var members = Members<T>(name);
        if (members.Count > 1) Refuse(name, "one value is wanted");
        return members.Count == 0 ? otherwise : members[0];
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(name, $"a number from {least} to {most} is wanted");
        return otherwise;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Text(name) is not { } text) return otherwise;
        if (bool.TryParse(text, out var flag)) return flag;
        Refuse(name, "true or false is wanted");
        return otherwise;
    }

    public TimeSpan Seconds(string name, int otherwise, int least, int most) => TimeSpan.FromSeconds(Number(name, otherwise, least, most));

    /// <summary>An http or https URL without query and fragment.</summary>
    public Uri? HttpUrl(string name)
    {
        if (Text(name) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url is { Query: "", Fragment: "", UserInfo: "" }) return url;
        Refuse(name, $"\"{text}\" is no URL such as https://ca.example/acme");
        return null;
    }

    /// <summary>The URL of a host that the operator named, to which nobody else may listen: https, or an address of this machine.</summary>
    public Uri? OperatorUrl(string name)
    {
        if (HttpUrl(name) is not { } url) return null;
        if (IsPrivate(url)) return url;
        Refuse(name, "https is wanted");
        return null;
    }

    /// <summary>Whether what is sent to a URL stays between us and its host.</summary>
    public static bool IsPrivate(Uri url) => url.Scheme == Uri.UriSchemeHttps
        || (url.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(url.Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The text of a file that a setting names.</summary>
    public string? FileText(string name, string? path) => Content(name, path, File.ReadAllText);

    /// <summary>The octets of a file that a setting names.</summary>
    public byte[]? FileOctets(string name, string? path) => Content(name, path, File.ReadAllBytes);

    /// <summary>The certificates of a file that a setting names, PEM or DER; empty, and refused, where it cannot be read.</summary>
    public IReadOnlyList<StiCertificate> Certificates(string name, string path)
    {
        if (FileOctets(name, path) is not { } octets) return [];
        if (CertificateBundle.TryRead(octets, out var certificates, out var failure)) return certificates;
        Refuse(name, $"\"{path}\": {failure}");
        return [];
    }

    private T? Content<T>(string name, string? path, Func<string, T> read)
        where T : class
    {
        if (path is null) return null;
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Refuse(name, $"the file \"{path}\" cannot be read: {exception.Message}");
            return null;
        }
    }
}
