using System.Text.Json;

namespace Shaken.Interop.Tests.Wire;

/// <summary>3GPP TS 24.229 Annex V as a client in Node is answered: shaken, div and rph, each signed and verified.</summary>
[Collection(nameof(SigningRuns))]
public sealed class ThreeGppWireTests(SigningRuns runs)
{
    [Theory]
    [InlineData("shaken", "attest,dest,iat,orig,origid")]
    [InlineData("div", "dest,div,iat,orig")]
    [InlineData("rph", "dest,iat,orig,rph")]
    public async Task Sign_EachType_IsAHeaderWithAQuotedPptAndItsClaims(string type, string claims)
    {
        foreach (var http in (string[])["1.1", "2"])
        {
            var signed = (await runs.ReportOfAsync("3gpp", http)).Fact("facts").GetProperty(type);
            var parameters = signed.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetString());
            Assert.Contains($"ppt=\"{type}\"", parameters);
            Assert.Equal(type, TextOf(signed.GetProperty("header"), "ppt"));
            Assert.Equal(claims, string.Join(',', signed.GetProperty("claims").EnumerateObject().Select(member => member.Name)));
        }
    }

    [Fact]
    public async Task Sign_ADiversion_NamesWhereTheCallWasBefore()
    {
        var claims = (await runs.ReportOfAsync("3gpp", "2")).Fact("facts").GetProperty("div").GetProperty("claims");
        Assert.Equal(("12155550131", "1.1"), (TextOf(claims.GetProperty("div"), "tn"), TextOf(claims.GetProperty("div"), "hi")));
        Assert.Equal("12155550139", Assert.Single(claims.GetProperty("dest").GetProperty("tn").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Sign_WithSph_IsRefused()
    {
        var answer = (await runs.ReportOfAsync("3gpp", "2")).AnswerTo("sign sph");
        Assert.InRange(answer.Status, 400, 403);
        Assert.Equal("application/json", answer.MediaType);
    }

    [Theory]
    [InlineData("verify shaken", "TN-Validation-Passed")]
    [InlineData("verify tampered", "TN-Validation-Failed")]
    [InlineData("verify revoked", "TN-Validation-Failed")]
    [InlineData("verify diverted", "TN-Validation-Passed")]
    [InlineData("verify priority", "TN-Validation-Passed")]
    public async Task Verify_TellsVerstatValue(string step, string verstat)
    {
        foreach (var http in (string[])["1.1", "2"])
            Assert.Equal((step, verstat), (step, TextOf(await AnswerAsync(step, http), "verstatValue")));
    }

    [Fact]
    public async Task Verify_WithAForgedDiversion_IsTheWorstOfBoth()
    {
        var answer = await AnswerAsync("verify diverted, div tampered", "2");
        Assert.NotEqual("TN-Validation-Passed", TextOf(answer, "verstatValue"));
        var failed = ResultsOf(answer).Single(result => TextOf(result, "ppt") == "div");
        Assert.Equal(("fail", 438), (TextOf(failed, "status"), failed.GetProperty("reasonCode").GetInt32()));
    }

    [Fact]
    public async Task Verify_EachHeader_HasAResultOfItsOwn()
    {
        var answer = await AnswerAsync("verify diverted", "2");
        Assert.Equal(
            [("div", "pass"), ("shaken", "pass")],
            ResultsOf(answer).Select(result => (TextOf(result, "ppt"), TextOf(result, "status"))).Order());
        var result = Assert.Single(answer.GetProperty("divResult").EnumerateArray());
        Assert.Equal("12155550131", TextOf(result.GetProperty("div"), "tn"));
        Assert.Equal("TN-Validation-Passed", TextOf(result, "verstatValue"));
    }

    [Fact]
    public async Task Verify_WithResourcePriority_TellsVerstatPriority() =>
        Assert.Equal("RPH-Validation-Passed", TextOf(await AnswerAsync("verify priority", "2"), "verstatPriority"));

    [Fact]
    public async Task Answers_NameTheRequestThatTheyAreOf()
    {
        var report = await runs.ReportOfAsync("3gpp", "2");
        Assert.Equal("7", TextOf(await AnswerAsync("verify shaken", "2"), "requestId"));
        using var json = JsonDocument.Parse(report.AnswerTo("sign shaken").Body);
        Assert.Equal("5", TextOf(json.RootElement.GetProperty("signingResponse"), "requestId"));
    }

    private static List<JsonElement> ResultsOf(JsonElement answer) =>
        [.. answer.GetProperty("verifyResults").EnumerateArray().Select(each => each.GetProperty("verifyResult"))];

    private async Task<JsonElement> AnswerAsync(string step, string http)
    {
        var answer = (await runs.ReportOfAsync("3gpp", http)).AnswerTo(step);
        Assert.True(answer.Status == 200, $"{step}: {answer}");
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.GetProperty("verificationResponse").Clone();
    }

    private static string? TextOf(JsonElement parent, string name) => parent.GetProperty(name).GetString();
}
