using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>The deployments that our parameter files make.</summary>
internal static class Deployments
{
    private const string Identity = "Microsoft.ManagedIdentity/userAssignedIdentities/";

    private static readonly Dictionary<string, Expansion> Known = [];

    public static TheoryData<string> Files => [.. Checkout.Files("infra", ".bicepparam")];

    public static Expansion Get(string file)
    {
        lock (Known) return Known.TryGetValue(file, out var known) ? known : Known[file] = Expansion.Of(Workspace.Checkout, file);
    }

    /// <summary>The list of a parameter, each entry an object.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, object?>> List(this Expansion deployment, string parameter) => Values.ToList(deployment.Parameters[parameter]).Select(entry => (IReadOnlyDictionary<string, object?>)entry!);

    /// <summary>The settings of each app, by the app's name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Settings(this Expansion deployment) =>
        deployment.All("Microsoft.Web/sites/config").ToDictionary(config => config.Id.Split('/')[^3], config => (IReadOnlyDictionary<string, object?>)config.Find("properties")!);

    /// <summary>All rights that a deployment gives, as whose app in which region, which role, and on what.</summary>
    public static IReadOnlyList<Right> Rights(this Expansion deployment)
    {
        var identities = deployment.All("Microsoft.ManagedIdentity/userAssignedIdentities");
        return [.. deployment.All("Microsoft.Authorization/roleAssignments").Select(assignment =>
        {
            var principal = assignment.Text("properties", "principalId");
            var identity = identities.Single(one => principal == $"<{one.Id}.properties.principalId>");
            var parts = identity.Name.Split('-');
            var role = Roles.Names[assignment.Text("properties", "roleDefinitionId").Split('/')[^1]];
            return new Right(parts[1], parts[2], role, assignment.Id[..assignment.Id.LastIndexOf("/providers/", StringComparison.Ordinal)]);
        })];
    }

    public static bool IsIdentity(string id) => id.Contains(Identity, StringComparison.Ordinal);
}

/// <summary>One right of one app.</summary>
/// <param name="Scope">The id of what it is on.</param>
internal sealed record Right(string Zone, string Region, string Role, string Scope)
{
    /// <summary>On what, in the words of docs/azure-rights.md.</summary>
    public string On
    {
        get
        {
            var parts = Scope.Split('/');
            var (group, name) = (parts[4], parts[^1]);
            var store = group.Contains("-store-", StringComparison.Ordinal) ? group.Split("-store-")[1] : null;
            return (store, parts[^2]) switch
            {
                (not null, "containers") => $"store `{store}`, container `{name.Split('-', 2)[1]}`",
                (not null, "storageAccounts") when name.Contains($"{store}t", StringComparison.Ordinal) => $"store `{store}`, records",
                (null, "keys") when parts[^3].Contains($"-{Zone}-", StringComparison.Ordinal) => $"key `{name}` of its own vault",
                (null, "vaults") when name.Contains($"-{Zone}-", StringComparison.Ordinal) => "its own vault",
                (null, "storageAccounts") when name.Contains($"{Zone}{Region}", StringComparison.Ordinal) => "its own host account",
                (null, "components") => "the logs",
                _ => Scope,
            };
        }
    }
}
