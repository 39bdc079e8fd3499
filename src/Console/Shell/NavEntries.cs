using MudBlazor;

namespace Shaken.OperatorConsole.Shell;

/// <summary>A screen of the menu.</summary>
/// <param name="Path">Below <c>/console/</c>.</param>
/// <param name="DeploymentRoles">It is shown where the deployment plays one of these; always, where none is named.</param>
/// <param name="OperatorRoles">It is shown to operators with one of these; to all, where none is named.</param>
internal sealed record NavEntry(string Path, string Title, string Icon, string[] DeploymentRoles, string[] OperatorRoles)
{
    public static IReadOnlyList<NavEntry> All { get; } =
    [
        new("", "Overview", Icons.Material.Filled.Dashboard, [], []),
        new("inbox", "Inbox", Icons.Material.Filled.Inbox, ["pa", "registry"], []),
        new("providers", "Providers", Icons.Material.Filled.Business, ["pa"], []),
        new("authorities", "Authorities", Icons.Material.Filled.AccountBalance, ["pa"], []),
        new("lists", "Trusted-CA lists", Icons.Material.Filled.FactCheck, ["pa"], []),
        new("partners", "Partners", Icons.Material.Filled.Public, ["pa"], []),
        new("countries", "Country policy", Icons.Material.Filled.Gavel, ["pa"], []),
        new("registry", "Registry", Icons.Material.Filled.Language, ["registry"], []),
        new("issued", "Issued certificates", Icons.Material.Filled.WorkspacePremium, ["ca"], []),
        new("acme-accounts", "ACME accounts", Icons.Material.Filled.Key, ["ca"], []),
        new("revocation", "Revocation", Icons.Material.Filled.Block, ["pa", "ca"], []),
        new("published", "Published certificates", Icons.Material.Filled.VerifiedUser, ["cr"], []),
        new("calls", "Calls", Icons.Material.Filled.Call, ["as", "vs"], []),
        new("tenants", "Tenants", Icons.Material.Filled.Groups, ["as", "vs"], []),
        new("complaints", "Complaints", Icons.Material.Filled.Report, ["pa"], []),
        new("tracebacks", "Tracebacks", Icons.Material.Filled.Route, ["pa"], []),
        new("reputation", "Reputation", Icons.Material.Filled.ThumbsUpDown, ["pa"], []),
        new("delegations", "Lent numbers", Icons.Material.Filled.SwapHoriz, ["delegation"], []),
        new("numbers", "Numbers", Icons.Material.Filled.Numbers, ["pa"], []),
        new("users", "Users", Icons.Material.Filled.ManageAccounts, [], []),
        new("settings", "Settings", Icons.Material.Filled.Settings, [], ["administrator", "auditor"]),
        new("audit", "Audit log", Icons.Material.Filled.History, [], ["administrator", "auditor", "governance"]),
    ];
}
