namespace Shaken.Interop.Tests.Wire;

/// <summary>The CPS of RFC 9888 as a client in Node with a client certificate is answered.</summary>
[Collection(nameof(WireRuns))]
public sealed class NumberCpsWireTests(WireRuns runs)
{
    [Theory]
    [InlineData("post")]
    [InlineData("post two")]
    public async Task Posted_Is201_AndEmpty(string step) => (await runs.ReportOfAsync("e")).HasAnswer(step, 201, "");

    [Theory]
    [InlineData("post", "read")]
    [InlineData("post two", "read two")]
    public async Task Posted_IsHandedOutAsItWas_OneALine(string post, string read)
    {
        var report = await runs.ReportOfAsync("e");
        var answer = report.AnswerTo(read);
        Assert.Equal((200, "application/passport"), (answer.Status, answer.MediaType));
        Assert.Equal(
            report.PostedIn(post).Order(StringComparer.Ordinal), answer.Body.Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("read by nobody", 401, "client-certificate-missing")]
    [InlineData("read by another provider", 403, "reader-not-served")]
    [InlineData("read again", 404, "nothing-waiting")]
    [InlineData("nothing of these was kept", 404, "nothing-waiting")]
    public async Task Reading_IsTheServedProvidersOwn(string step, int status, string reason) =>
        (await runs.ReportOfAsync("e")).IsRefused(step, status, reason);

    [Theory]
    [InlineData("of another number", 400, "not-this-call")]
    [InlineData("another media type", 415, "media-type")]
    [InlineData("stale", 400, "passport-refused")]
    [InlineData("forged", 400, "passport-refused")]
    [InlineData("no number", 400, "path-malformed")]
    [InlineData("PUT", 405, "method-not-allowed")]
    public async Task BadRequest_IsRefusedForItsReason(string step, int status, string reason) =>
        (await runs.ReportOfAsync("e")).IsRefused(step, status, reason);

    [Fact]
    public async Task Head_Is405_AndTookNothing()
    {
        var answer = (await runs.ReportOfAsync("e")).AnswerTo("HEAD");
        Assert.Equal((405, ""), (answer.Status, answer.Body));
    }
}
