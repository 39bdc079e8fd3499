using System.Text.Json.Nodes;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using Shaken.Tests;
using Shaken.Web.Tests.Shared.OpenApi;

namespace Shaken.Web.Tests.ConsolePages;

/// <summary>
/// The console reads the documents of the API by classes that are made of its description. <c>SHAKEN_WRITE_TABLES=1</c> makes the test
/// write them; commit them with docs/openapi.json.
/// </summary>
public sealed class ConsoleDocumentsTests
{
    private const string File = "src/Console/Api/Documents.g.cs";
    private const string Components = "#/components/schemas/";

    private static readonly string[] Prefixes = ["/operator/v1/", "/health"];

    [Fact]
    public async Task Documents_AreThoseOfTheDescription()
    {
        var written = (await WriteAsync(JsonNode.Parse(DocumentWriter.Write())!.AsObject())).ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("SHAKEN_WRITE_TABLES") == "1")
            await System.IO.File.WriteAllTextAsync(Path.Combine(Checkout.Root, File), written, TestContext.Current.CancellationToken);
        Assert.Equal(Checkout.Read(File).ReplaceLineEndings("\n"), written);
    }

    // The generator knows OpenAPI 3.0: it gets the schemas alone, closed, so that no class has a bag for members that are not known.
    private static async Task<string> WriteAsync(JsonObject description)
    {
        var schemas = description["components"]!["schemas"]!.AsObject();
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, operations) in description["paths"]!.AsObject())
        {
            if (Prefixes.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))) Collect(operations, schemas, wanted);
        }

        var kept = new JsonObject();
        foreach (var name in schemas.Select(schema => schema.Key).Where(wanted.Contains))
        {
            var schema = schemas[name]!.DeepClone();
            Close(schema);
            kept[name] = schema;
        }

        var reduced = new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject { ["title"] = "Documents", ["version"] = "1" },
            ["paths"] = new JsonObject(),
            ["components"] = new JsonObject { ["schemas"] = kept },
        };
        var document = await OpenApiDocument.FromJsonAsync(reduced.ToJsonString(), TestContext.Current.CancellationToken);
        return new CSharpClientGenerator(document, Settings()).GenerateFile();
    }

    private static CSharpClientGeneratorSettings Settings()
    {
        var settings = new CSharpClientGeneratorSettings
        {
            GenerateClientClasses = false, GenerateClientInterfaces = false, GenerateDtoTypes = true, GenerateExceptionClasses = false,
        };
        var classes = settings.CSharpGeneratorSettings;
        classes.Namespace = "Shaken.OperatorConsole.Api";
        classes.JsonLibrary = CSharpJsonLibrary.SystemTextJson;
        classes.ClassStyle = CSharpClassStyle.Poco;
        classes.GenerateNullableReferenceTypes = true;
        classes.GenerateDataAnnotations = false;
        classes.GenerateOptionalPropertiesAsNullable = true;
        (classes.ArrayType, classes.ArrayInstanceType) = ("System.Collections.Generic.IReadOnlyList", "System.Collections.Generic.List");
        (classes.DictionaryType, classes.DictionaryInstanceType) =
            ("System.Collections.Generic.IReadOnlyDictionary", "System.Collections.Generic.Dictionary");
        return settings;
    }

    private static void Collect(JsonNode? node, JsonObject schemas, HashSet<string> into)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Collect(item, schemas, into);
        }
        else if (node is JsonObject json)
        {
            foreach (var (name, value) in json)
            {
                if (name != "$ref") Collect(value, schemas, into);
                else if (NameIn(value!) is { } referred && into.Add(referred)) Collect(schemas[referred], schemas, into);
            }
        }
    }

    private static string? NameIn(JsonNode reference) =>
        reference.GetValue<string>() is var to && to.StartsWith(Components, StringComparison.Ordinal) ? to[Components.Length..] : null;

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Close(item);
        }
        else if (node is JsonObject json)
        {
            if (json["properties"] is JsonObject && json["additionalProperties"] is null) json["additionalProperties"] = false;

            // Counts of calls and revisions: the description leaves their size open.
            if (json["type"] is JsonValue type && type.GetValueKind() == System.Text.Json.JsonValueKind.String
                && type.GetValue<string>() == "integer")
                json["format"] = "int64";
            foreach (var value in json.Select(member => member.Value).ToList()) Close(value);
        }
    }
}
