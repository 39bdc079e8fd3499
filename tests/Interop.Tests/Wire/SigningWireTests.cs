using System.Text.Json;

namespace Shaken.Interop.Tests.Wire;

/// <summary>The signing and verification service as clients in Node of four makes are answered.</summary>
[Collection(nameof(SigningRuns))]
public sealed class SigningWireTests(SigningRuns runs)
{
    private const string Passed = "TN-Validation-Passed";
    private const string Failed = "TN-Validation-Failed";
    private const string None = "No-TN-Validation";

    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task Sign_ByAtis_IsAFullShakenHeaderThatItsLeafSigned(string http)
    {
        var report = await runs.ReportOfAsync("atis", http);
        var answer = JsonOf(report, "sign", 200).GetProperty("signingResponse");
        Assert.True(report.Fact("signedByLeaf").GetBoolean());
        Assert.Equal(
            ["alg=ES256", $"info=<{TextOf(report.Fact("header"), "x5u")}>", "ppt=shaken"],
            report.Fact("parameters").EnumerateArray().Select(parameter => parameter.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(["alg", "ppt", "typ", "x5u"], NamesOf(report.Fact("header")));
        var claims = report.Fact("claims");
        Assert.Equal(["attest", "dest", "iat", "orig", "origid"], NamesOf(claims));
        Assert.Equal(
            ("A", "12155550121", "8b3b6a05-6a3a-4d4a-9f4e-1f1c3e5f7a90"),
            (TextOf(claims, "attest"), TextOf(claims.GetProperty("orig"), "tn"), TextOf(claims, "origid")));
        Assert.Equal("12155550131", Assert.Single(claims.GetProperty("dest").GetProperty("tn").EnumerateArray()).GetString());
        Assert.EndsWith(";ppt=\"shaken\"", TextOf(answer, "identityHeader"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task Requests_OfOneClient_ShareOneConnection(string http) =>
        Assert.Equal(1, (await runs.ReportOfAsync("atis", http)).Fact("connections").GetInt32());

    [Theory]
    [InlineData("verify what was signed", Passed, null, null)]
    [InlineData("a plus before the numbers", Passed, null, null)]
    [InlineData("signature", Failed, 438, "Invalid Identity Header")]
    [InlineData("another caller", None, 438, "Invalid Identity Header")]
    [InlineData("compact", None, 438, "Invalid Identity Header")]
    [InlineData("ppt", None, 438, "Invalid Identity Header")]
    [InlineData("no info", None, 436, "Bad Identity Info")]
    [InlineData("bad info", None, 436, "Bad Identity Info")]
    [InlineData("x5u is not info", None, 436, "Bad Identity Info")]
    [InlineData("no x5u", None, 436, "Bad Identity Info")]
    [InlineData("typ", None, 437, "Unsupported Credential")]
    [InlineData("alg", None, 437, "Unsupported Credential")]
    [InlineData("no attest", None, 438, "Invalid Identity Header")]
    [InlineData("attest", None, 438, "Invalid Identity Header")]
    [InlineData("stale", None, 403, "Stale Date")]
    [InlineData("revoked", Failed, 437, "Unsupported Credential")]
    public async Task Verify_ByAtis_Is200WithVerstatAndCode(string step, string verstat, int? code, string? text)
    {
        foreach (var http in (string[])["1.1", "2"])
        {
            var answer = JsonOf(await runs.ReportOfAsync("atis", http), step, 200).GetProperty("verificationResponse");
            Assert.Equal((step, verstat), (step, TextOf(answer, "verstat")));
            Assert.Equal((step, code is not null), (step, answer.TryGetProperty("reasoncode", out var told)));
            if (code is null) continue;
            Assert.Equal((step, code.Value), (step, told.GetInt32()));
            Assert.Equal((step, text), (step, TextOf(answer, "reasontext")));
        }
    }

    [Theory]
    [InlineData("sign without orig", 400, "SVC4001", "orig")]
    [InlineData("sign without dest", 400, "SVC4001", "dest")]
    [InlineData("verify without from", 400, "SVC4001", "from")]
    [InlineData("verify without to", 400, "SVC4001", "to")]
    [InlineData("sign for no number", 400, "SVC4005", "dest")]
    [InlineData("no JSON", 400, "SVC4006", null)]
    [InlineData("no body", 400, "SVC4000", null)]
    [InlineData("Accept", 406, "SVC4002", null)]
    [InlineData("Content-Type", 415, "SVC4004", null)]
    [InlineData("GET", 405, "POL4050", null)]
    [InlineData("unknown path", 404, "SVC4003", null)]
    [InlineData("no key", 401, "POL4010", null)]
    [InlineData("another key", 401, "POL4010", null)]
    public async Task Request_Broken_IsAnExceptionOfItsKind(string step, int status, string id, string? variable)
    {
        foreach (var http in (string[])["1.1", "2"])
        {
            var error = JsonOf(await runs.ReportOfAsync("atis", http), step, status).GetProperty("requestError");
            var exception = error.GetProperty(id.StartsWith("SVC", StringComparison.Ordinal) ? "serviceException" : "policyException");
            Assert.Equal((step, id), (step, TextOf(exception, "messageId")));
            if (variable is null) continue;
            Assert.Equal([variable], exception.GetProperty("variables").EnumerateArray().Select(one => one.GetString()));
        }
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2")]
    public async Task Verify_ForACps_TellsWhichPassportsToKeep(string http)
    {
        var verdicts = (await runs.ReportOfAsync("cps", http)).Fact("verdicts");
        Assert.Equal(
            [
                ("good", Passed), ("good, quoted as others do", Passed), ("tampered", Failed), ("of another call", None), ("stale", None),
                ("revoked", Failed),
            ],
            verdicts.EnumerateObject().Select(verdict => (verdict.Name, verdict.Value.GetString()!)));
    }

    [Theory]
    [InlineData("sign", 200)]
    [InlineData("sign with members that nobody knows", 200)]
    [InlineData("heartbeat", 200)]
    [InlineData("verify", 200)]
    [InlineData("sign without orig", 400)]
    [InlineData("not found", 404)]
    public async Task Request_OfAnOracleSbc_IsAnsweredWithItsRequestId(string step, int status)
    {
        foreach (var http in (string[])["1.1", "2"])
        {
            var answer = (await runs.ReportOfAsync("oracle", http)).AnswerTo(step);
            var id = $"sbc-{step.Replace(' ', '-')}";
            Assert.Equal((status, "application/json", id), (answer.Status, answer.MediaType, answer.RequestId));
        }
    }

    [Fact]
    public async Task Refusal_MappedByAnOracleSbc_IsAReasonWithTheFlatText()
    {
        var reasons = (await runs.ReportOfAsync("oracle", "1.1")).Fact("reasons");
        Assert.Equal("SIP;cause=400;text=\"Missing Mandatory Parameter\"", TextOf(reasons, "sign without orig"));
        Assert.Equal("SIP;cause=404;text=\"Resource Not Found\"", TextOf(reasons, "not found"));
    }

    private static JsonElement JsonOf(WireReport report, string step, int status)
    {
        var answer = report.AnswerTo(step);
        Assert.True(answer.Status == status && answer.MediaType == "application/json", $"{step}: {answer}");
        using var json = JsonDocument.Parse(answer.Body);
        return json.RootElement.Clone();
    }

    private static IEnumerable<string> NamesOf(JsonElement value) => value.EnumerateObject().Select(member => member.Name);

    private static string? TextOf(JsonElement parent, string name) => parent.GetProperty(name).GetString();
}
