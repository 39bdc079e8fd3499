using System.Text.Json;

namespace Shaken.Interop.Tests.Wire;

/// <summary>ATIS-1000105 as a client in Node, which speaks HTTP/2 only, is answered.</summary>
[Collection(nameof(WireRuns))]
public sealed class AgreedCpsWireTests(WireRuns runs)
{
    private const string Created = """{"status":201,"message":"Created"}""";

    [Fact]
    public async Task Session_IsHttp2_AndOneServesForAllRequests()
    {
        var report = await runs.ReportOfAsync("d");
        Assert.Equal("h2", report.Fact("protocol").GetString());
        Assert.True(report.Fact("stayedOpen").GetBoolean());
    }

    [Theory]
    [InlineData("health")]
    [InlineData("health at the end")]
    public async Task Health_IsOk(string step)
    {
        var answer = (await runs.ReportOfAsync("d")).AnswerTo(step);
        using var json = System.Text.Json.JsonDocument.Parse(answer.Body);
        Assert.Equal((200, 200, "OK"), (answer.Status, json.RootElement.GetProperty("status").GetInt32(), json.RootElement.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Repository_ServesTheChain_WithoutTheRoot()
    {
        var report = await runs.ReportOfAsync("d");
        Assert.Equal("application/pem-certificate-chain", report.Fact("chainType").GetString());
        Assert.Equal(2, report.Fact("chainSubjects").GetArrayLength());
        Assert.Contains("CN=SHAKEN 1234", report.Fact("chainSubjects")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandedOut_VerifiesUnderTheKeyOfTheRepositorysCertificate() =>
        Assert.Equal([true, true], (await runs.ReportOfAsync("d")).Fact("signaturesHold").EnumerateArray().Select(holds => holds.GetBoolean()));

    [Theory]
    [InlineData("publish", "retrieve")]
    [InlineData("publish with typ JWT", "retrieve with typ JWT")]
    [InlineData("publish with the hash of the whole body", "retrieve with the hash of the whole body")]
    [InlineData("publish with x5c", "retrieve with x5c")]
    [InlineData("publish with a list in aud", "retrieve with a list in aud")]
    [InlineData("publish to *67#", "retrieve of *67#")]
    [InlineData("publish for longer than a CPS keeps", "retrieve what should wait long")]
    public async Task Published_IsHandedOutAsItWas(string publish, string retrieve)
    {
        var report = await runs.ReportOfAsync("d");
        report.HasAnswer(publish, 201, Created);
        Assert.Equal("application/json", report.AnswerTo(publish).MediaType);
        report.HandsOut(retrieve, publish);
    }

    [Theory]
    [InlineData("retrieve again")]
    [InlineData("nothing of it was kept")]
    [InlineData("nothing of these was kept")]
    public async Task Retrieving_WhereNothingWaits_Is404(string step) => (await runs.ReportOfAsync("d")).IsRefused(step, 404, "nothing-waiting");

    [Fact]
    public async Task Bearer_IsTakenOnce()
    {
        var report = await runs.ReportOfAsync("d");
        report.HasAnswer("publish once", 201, Created);
        report.IsRefused("publish once, replayed", 401, "bearer-replayed");
        report.HandsOut("retrieve once", "publish once");
        report.IsRefused("retrieve once, replayed", 401, "bearer-replayed");
    }

    [Theory]
    [InlineData("no bearer", "bearer-missing")]
    [InlineData("no token", "bearer-malformed")]
    [InlineData("a stranger signs", "bearer-signature")]
    [InlineData("alg none", "bearer-algorithm")]
    [InlineData("a PASSporT for a bearer", "bearer-malformed")]
    [InlineData("x5u that names nothing", "bearer-untrusted")]
    [InlineData("x5u by http", "bearer-untrusted")]
    [InlineData("iat too old", "bearer-stale")]
    [InlineData("iat to come", "bearer-stale")]
    [InlineData("exp past", "bearer-stale")]
    public async Task BearerThatIsNotValid_Is401(string step, string reason) => (await runs.ReportOfAsync("d")).IsRefused(step, 401, reason);

    [Theory]
    [InlineData("another aud", "bearer-audience")]
    [InlineData("another action", "bearer-action")]
    [InlineData("another iss", "bearer-issuer")]
    [InlineData("another spc", "bearer-code")]
    [InlineData("another SPC in the path", "bearer-code")]
    [InlineData("another called number", "bearer-numbers")]
    [InlineData("another calling number", "bearer-numbers")]
    [InlineData("the hash of something else", "bearer-body-hash")]
    [InlineData("no hash", "bearer-body-hash")]
    [InlineData("reader is no partner", "reader-not-served")]
    [InlineData("reader says publish", "bearer-action")]
    public async Task BearerThatDoesNotFitTheRequest_Is403(string step, string reason) => (await runs.ReportOfAsync("d")).IsRefused(step, 403, reason);

    [Theory]
    [InlineData("malformed JSON", 400, "body-malformed")]
    [InlineData("no passports", 400, "body-malformed")]
    [InlineData("an empty array", 400, "passport-count")]
    [InlineData("no number in the path", 400, "path-malformed")]
    [InlineData("a plus sign in the path", 400, "path-malformed")]
    [InlineData("text", 415, "media-type")]
    [InlineData("a body without end", 413, "body-too-large")]
    [InlineData("PUT", 405, "method-not-allowed")]
    [InlineData("unknown path", 404, "not-found")]
    [InlineData("a PASSporT of another call", 403, "not-this-call")]
    [InlineData("a stale PASSporT", 403, "passport-refused")]
    [InlineData("a forged PASSporT", 403, "passport-refused")]
    public async Task BadRequest_IsRefusedForItsReason(string step, int status, string reason) => (await runs.ReportOfAsync("d")).IsRefused(step, status, reason);

    [Fact]
    public async Task MoreThanMayWait_Is429_WithRetryAfter()
    {
        var report = await runs.ReportOfAsync("d");
        report.IsRefused("more than may wait", 429, "mailbox-full");
        Assert.Equal("1", report.AnswerTo("more than may wait").RetryAfter);
    }

    [Fact]
    public async Task RefusedPassport_IsNamedByItsSipStatus()
    {
        var report = await runs.ReportOfAsync("d");
        using var stale = JsonDocument.Parse(report.AnswerTo("a stale PASSporT").Body);
        using var forged = JsonDocument.Parse(report.AnswerTo("a forged PASSporT").Body);
        Assert.Equal((403, 438), (SipCode(stale), SipCode(forged)));
    }

    private static int SipCode(JsonDocument problem) => problem.RootElement.GetProperty("sip").GetProperty("code").GetInt32();
}
