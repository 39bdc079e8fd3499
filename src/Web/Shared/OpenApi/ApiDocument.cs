using System.Text.Json;
using System.Text.Json.Nodes;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.OpenApi;

/// <summary>
/// The OpenAPI document: docs/openapi.json is a resource of the program. A deployment serves the operations that it answers, under the
/// routes that they have there; or, when it is asked for all, the document as it is.
/// </summary>
internal sealed class ApiDocument
{
    private const string MediaType = "application/json";
    private const string Resource = "openapi.json";

    private static readonly Lazy<StaticFile> WholeDocument = new(() => StaticFile.Of(MediaType, typeof(ApiDocument).Assembly, Resource));

    private readonly Lazy<StaticFile> _served;

    /// <param name="functions">Those of the deployment.</param>
    public ApiDocument(Func<IEnumerable<HttpFunction>> functions) => _served = new Lazy<StaticFile>(() =>
        StaticFile.Of(MediaType, Narrow(
            WholeDocument.Value.Octets,
            functions().ToDictionary(function => function.Name, function => function.Template, StringComparer.Ordinal))));

    /// <summary>Every operation of the product.</summary>
    public static StaticFile Whole => WholeDocument.Value;

    /// <summary>The operations that this deployment answers.</summary>
    public StaticFile Served => _served.Value;

    private static byte[] Narrow(ReadOnlyMemory<byte> whole, Dictionary<string, string> routes)
    {
        var document = JsonNode.Parse(whole.Span)!.AsObject();
        var (paths, tags) = (new JsonObject(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (method, operation) in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            if (!routes.TryGetValue(operation!["operationId"]!.GetValue<string>(), out var route)) continue;
            if (paths[$"/{route}"] is not JsonObject item) paths[$"/{route}"] = item = [];
            item[method] = operation.DeepClone();
            tags.UnionWith(operation["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        }

        document["paths"] = paths;
        document["tags"] = new JsonArray(
            [.. document["tags"]!.AsArray().Where(tag => tags.Contains(tag!["name"]!.GetValue<string>())).Select(tag => tag!.DeepClone())]);
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output)) document.WriteTo(writer);
        return output.ToArray();
    }
}
