using System.Text.Json;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Tests.Verification.Treatment;

/// <summary>Policies as operators write them: each error names its member.</summary>
public sealed class TreatmentPolicyReaderTests
{
    private const string Whole = """
        {"profile":"deliver","rules":[
          {"name":"vip","scope":{"trunk":"gw-1.example:5060","customer":"c_9@x","number":"1215*"},
           "outcomes":{"stale-date":{"action":"reject"},"foreign":{"action":"reject","code":603,"text":"Decline"},
            "passed-c":{"action":"mark","verstat":"No-TN-Validation"},"cvt-unwanted":{"action":"continue","code":608,"text":"Told"}},
           "finalOnce":{"on":true,"later":{"action":"validate"}}}]}
        """;

    [Fact]
    public void Read_WholePolicy_IsWrittenBackTheSame()
    {
        var policy = TreatmentPolicyReader.Read(TreatmentWorld.Document(Whole)).Value;
        var json = JsonSerializer.Serialize(TreatmentPolicyDocument.Of(policy), TreatmentJson.Default.TreatmentPolicyDocument);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Whole).RootElement, JsonDocument.Parse(json).RootElement), json);
    }

    [Theory]
    [InlineData("""{"rules":[]}""", "profile")]
    [InlineData("""{"profile":"block","rules":[]}""", "profile")]
    [InlineData("""{"profile":"Deliver","rules":[]}""", "profile")]
    [InlineData("""{"profile":"deliver","rules":[null]}""", "rules[0].name")]
    [InlineData(
        """{"profile":"deliver","rules":[{"name":"a","finalOnce":{}},{"name":"a","scope":{"trunk":"x"},"finalOnce":{}}]}""",
        "rules[1].name")]
    [InlineData("""{"profile":"deliver","rules":[{"name":"a","finalOnce":{}},{"name":"b","finalOnce":{}}]}""", "rules[1].scope")]
    [InlineData("""{"profile":"cut","rules":[{"name":"a","finalOnce":{}}]}""", "rules[0].finalOnce")]
    public void Read_PolicyWithAnError_NamesItsMember(string json, string member)
    {
        var refusal = TreatmentPolicyReader.Read(TreatmentWorld.Document(json)).Failure;
        Assert.Equal(TreatmentFailure.PolicyNotAllowed, refusal.Failure);
        Assert.StartsWith($"{member} ", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"A","finalOnce":{}}""", ".name")]
    [InlineData("""{"name":"cut","finalOnce":{}}""", ".name")]
    [InlineData("""{"name":"a"}""", "")]
    [InlineData("""{"name":"a","outcomes":{}}""", "")]
    [InlineData("""{"name":"a","scope":{"trunk":""},"finalOnce":{}}""", ".scope.trunk")]
    [InlineData("""{"name":"a","scope":{"customer":"a b"},"finalOnce":{}}""", ".scope.customer")]
    [InlineData("""{"name":"a","scope":{"number":"+1"},"finalOnce":{}}""", ".scope.number")]
    [InlineData("""{"name":"a","outcomes":{"passed-d":{"action":"mark"}}}""", ".outcomes")]
    [InlineData("""{"name":"a","outcomes":{"passed-a":null}}""", ".outcomes.passed-a.action")]
    [InlineData("""{"name":"a","outcomes":{"passed-a":{"action":"drop"}}}""", ".outcomes.passed-a.action")]
    [InlineData("""{"name":"a","outcomes":{"passed-a":{"action":"reject"}}}""", ".outcomes.passed-a.code")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"reject","code":399,"text":"x"}}}""", ".outcomes.foreign.code")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"reject","code":700,"text":"x"}}}""", ".outcomes.foreign.code")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"reject","code":603}}}""", ".outcomes.foreign.text")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"reject","code":603,"text":"a\"b"}}}""", ".outcomes.foreign.text")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"reject","code":603,"text":"a\r\nX: y"}}}""", ".outcomes.foreign.text")]
    [InlineData("""{"name":"a","outcomes":{"stale-date":{"action":"reject","text":"x"}}}""", ".outcomes.stale-date.text")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"validate","code":603,"text":"x"}}}""", ".outcomes.foreign.code")]
    [InlineData("""{"name":"a","outcomes":{"cvt-clean":{"action":"validate"}}}""", ".outcomes.cvt-clean.action")]
    [InlineData("""{"name":"a","outcomes":{"foreign":{"action":"mark","verstat":"TN-Validation-Passed"}}}""", ".outcomes.foreign.verstat")]
    [InlineData(
        """{"name":"a","outcomes":{"stale-date":{"action":"reject","verstat":"No-TN-Validation"}}}""", ".outcomes.stale-date.verstat")]
    [InlineData("""{"name":"a","finalOnce":{"later":{"action":"reject","code":438,"text":"x"}}}""", ".finalOnce.later.code")]
    public void Read_RuleWithAnError_NamesItsMember(string rule, string member)
    {
        var refusal = TreatmentPolicyReader.Read(TreatmentWorld.Document($$"""{"profile":"deliver","rules":[{{rule}}]}""")).Failure;
        Assert.StartsWith($"rules[0]{member} ", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutWithFinalOnceOff_IsAllowed() => Assert.True(
        TreatmentPolicyReader.Read(
            TreatmentWorld.Document("""{"profile":"cut","rules":[{"name":"a","finalOnce":{"on":false}}]}""")).IsSuccess);

    [Fact]
    public void Read_SeveralErrors_NamesThemAll()
    {
        var detail = TreatmentPolicyReader.Read(TreatmentWorld.Document("""{"profile":"x","rules":[{"name":"A"}]}""")).Failure.Detail;
        Assert.Equal(3, detail.Split("; ").Length);
    }

    [Fact]
    public void Read_TooManyRules_IsRefused()
    {
        var rules = Enumerable.Range(0, TreatmentPolicy.MaxRules + 1)
            .Select(index => $$$"""{"name":"r{{{index}}}","scope":{"trunk":"t{{{index}}}"},"finalOnce":{}}""");
        var refusal = TreatmentPolicyReader.Read(
            TreatmentWorld.Document($$"""{"profile":"deliver","rules":[{{string.Join(',', rules)}}]}""")).Failure;
        Assert.StartsWith("rules ", refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"profile":"deliver","rule":[]}""")]
    [InlineData("""{"profile":"deliver","rules":[{"name":"a","outcome":{}}]}""")]
    [InlineData("""{"profile":"deliver","rules":[{"name":"a","scope":{"trunks":"x"}}]}""")]
    public void Deserialize_UnknownMember_IsRefused(string json) => Assert.Throws<JsonException>(() => TreatmentWorld.Document(json));
}
