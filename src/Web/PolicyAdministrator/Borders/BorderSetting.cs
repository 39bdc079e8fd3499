using Shaken.Core.Pki.Certificates;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>The settings of <see cref="BorderSettings"/>.</summary>
internal static class BorderSetting
{
    // One text for both, so that they share a row of the table.
    private const string PolicyTimes =
        "From a country policy's signing to its exp, and how long before that the next one is signed though nothing changed: between the "
        + "first and the last quarter";

    public static SignerSetting CountryPolicy { get; } = new("Pa:CountryPolicy", SignedDocumentKind.CountryPolicy);

    public static NumberSetting ValidityHours { get; } = new("Pa:CountryPolicy:ValidityHours", 168, 1, 8784, PolicyTimes, "48");

    public static NumberSetting RenewHours { get; } = new("Pa:CountryPolicy:RenewBeforeHours", 84, 1, 8784, PolicyTimes, "24");

    public static NumberSetting PartnersAtOnce { get; } = new("Pa:Partners:AtOnce", 24, 1, 200,
        "Lists of partners that are fetched at once; each may take 20 seconds, so that a few that hang do not delay the others",
        "50");

    public static IReadOnlyList<Setting> All { get; } =
        [CountryPolicy.Certificate, CountryPolicy.Key, ValidityHours, RenewHours, PartnersAtOnce, .. PartnerSetting.Any.All];
}

/// <summary>What identifies us to a partner's server, <c>Pa:Partners:N:…</c>.</summary>
/// <param name="section">As <c>Pa:Partners:0</c>; with N in place of the number for the table of settings.</param>
internal sealed class PartnerSetting(string section)
{
    /// <summary>For the table of settings.</summary>
    public static PartnerSetting Any { get; } = new("Pa:Partners:N");

    public Setting Id { get; } = new($"{section}:Id",
        "The id of a partner whose server demands credentials, as `shaken pa partner add` has it; N is 0, 1 and so on",
        "None: the partner's server demands none",
        "cst-ga");

    /// <summary>Only its credentials are read: what else there is to say of a partner, operators enter.</summary>
    public TrustListSetting Access { get; } = new(section, administratorRoots: "");

    public IReadOnlyList<Setting> All => [Id, .. Access.Credentials];
}
