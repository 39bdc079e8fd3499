using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>What the document says of requests and answers.</summary>
internal static partial class DocumentedApi
{
    private const string Json = "json";

    // What the server answers before an operation is asked: a request that is no HTTP, headers or a body over its bounds.
    private static readonly int[] OfTheServer = [400, 408, 411, 413, 417, 431, 505];

    // By the problem document, and by the exception of ATIS-1000082.
    private static readonly string[] NothingIsThere = ["nothing is at this path", "Resource not found"];

    private static readonly JsonElement Document = Parse(DocumentWriter.Write());
    private static readonly SchemaCheck Check = new(Document);

    // Of two templates that match a path, the one with more parts that are fixed.
    private static readonly IReadOnlyList<(string Method, Regex Path, JsonElement Operation)> Operations =
    [
        .. FunctionTable.Http
            .OrderBy(function => function.Route.Count(letter => letter == '{'))
            .Where(function => Find(function) is not null)
            .Select(function => (function.Method, Template(function.Template), Find(function)!.Value)),
    ];

    /// <summary>An operation of the document.</summary>
    public static JsonElement Get(HttpFunction function) =>
        Find(function) ?? throw new InvalidOperationException($"{function.Name} is not in the document.");

    /// <summary>The names of all operations.</summary>
    public static IEnumerable<string> Names => Operations.Select(one => NameOf(one.Operation));

    /// <summary>The operation that a request asks for; null: the document has none.</summary>
    public static JsonElement? Find(string method, string path) =>
        Operations.FirstOrDefault(one => one.Method == method && one.Path.IsMatch(path)) is { Path: not null } found
            ? found.Operation
            : null;

    public static string NameOf(JsonElement operation) => operation.GetProperty("operationId").GetString()!;

    /// <summary>In what an answer differs from what the document says of the operation; null: in nothing.</summary>
    public static string? FindViolation(JsonElement operation, int status, string? mediaType, ReadOnlyMemory<byte> body)
    {
        var key = status.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!operation.GetProperty("responses").TryGetProperty(key, out var response))
            return OfTheServer.Contains(status) || IsOfRouting(status, body) ? null : "the status is not documented";
        if (!Check.Resolve(response).TryGetProperty("content", out var contents))
            return body.IsEmpty ? null : "a body is not documented";
        if (mediaType is null) return status >= 400 && body.IsEmpty ? null : "a body is documented";
        if (!contents.TryGetProperty(mediaType, out var content)) return "the media type is not documented";
        return mediaType.EndsWith(Json, StringComparison.Ordinal) && mediaType != "application/jose+json"
            ? Check.FindViolation(content.GetProperty("schema"), Parse(body))
            : null;
    }

    // A deployment without the role, or with another prefix, has nothing at the path.
    private static bool IsOfRouting(int status, ReadOnlyMemory<byte> body) =>
        status == 404 && NothingIsThere.Any(text => Encoding.UTF8.GetString(body.Span).Contains(text, StringComparison.Ordinal));

    private static JsonElement? Find(HttpFunction function) =>
        Document.GetProperty("paths").TryGetProperty($"/{function.Template}", out var path)
        && path.TryGetProperty(function.Method.ToLowerInvariant(), out var operation) ? operation : null;

    private static Regex Template(string route) =>
        new($"^/{Braces().Replace(Regex.Escape(route), "[^/]+")}/?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    // Regex.Escape escapes the opening brace alone.
    [GeneratedRegex(@"\\\{[a-z0-9]+\}")]
    private static partial Regex Braces();
}
