using Shaken.OperatorConsole.Api;

namespace Shaken.OperatorConsole.Screens.Inbox;

/// <summary>Where what waits is looked at and decided.</summary>
internal static class Decisions
{
    public static string WordOf(string kind) => kind switch
    {
        "authority" => "Root of a CA",
        "country-terms" => "Terms of a country",
        "partner-roots" => "Roots of a partner",
        "registry-subscription" => "Registry to follow",
        "registered-country" => "Country to register",
        _ => kind,
    };

    /// <summary>The screen that shows it whole; null: there is none.</summary>
    public static string? LinkOf(ApprovalLine row) => row.Kind switch
    {
        "authority" => $"authorities/{Uri.EscapeDataString(row.Id)}",
        "country-terms" => "countries",
        "partner-roots" => $"partners/{Uri.EscapeDataString(row.Id)}",
        "registered-country" => "registry",
        _ => null,
    };

    /// <summary>
    /// The request that approves it, where the line here says all that there is to know; null: it is looked at on its screen first.
    /// </summary>
    public static string? ApprovalOf(ApprovalLine row) => row.Kind switch
    {
        "country-terms" => $"operator/v1/country-policy/{Uri.EscapeDataString(row.Id)}/approval",
        "registry-subscription" => "operator/v1/registry-subscription/approval",
        "registered-country" => $"operator/v1/registry/countries/{Uri.EscapeDataString(row.Id)}/approval",
        _ => null,
    };
}
