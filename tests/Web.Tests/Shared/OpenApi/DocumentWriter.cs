using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Stir;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>Writes docs/openapi.json of the function table and its operations.</summary>
internal sealed class DocumentWriter
{
    private static readonly JsonWriterOptions Form =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What the server answers by itself, whatever the operation.
    private static readonly int[] OfEveryRequest = [429, 500, 503];
    private static readonly int[] OfABody = [408, 413];
    private static readonly int[] OfACaller = [401, 403];

    private readonly SchemaWriter _schemas = new();
    private readonly SortedDictionary<string, JsonObject> _responses = new(StringComparer.Ordinal);

    public static string Write() => new DocumentWriter().WriteAll();

    /// <summary>Every status that an operation may answer with, and the bodies that come with it.</summary>
    public static IEnumerable<(int Status, IReadOnlyList<Content> Contents)> RefusalsOf(HttpFunction function, Operation operation)
    {
        // The server's own refusals.
        var general = AcmeAnswers.Covers($"/{function.Route}") ? AcmeOperations.Problem
            : StirAnswers.Covers($"/{function.Route}") ? StirOperations.Refusal
            : Content.Problem;

        IEnumerable<(int Status, Content Content)> all =
        [
            .. operation.Refusals.Select(status => (status, operation.Refusal)),
            .. OfEveryRequest.Select(status => (status, general)),
            .. OfABody.Where(_ => operation.Body is not null).Select(status => (status, general)),
            .. OfACaller.Where(_ => operation.Security.Contains(SecurityScheme.Caller)).Select(status => (status, general)),
        ];
        return all.GroupBy(refusal => refusal.Status).OrderBy(group => group.Key)
            .Select(group => (group.Key, (IReadOnlyList<Content>)[.. group.Select(refusal => refusal.Content).Distinct()]));
    }

    private string WriteAll()
    {
        var paths = new JsonObject();
        foreach (var route in FunctionTable.Http.GroupBy(function => function.Template, StringComparer.Ordinal))
        {
            var item = new JsonObject();
            foreach (var function in route)
            {
                if (Operations.All.SingleOrDefault(one => one.Function == function.Name) is { } operation)
                    item[function.Method.ToLowerInvariant()] = OperationOf(function, operation);
            }

            if (item.Count > 0) paths[$"/{route.Key}"] = item;
        }

        var document = DocumentFrame.Of(paths);
        var components = document["components"]!.AsObject();
        components["responses"] = new JsonObject(_responses.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        components["schemas"] = _schemas.Components;
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Form)) document.WriteTo(writer);
        return _schemas.Rename(Encoding.UTF8.GetString(output.ToArray())) + "\n";
    }

    private JsonObject OperationOf(HttpFunction function, Operation operation)
    {
        var written = new JsonObject
        {
            ["operationId"] = operation.Function,
            ["summary"] = operation.Summary,
            ["description"] = DescriptionOf(operation),
            ["tags"] = new JsonArray(DocumentFrame.TagOf(function.Role)),
        };
        var parameters = operation.Path.Select(parameter => ParameterOf(parameter, "path"))
            .Concat(operation.Query.Select(parameter => ParameterOf(parameter, "query")))
            .Concat(operation.Headers.Select(parameter => ParameterOf(parameter, "header")))
            .ToArray<JsonNode>();
        if (parameters.Length > 0) written["parameters"] = new JsonArray(parameters);
        if (operation.Body is { } body)
            written["requestBody"] = new JsonObject { ["required"] = !operation.IsBodyOptional, ["content"] = ContentOf([body]) };
        written["responses"] = ResponsesOf(function, operation);
        written["security"] = new JsonArray([.. operation.Security.SelectMany(DocumentFrame.RequirementsOf)]);
        return written;
    }

    private JsonObject ParameterOf(Parameter parameter, string place)
    {
        var written = new JsonObject
        {
            ["name"] = parameter.Name, ["in"] = place, ["description"] = parameter.Meaning, ["required"] = place == "path",
            ["schema"] = _schemas.Write(parameter.Schema),
        };
        if (parameter.Example is { } example)
        {
            written["example"] = parameter.Schema is NumberSchema
                ? (JsonNode)long.Parse(example, CultureInfo.InvariantCulture) : example;
        }

        return written;
    }

    private JsonObject ResponsesOf(HttpFunction function, Operation operation)
    {
        var written = new JsonObject();
        foreach (var answer in operation.Answers)
            written[TextOf(answer.Status)] = ResponseOf(answer.Meaning, answer.Contents);
        foreach (var (status, contents) in RefusalsOf(function, operation))
        {
            // A status of which the operation says itself what comes with it: health's 503.
            if (!written.ContainsKey(TextOf(status))) written[TextOf(status)] = ReferenceTo(status, contents);
        }

        return written;
    }

    // Refusals of one status and one form stand once, among the components.
    private JsonObject ReferenceTo(int status, IReadOnlyList<Content> contents)
    {
        var form = string.Concat(contents.Where(content => content != Content.Problem).Select(NameOf));
        var name = ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal)
            + (form.Length == 0 ? "" : $"As{form}{(contents.Contains(Content.Problem) ? "OrProblem" : "")}");
        if (!_responses.ContainsKey(name)) _responses.Add(name, ResponseOf($"{ReasonPhrases.GetReasonPhrase(status)}.", contents));
        return new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
    }

    private JsonObject ResponseOf(string meaning, IReadOnlyList<Content> contents)
    {
        var written = new JsonObject { ["description"] = meaning };
        if (contents.Count > 0) written["content"] = ContentOf(contents);
        return written;
    }

    private JsonObject ContentOf(IReadOnlyList<Content> contents) => new(contents.GroupBy(content => content.MediaType).Select(group =>
        KeyValuePair.Create(group.Key, (JsonNode?)new JsonObject { ["schema"] = SchemaOf([.. group]) })));

    private JsonNode SchemaOf(IReadOnlyList<Content> contents) => contents is [var only]
        ? _schemas.Write(only.Schema)
        : new JsonObject { ["anyOf"] = new JsonArray([.. contents.Select(content => _schemas.Write(content.Schema))]) };

    private static string NameOf(Content content) => content.Schema switch
    {
        TypeSchema type => type.Type().Type.Name,
        ObjectSchema { Name: { } name } => name,
        EitherSchema { One: TypeSchema, Other: TypeSchema other } => other.Type().Type.Name,
        _ => throw new InvalidOperationException("A refusal is of a type, or an object with a name."),
    };

    private static string DescriptionOf(Operation operation)
    {
        var access = operation.Security.Count == 0
            ? "Anybody may call."
            : $"For {string.Join(", or ", operation.Security.Select(DocumentFrame.WordsOf))}.";
        return operation.Description is { } description ? $"{description} {access}" : access;
    }

    private static string TextOf(int status) => status.ToString(CultureInfo.InvariantCulture);
}
