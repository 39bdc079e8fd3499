using System.Text.Json;

namespace Shaken.Web.Tests.Shared.OpenApi;

/// <summary>The check that the other tests rely on: each keyword lets a right value through and no wrong one.</summary>
public sealed class SchemaCheckTests
{
    private const string Document = """{"components":{"schemas":{"Name":{"type":"string"}}}}""";

    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1")]
    [InlineData("""{"type":["string","null"]}""", "null", "true")]
    [InlineData("""{"type":"integer"}""", "1", "1.5")]
    [InlineData("""{"type":"boolean"}""", "false", "\"false\"")]
    [InlineData("""{"enum":["a","b"]}""", "\"b\"", "\"c\"")]
    [InlineData("""{"const":""}""", "\"\"", "\"x\"")]
    [InlineData("""{"type":"string","pattern":"^[0-9]+$"}""", "\"12\"", "\"1x\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-11-30T00:00:00Z\"", "\"tomorrow\"")]
    [InlineData("""{"format":"date"}""", "\"2026-11-30\"", "\"2026-11-30T00:00:00Z\"")]
    [InlineData("""{"maxLength":2}""", "\"ab\"", "\"abc\"")]
    [InlineData("""{"minimum":1}""", "1", "0")]
    [InlineData("""{"maximum":1}""", "1", "2")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]")]
    [InlineData("""{"type":"array","items":{"type":"string"}}""", "[\"a\"]", "[\"a\",1]")]
    [InlineData("""{"required":["a"]}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"x","b":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"a":"x"}""", """{"a":1}""")]
    [InlineData("""{"$ref":"#/components/schemas/Name"}""", "\"a\"", "1")]
    [InlineData("""{"anyOf":[{"$ref":"#/components/schemas/Name"},{"type":"null"}]}""", "null", "1")]
    public void FindViolation_OfAKeyword_TellsRightFromWrong(string schema, string right, string wrong)
    {
        var check = new SchemaCheck(Parse(Document));
        Assert.Null(check.FindViolation(Parse(schema), Parse(right)));
        Assert.NotNull(check.FindViolation(Parse(schema), Parse(wrong)));
    }

    [Fact]
    public void FindViolation_OfAnUnknownKeyword_Throws() =>
        Assert.Throws<InvalidOperationException>(
            () => new SchemaCheck(Parse(Document)).FindViolation(Parse("""{"minItems":1}"""), Parse("[]")));

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
