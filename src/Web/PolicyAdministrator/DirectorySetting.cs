using Shaken.Core.Pki.Certificates;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The settings of <see cref="DirectorySettings"/>.</summary>
internal static class DirectorySetting
{
    // One text for both, so that they share a row of the table.
    private const string ListTimes =
        "From a cpsMapping's signing to its exp, and how long before that the next one is signed though nothing changed: between the "
        + "first and "
        + "the last quarter";

    public static SignerSetting CpsList { get; } = new("Pa:CpsList", SignedDocumentKind.CpsMapping);

    public static NumberSetting ValidityHours { get; } = new("Pa:CpsList:ValidityHours", 168, 1, 8784, ListTimes, "48");

    public static NumberSetting RenewHours { get; } = new("Pa:CpsList:RenewBeforeHours", 84, 1, 8784, ListTimes, "24");

    public static SignerSetting Bypass { get; } = new("Pa:Bypass", SignedDocumentKind.BypassToken);

    public static Setting Issuer { get; } = new("Pa:Bypass:Issuer",
        "What bypass tokens name as `iss`, 1 to 200 characters", "The host of `Pa:Url`", "sti-pa.example");

    public static IReadOnlyList<Setting> All { get; } =
        [CpsList.Certificate, CpsList.Key, ValidityHours, RenewHours, Bypass.Certificate, Bypass.Key, Issuer];
}
