using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// The OpenAPI document: docs/openapi.json is a resource of the program. A deployment serves the operations of its own roles, or, when it
/// is asked for all, the document as it is.
/// </summary>
internal sealed class ApiDocument
{
    /// <summary>Which role an operation belongs to; one that every deployment has carries no such member.</summary>
    public const string RoleMember = "x-shaken-role";

    private const string MediaType = "application/json";
    private const string Resource = "openapi.json";

    private static readonly Lazy<StaticFile> WholeDocument = new(() => StaticFile.Of(MediaType, typeof(ApiDocument).Assembly, Resource));

    private readonly Lazy<StaticFile> _served;

    /// <param name="isOn">Whether the deployment has the functions of a role.</param>
    public ApiDocument(Func<Role, bool> isOn) =>
        _served = new Lazy<StaticFile>(() => StaticFile.Of(MediaType, Narrow(WholeDocument.Value.Octets, isOn)));

    /// <summary>Every operation of the product.</summary>
    public static StaticFile Whole => WholeDocument.Value;

    /// <summary>The operations that this deployment answers.</summary>
    public StaticFile Served => _served.Value;

    private static byte[] Narrow(ReadOnlyMemory<byte> whole, Func<Role, bool> isOn)
    {
        var document = JsonNode.Parse(whole.Span)!.AsObject();
        var paths = document["paths"]!.AsObject();
        foreach (var (path, item) in paths.ToList())
        {
            var operations = item!.AsObject();
            foreach (var (method, operation) in operations.ToList())
            {
                if (!IsServed(operation!.AsObject(), isOn)) operations.Remove(method);
            }

            if (operations.Count == 0) paths.Remove(path);
        }

        RemoveUnusedTags(document, paths);
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output)) document.WriteTo(writer);
        return output.ToArray();
    }

    private static bool IsServed(JsonObject operation, Func<Role, bool> isOn) =>
        operation[RoleMember] is not { } role || isOn(Enum.Parse<Role>(role.GetValue<string>(), ignoreCase: true));

    private static void RemoveUnusedTags(JsonObject document, JsonObject paths)
    {
        var used = paths.SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation => operation.Value!["tags"]!.AsArray())
            .Select(tag => tag!.GetValue<string>())
            .ToHashSet(StringComparer.Ordinal);
        var tags = document["tags"]!.AsArray();
        for (var index = tags.Count - 1; index >= 0; index--)
        {
            if (!used.Contains(tags[index]!["name"]!.GetValue<string>())) tags.RemoveAt(index);
        }
    }
}
