using Shaken.Core.Pki.Certificates;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

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
        [CountryPolicy.Certificate, CountryPolicy.Key, ValidityHours, RenewHours, PartnersAtOnce];
}
