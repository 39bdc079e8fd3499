using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shaken.Tests;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.OpenApi;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>
/// docs/openapi.json is written of the function table and its operations. <c>SHAKEN_WRITE_TABLES=1</c> makes the test write it; review the
/// change and commit it with the operation.
/// </summary>
public sealed partial class OpenApiDocumentTests
{
    private const string Page = "docs/openapi.json";

    public static TheoryData<string> Documented => [.. Operations.All.Select(operation => operation.Function)];

    [Fact]
    public void Document_IsWhatTheOperationsSay()
    {
        var document = DocumentWriter.Write();
        if (Environment.GetEnvironmentVariable("SHAKEN_WRITE_TABLES") == "1")
            File.WriteAllText(Path.Combine(Checkout.Root, Page), document);
        Assert.Equal(document, Checkout.Read(Page));
    }

    [Fact]
    public void Functions_EachHasAnOperation() => Assert.Empty(
        FunctionTable.Http.Select(function => function.Name).Except(Operations.All.Select(operation => operation.Function)));

    [Fact]
    public void Operations_EachIsOfOneFunction()
    {
        var names = Operations.All.Select(operation => operation.Function).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        Assert.Empty(names.Except(FunctionTable.Http.Select(function => function.Name)));
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void PathParameters_AreThoseOfTheRoute(string name)
    {
        var (function, operation) = Of(name);
        Assert.Equal(
            Braces().Matches(function.Template).Select(match => match.Groups["name"].Value),
            operation.Path.Select(parameter => parameter.Name));
    }

    [Theory]
    [MemberData(nameof(Documented))]
    public void PathParameters_HaveExamplesThatTheyAllow(string name)
    {
        var (_, operation) = Of(name);
        Assert.All(operation.Path, parameter =>
        {
            Assert.NotNull(parameter.Example);
            if (parameter.Schema is TextSchema { Pattern: { } pattern }) Assert.Matches(pattern, parameter.Example);
            else if (parameter.Schema is NumberSchema) Assert.Matches("^[0-9]+$", parameter.Example);
        });
    }

    [Fact]
    public void References_LeadToComponents()
    {
        var document = JsonNode.Parse(DocumentWriter.Write())!;
        var references = ReferencesIn(document).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            Assert.Matches("^#/components/(schemas|responses)/[A-Za-z0-9]+$", reference);
            var parts = reference.Split('/');
            Assert.NotNull(document["components"]![parts[2]]![parts[3]]);
        });
    }

    private static (HttpFunction Function, Operation Operation) Of(string name) => (
        FunctionTable.Http.Single(function => function.Name == name), Operations.All.Single(operation => operation.Function == name));

    private static IEnumerable<string> ReferencesIn(JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(member => member.Key == "$ref" && member.Value is JsonValue value
            ? [value.GetValue<string>()]
            : ReferencesIn(member.Value)),
        JsonArray items => items.SelectMany(ReferencesIn),
        _ => [],
    };

    [GeneratedRegex(@"\{(?<name>[a-z0-9]+)\}")]
    private static partial Regex Braces();
}
