using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Configuration;

/// <summary>A setting that the configuration gives, or that it leaves to what holds without it.</summary>
/// <param name="Name">With the numbers and names that the operator chose.</param>
/// <param name="IsSet">False: what <see cref="Setting.Without"/> says holds.</param>
/// <param name="Value">Null: it is not set, or its value is not shown.</param>
/// <param name="Source">In a word; null: not known.</param>
internal sealed record GivenSetting(Setting Declared, string Name, bool IsSet, string? Value, string? Source);

/// <summary>
/// What operators see of the configuration. A value is shown where its kind holds no secret, or where its name is on the list here: a new
/// setting is hidden until somebody thinks of it.
/// </summary>
internal static class GivenSettings
{
    private const int MaxValue = 500;
    private const int MaxValues = 20;

    // The last part of the names, whole or its end, of settings that are plain texts.
    private static readonly string[] ShownEndings =
    [
        "Url", "Urls", "HostNames", "Address", "Country", "Prefixes", "Provider", "Roles", "Storage", "ServedSpcs", "Folder", "Certificate",
        "Certificates", "CertificateFile", "Roots", "Signers", "PolicyOid", "PolicyOids", "Profile", "Profiles", "Authority", "Audience",
        "Issuer", "Ceiling", "Excluded", "X5u", "Endpoint", "Directory", "Port",
    ];

    // News is posted there, and who knows the URL may post too.
    private static readonly string[] HiddenEndings = ["WebhookUrl"];

    public static IReadOnlyList<GivenSetting> Read(SettingsReader reader)
    {
        var names = reader.NamesWithValues().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return [.. SettingsParts.Settings<Setting>().SelectMany(setting => Of(setting, names, reader))];
    }

    // The items of a list have one line.
    private static IEnumerable<GivenSetting> Of(Setting setting, List<string> names, SettingsReader reader)
    {
        var depth = setting.Name.Split(':').Length;
        var groups = names.Where(name => UnknownSettings.IsOf(setting, name))
            .GroupBy(name => string.Join(':', name.Split(':').Take(depth)), StringComparer.OrdinalIgnoreCase).ToList();
        if (groups.Count == 0) return [new GivenSetting(setting, setting.Name, IsSet: false, Value: null, Source: null)];
        return groups.Select(group => new GivenSetting(
            setting, group.Key, IsSet: true, IsShown(setting) ? ValueOf(group, reader) : null, reader.FindSource(group.First())));
    }

    private static string ValueOf(IEnumerable<string> names, SettingsReader reader)
    {
        var texts = names.Take(MaxValues + 1).Select(name => Shown(reader.OfPlatform(name) ?? "")).ToList();
        var value = string.Join(", ", texts.Take(MaxValues)) + (texts.Count > MaxValues ? ", …" : "");
        return value.Length <= MaxValue ? value : $"{value[..MaxValue]}…";
    }

    // A URL may carry a password, or a signature in its query.
    private static string Shown(string text) => string.Join(',', text.Split(',').Select(part =>
        Uri.TryCreate(part.Trim(), UriKind.Absolute, out var url) && (url.UserInfo.Length > 0 || url.Query.Length > 0)
            ? $"{url.GetLeftPart(UriPartial.Path).Replace($"{url.UserInfo}@", "", StringComparison.Ordinal)}?…"
            : PlainText.Show(part)));

    private static bool IsShown(Setting setting)
    {
        if (setting is NumberSetting or FlagSetting or TextSetting) return true;
        if (setting is KeyFileSetting or SecretFileSetting) return false;
        if (setting.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ChoiceSetting<>)) return true;
        var last = setting.Name[(setting.Name.LastIndexOf(':') + 1)..];
        return !HiddenEndings.Any(ending => last.EndsWith(ending, StringComparison.Ordinal))
            && ShownEndings.Any(ending => last.EndsWith(ending, StringComparison.Ordinal));
    }
}
