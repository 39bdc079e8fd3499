namespace Shaken.Interop.Tests.Wire;

/// <summary>The two dialects without bearer as clients in Node are answered: the out-of-band SHAKEN draft (a), and the first open CPS (b).</summary>
[Collection(nameof(WireRuns))]
public sealed class OpenCpsWireTests(WireRuns runs)
{
    [Theory]
    [InlineData("a", "post")]
    [InlineData("a", "post for a bearer")]
    [InlineData("b", "post one")]
    [InlineData("b", "post three")]
    public async Task Posted_Is201_AndEmpty(string dialect, string step) => (await runs.ReportOfAsync(dialect)).HasAnswer(step, 201, "");

    [Theory]
    [InlineData("a", "post", "read")]
    [InlineData("a", "post for a bearer", "read with a bearer")]
    [InlineData("b", "post one", "read one")]
    [InlineData("b", "post three", "read three")]
    public async Task Posted_IsHandedOutAsItWas(string dialect, string post, string read) => (await runs.ReportOfAsync(dialect)).HandsOut(read, post);

    [Theory]
    [InlineData("a", "read again")]
    [InlineData("a", "nothing of these was kept")]
    [InlineData("b", "read one again")]
    [InlineData("b", "nothing of these was kept")]
    public async Task Reading_WhereNothingWaits_Is404(string dialect, string step) => (await runs.ReportOfAsync(dialect)).IsRefused(step, 404, "nothing-waiting");

    [Theory]
    [InlineData("read by nobody", 401, "bearer-missing")]
    [InlineData("read with another key", 401, "reader-key-unknown")]
    [InlineData("read with a bearer of another provider", 403, "reader-not-served")]
    [InlineData("read with a bearer for another code", 403, "bearer-code")]
    public async Task Reading_IsTheProvidersOwn(string step, int status, string reason) => (await runs.ReportOfAsync("a")).IsRefused(step, status, reason);

    [Theory]
    [InlineData("a", "stale", 400, "passport-refused")]
    [InlineData("a", "forged", 400, "passport-refused")]
    [InlineData("a", "no PASSporT", 400, "passport-refused")]
    [InlineData("a", "compact form", 400, "passport-refused")]
    [InlineData("a", "nobody is served under the OCN", 404, "not-served")]
    [InlineData("a", "another media type", 415, "media-type")]
    [InlineData("a", "too large", 413, "body-too-large")]
    [InlineData("b", "stale", 400, "passport-refused")]
    [InlineData("b", "one of two is stale", 400, "passport-refused")]
    [InlineData("b", "forged", 400, "passport-refused")]
    [InlineData("b", "of another call", 400, "not-this-call")]
    [InlineData("b", "signer is not the origin", 403, "origin-not-signer")]
    [InlineData("b", "nobody is served under the SPC", 404, "not-served")]
    [InlineData("b", "no number", 400, "path-malformed")]
    [InlineData("b", "no PASSporT", 400, "passport-refused")]
    [InlineData("b", "empty", 400, "passport-count")]
    [InlineData("b", "POST on an unknown path", 404, "not-found")]
    public async Task BadPost_IsRefusedForItsReason(string dialect, string step, int status, string reason) => (await runs.ReportOfAsync(dialect)).IsRefused(step, status, reason);

    [Theory]
    [InlineData("a", "GET")]
    [InlineData("a", "PUT")]
    [InlineData("b", "GET")]
    [InlineData("b", "PUT")]
    [InlineData("b", "DELETE")]
    public async Task OtherMethods_Are405(string dialect, string step) => (await runs.ReportOfAsync(dialect)).IsRefused(step, 405, "method-not-allowed");

    [Fact]
    public async Task Head_Is405_AndTookNothing()
    {
        var report = await runs.ReportOfAsync("a");
        Assert.Equal((405, ""), (report.AnswerTo("HEAD").Status, report.AnswerTo("HEAD").Body));
        report.HandsOut("read", "post");
    }
}
