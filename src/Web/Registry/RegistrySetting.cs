using Shaken.Core.Pki.Certificates;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Registry;

/// <summary>The settings of <see cref="RegistrySettings"/>.</summary>
internal static class RegistrySetting
{
    private const string Owner = "registry";
    private const string UrlName = "Registry:Url";

    // One text for both, so that they share a row of the table.
    private const string ListTimes =
        "From the signing of a registry list, or of the joined list, to its exp, and how long before that the next one is signed though "
        + "nothing changed: between the first and the last quarter";

    public static Setting Url { get; } = new(UrlName,
        "The https URL under which countries and policy administrators reach this registry. Countries name it in their requests, and x5u "
        + "names certificates below it",
        "None; the registry list needs it",
        "https://registry.example");

    public static SignerSetting List { get; } = new("Registry:List", SignedDocumentKind.RegistryList, Owner, UrlName);

    public static SignerSetting Joined { get; } = new("Registry:Joined", SignedDocumentKind.TrustedCaList, Owner, UrlName);

    public static NumberSetting ValidityHours { get; } = new("Registry:List:ValidityHours", 168, 1, 8784, ListTimes, "48");

    public static NumberSetting RenewHours { get; } = new("Registry:List:RenewBeforeHours", 84, 1, 8784, ListTimes, "24");

    public static NumberSetting ListsAtOnce { get; } = new("Registry:ListsAtOnce", 24, 1, 200,
        "Lists of countries that are fetched at once; each may take 20 seconds, so that a few that hang do not delay the others",
        "50");

    public static FlagSetting TwoOperators { get; } = new("Registry:TwoOperators", false,
        "The operator who overrides the key of a country in dispute may not approve that: another one must",
        "true");

    public static IReadOnlyList<Setting> All { get; } =
    [
        Url, List.Certificate, List.Key, ValidityHours, RenewHours, Joined.Certificate, Joined.Key, ListsAtOnce, TwoOperators,
    ];
}
