using Shaken.Core.Trust;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Shared.Trust;

/// <summary>The settings of one other country, <c>Countries:N:…</c>.</summary>
/// <param name="section">As <c>Countries:0</c>; with N in place of the number for the table of settings.</param>
internal sealed class CountrySetting(string section)
{
    /// <summary>For the table of settings.</summary>
    public static CountrySetting Any { get; } = new("Countries:N");

    public string Section { get; } = section;

    public Setting Country { get; } = new($"{section}:Country",
        "Another country whose certificates are judged by its own roots, its ISO 3166-1 alpha-2 code; N is 0, 1 and so on",
        "None; each section needs one",
        "CA");

    public Setting Profile { get; } = new($"{section}:Profile",
        "How its documents differ from the standard: `us`, `ca`, `fr`, or a JSON file in the form of those; see "
            + "[countries](countries.md#profiles)",
        "The profile that ships for the country, else the standard",
        "fr");

    public ChoiceSetting<AttestationCeiling> Ceiling { get; } = new($"{section}:Ceiling", AttestationCeiling.A,
        "The most that an attestation of the country counts for. A setting prevails over the country policy of the STI-PA",
        "B",
        "What the country policy says, else `A`");

    public FlagSetting Excluded { get; } = new($"{section}:Excluded", false,
        "Its calls are treated as if they had no SHAKEN attestation; signer and origid are still reported",
        "true",
        "What the country policy says, else `false`");

    public Setting Prefixes { get; } = new($"{section}:Prefixes",
        "First digits of the numbers that its providers may attest to with A or B; under country code 1 an area code",
        "What the country policy says, else the country's own country codes",
        "1416,1514");

    public Setting CrlUrls { get; } = new($"{section}:CrlUrls",
        "Its CRLs, kept from the start on; they count for its certificates alone",
        "None",
        "https://sti-pa.ca.example/download/v1/crl");

    public Setting IntermediatesUrl { get; } = new($"{section}:IntermediatesUrl",
        "Where its STI-PA publishes the signed list of intermediates, for a profile whose x5u gives the leaf alone",
        "None",
        "https://api.example.fr/ca/certs");

    public TrustListSetting List { get; } = new(
        section,
        "PEM files with the pinned root certificates of the country's STI-PA. Needed with a list, a CRL or a list of intermediates; "
            + "without a list its roots are those on the list of the own STI-PA");

    public IReadOnlyList<Setting> All => [Country, Profile, Ceiling, Excluded, Prefixes, CrlUrls, IntermediatesUrl, .. List.All];
}

/// <summary>The settings of the country policy that the deployment's own STI-PA signs.</summary>
internal static class CountryPolicySetting
{
    public static Setting Url { get; } = new("Countries:PolicyUrl",
        "Where the STI-PA publishes its country policy, read with the credentials of `TrustList`; see [countries](countries.md)",
        "None: a country whose roots are on the list is trusted fully (ATIS-1000087)",
        "https://sti-pa.example/api/v1/country-policy");

    public static Setting File { get; } = new("Countries:PolicyFile",
        "A file with it, in place of the URL. It is read again and again, so replace it whole",
        "None",
        "/etc/shaken/country-policy.jwt");

    public static Setting OwnPrefixes { get; } = new("Countries:OwnPrefixes",
        "First digits of the numbers that providers of the own country may attest to with A or B",
        "What the country policy says, else the country's own country codes",
        "1");

    public static Setting OwnIntermediatesUrl { get; } = new("Countries:OwnIntermediatesUrl",
        "Where the own STI-PA publishes the signed list of intermediates, in a country whose x5u gives the leaf alone, such as France",
        "None: x5u gives whole chains",
        "https://api.example.fr/ca/certs");

    public static IReadOnlyList<Setting> All { get; } = [Url, File, OwnPrefixes, OwnIntermediatesUrl];
}
