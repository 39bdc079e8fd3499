using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Shaken.Infra.Tests;

/// <summary>A resource that is deployed.</summary>
/// <param name="Type">Without its version.</param>
/// <param name="Name">Of a child its own name alone.</param>
/// <param name="Body">Everything that is said of it, worked out (<see cref="ArmExpression"/>).</param>
internal sealed record Resource(string Id, string Type, string Name, JsonObject Body)
{
    /// <summary>What stands under a path of members; null where nothing does.</summary>
    public JsonNode? Find(params string[] path) => path.Aggregate((JsonNode?)Body, (value, name) => (value as JsonObject)?[name]);

    public string Text(params string[] path) => ArmExpression.TextOf(Find(path));

    public JsonArray List(params string[] path) => Find(path)?.AsArray() ?? [];
}

/// <summary>What a parameter file deploys: every resource of the compiler's snapshot.</summary>
internal sealed class Deployment
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Deployment>>> Known = new();

    private readonly JsonObject _parameters;

    private Deployment(JsonArray resources, JsonObject parameters)
    {
        Resources = [.. resources.Select(resource => Read(resource!.AsObject()))];
        _parameters = parameters;
    }

    /// <summary>Our parameter files.</summary>
    public static TheoryData<string> Files => [.. Checkout.Files("infra/bicep", ".bicepparam").Select(path => Path.GetFileName(path))];

    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>The deployment of one of our parameter files, worked out once.</summary>
    public static Task<Deployment> GetAsync(string file) =>
        Known.GetOrAdd(file, one => new(() => OfAsync(BicepCompiler.Ours, one, group: null))).Value;

    /// <param name="group">The resource group; null: the file deploys to a subscription.</param>
    public static async Task<Deployment> OfAsync(string folder, string file, string? group) =>
        new(await BicepCompiler.SnapshotAsync(folder, file, group), await BicepCompiler.BuildParametersAsync(folder, file));

    /// <summary>Those of a type, without its version.</summary>
    public IReadOnlyList<Resource> All(string type) => [.. Resources.Where(resource => resource.Type == type)];

    /// <summary>The entries of a parameter that is a list of objects.</summary>
    public IEnumerable<JsonObject> List(string parameter) => _parameters[parameter]!["value"]!.AsArray().Select(entry => entry!.AsObject());

    /// <summary>The settings of each app, by the app's name.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Settings() => All("Microsoft.Web/sites/config").ToDictionary(
        config => config.Id.Split('/')[^3],
        config => config.Find("properties")!.AsObject().ToDictionary(one => one.Key, one => ArmExpression.TextOf(one.Value)));

    /// <summary>All rights that the deployment gives.</summary>
    public IReadOnlyList<Right> Rights()
    {
        var identities = All("Microsoft.ManagedIdentity/userAssignedIdentities");
        return [.. All("Microsoft.Authorization/roleAssignments").Select(assignment =>
        {
            var principal = assignment.Text("properties", "principalId");
            var parts = identities.Single(identity => principal == $"<{identity.Id}.principalId>").Name.Split('-');
            var role = Roles.Names[assignment.Text("properties", "roleDefinitionId").Split('/')[^1]];
            return new Right(parts[1], parts[2], role, assignment.Id[..assignment.Id.LastIndexOf("/providers/", StringComparison.Ordinal)]);
        })];
    }

    private static Resource Read(JsonObject resource)
    {
        var body = ArmExpression.Resolve(resource)!.AsObject();
        var id = ArmExpression.TextOf(body["id"]);
        return new Resource(id, ArmExpression.TextOf(body["type"]).Split('@')[0], id.Split('/')[^1], body);
    }
}
