using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>One other country as it is configured.</summary>
/// <param name="Policy">Null: the country policy decides.</param>
/// <param name="List">Where its list comes from; not configured: its roots come by the own list.</param>
/// <param name="IntermediatesUrl">Null: x5u gives whole chains.</param>
internal sealed record ConfiguredCountry(
    CountryCode Country, CountryProfile Profile, CountryTrust? Policy, IReadOnlyList<string> CrlUrls, TrustListSettings List,
    string? IntermediatesUrl);

/// <summary>The countries beside the deployment's own, and its country policy.</summary>
/// <param name="PolicyFile">Null: not from a file.</param>
/// <param name="PolicyUrl">Null: not from a URL.</param>
/// <param name="OwnPrefixes">Null: the country policy decides.</param>
/// <param name="OwnIntermediatesUrl">Null: x5u gives whole chains.</param>
internal sealed record CountrySettings(
    IReadOnlyList<ConfiguredCountry> Others, string? PolicyFile, string? PolicyUrl, CallingPrefixes? OwnPrefixes,
    string? OwnIntermediatesUrl)
    : ISettings<CountrySettings>
{
    private const string Section = "Countries";

    // A country has one section at most.
    private const int MaxSections = 256;

    public static IReadOnlyList<Setting> Declared { get; } = [.. CountryPolicySetting.All, .. CountrySetting.Any.All];

    public bool HasPolicy => PolicyFile is not null || PolicyUrl is not null;

    /// <summary>Whether any document is followed beside the own trusted-CA list.</summary>
    public bool IsFollowed => HasPolicy || OwnIntermediatesUrl is not null
        || Others.Any(other => other.List.IsConfigured || other.IntermediatesUrl is not null);

    public static CountrySettings Read(SettingsReader reader)
    {
        var (file, url) = (reader.Text(CountryPolicySetting.File), reader.Text(CountryPolicySetting.Url));
        if (file is not null && url is not null) reader.Refuse(Section, "PolicyFile or PolicyUrl, not both");
        if ((file ?? url) is not null && reader.Get<TrustListSettings>().Roots.Count == 0)
            reader.Refuse(TrustListSetting.Own.PolicyAdministratorRoots, "the country policy is verified by them: name their PEM file");
        var intermediates = ReadIntermediates(reader, CountryPolicySetting.OwnIntermediatesUrl);
        if (intermediates is not null && OwnOf(reader) is null)
        {
            reader.Refuse(
                TrustListSetting.Own.PolicyAdministratorRoots,
                "the list of intermediates is verified by them: name the PEM file of one country's STI-PA");
        }

        var others = new List<ConfiguredCountry>();
        foreach (var section in Sections(reader))
        {
            if (ReadCountry(reader, section) is not { } other) continue;
            if (others.Exists(known => known.Country == other.Country) || OwnOf(reader) == other.Country)
                reader.Refuse(section.Country, $"{other.Country} has a section or is the own country already");
            else others.Add(other);
        }

        return new CountrySettings(others, file, url, ReadPrefixes(reader, CountryPolicySetting.OwnPrefixes), intermediates);
    }

    /// <summary>The sections that the configuration has, by their numbers.</summary>
    public static IReadOnlyList<CountrySetting> Sections(SettingsReader reader) =>
        [.. reader.Indexes(Section).Take(MaxSections).Select(index => new CountrySetting($"{Section}:{index}"))];

    private static CountryCode? OwnOf(SettingsReader reader) =>
        reader.Get<TrustListSettings>().Roots.Select(root => root.Country).Distinct().ToList() is [var only] ? only : null;

    private static ConfiguredCountry? ReadCountry(SettingsReader reader, CountrySetting settings)
    {
        if (!CountryCode.TryParse(reader.Text(settings.Country), out var country))
        {
            reader.Refuse(settings.Country, "must be an ISO 3166-1 alpha-2 code, such as CA");
            return null;
        }

        var list = TrustListSettings.Read(reader, settings.List);
        var crls = ReadUrls(reader, settings.CrlUrls);
        var intermediates = ReadIntermediates(reader, settings.IntermediatesUrl);
        if ((crls.Count > 0 || intermediates is not null) && list.Roots.Count == 0)
        {
            reader.Refuse(
                settings.List.PolicyAdministratorRoots, "what the country's STI-PA signs is verified by them: name their PEM file");
        }

        var profile = ReadProfile(reader, settings, country);
        if (profile.HasListedIntermediates && list.IsConfigured && intermediates is null)
        {
            reader.Refuse(
                settings.IntermediatesUrl, $"x5u gives the leaf alone under the profile {profile.Name}: name the list of intermediates");
        }

        return new ConfiguredCountry(country, profile, ReadPolicy(reader, settings), crls, list, intermediates);
    }

    private static string? ReadIntermediates(SettingsReader reader, Setting setting)
    {
        if (reader.Text(setting) is not { } url) return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttps)
            reader.Refuse(setting, "must be an https URL");
        return url;
    }

    private static IReadOnlyList<string> ReadUrls(SettingsReader reader, Setting setting)
    {
        var urls = reader.Texts(setting);
        foreach (var url in urls.Where(url => !IsHttp(url))) reader.Refuse(setting, $"\"{url}\" is no http URL");
        if (urls.Count > CountryTermsJson.MaxCrls) reader.Refuse(setting, $"at most {CountryTermsJson.MaxCrls} lists");
        return urls;
    }

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https";

    private static CountryProfile ReadProfile(SettingsReader reader, CountrySetting settings, CountryCode country)
    {
        if (reader.Text(settings.Profile) is not { } name) return CountryProfileFile.Of(country);
        if (CountryProfileFile.FindShipped(name) is { } shipped) return Check(reader, settings, country, shipped);
        if (reader.FileOctets(settings.Profile, name) is not { } octets) return CountryProfile.Standard;
        if (CountryProfileFile.TryRead(octets, out var profile, out var failure)) return Check(reader, settings, country, profile);
        reader.Refuse(settings.Profile, $"\"{name}\": {failure}");
        return CountryProfile.Standard;
    }

    private static CountryProfile Check(SettingsReader reader, CountrySetting settings, CountryCode country, CountryProfile profile)
    {
        if (profile.Country != country)
            reader.Refuse(settings.Profile, $"the profile {profile.Name} is of {profile.Country}, not of {country}");
        return profile;
    }

    // A policy is pinned where one of its settings is there: what is not set then is the default and not the signed policy's.
    private static CountryTrust? ReadPolicy(SettingsReader reader, CountrySetting settings)
    {
        var prefixes = ReadPrefixes(reader, settings.Prefixes);
        var (ceiling, isExcluded) = (reader.Member(settings.Ceiling), reader.Flag(settings.Excluded));
        if (prefixes is null && reader.Text(settings.Ceiling) is null && reader.Text(settings.Excluded) is null) return null;
        return new CountryTrust(TrustMechanism.Merge, ceiling, isExcluded) { Prefixes = prefixes };
    }

    private static CallingPrefixes? ReadPrefixes(SettingsReader reader, Setting setting)
    {
        var texts = reader.Texts(setting);
        if (texts.Count == 0) return null;
        if (CallingPrefixes.TryParse(texts, out var prefixes, out var failure)) return prefixes;
        reader.Refuse(setting, failure);
        return null;
    }
}
