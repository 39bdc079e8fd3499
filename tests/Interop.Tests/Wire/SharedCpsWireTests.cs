namespace Shaken.Interop.Tests.Wire;

/// <summary>ATIS-1000096 as clients in Node of both its forms are answered: the vendor's over HTTP/2, the open prototype's over HTTP/1.1.</summary>
[Collection(nameof(WireRuns))]
public sealed class SharedCpsWireTests(WireRuns runs)
{
    private const string Created = """{"status":201,"message":"Created"}""";

    [Theory]
    [InlineData("publish", "retrieve")]
    [InlineData("publish with sub alone", "retrieve with sub alone")]
    public async Task VendorsForm_IsAnsweredWith201_AndAnObject(string publish, string retrieve)
    {
        var report = await runs.ReportOfAsync("c");
        Assert.Equal("h2", report.Fact("protocol").GetString());
        report.HasAnswer(publish, 201, Created);
        report.HandsOut(retrieve, publish);
    }

    [Fact]
    public async Task VendorsSub_MustBeTheSigners() => (await runs.ReportOfAsync("c")).IsRefused("publish with another sub", 403, "bearer-issuer");

    [Fact]
    public async Task PrototypesForm_IsAnsweredWith200_AndABareArray()
    {
        var report = await runs.ReportOfAsync("c");
        report.HasAnswer("prototype publishes", 200, """{"message":"OK"}""");
        report.HandsOutBare("prototype retrieves", "prototype publishes");
    }

    [Fact]
    public async Task ArrayForOneNumber_IsRefusedInAPassport() => (await runs.ReportOfAsync("c")).IsRefused("an array in the PASSporT", 403, "passport-refused");

    [Theory]
    [InlineData("retrieve again")]
    [InlineData("nothing of another sub")]
    [InlineData("prototype retrieves again")]
    [InlineData("nothing of the array")]
    [InlineData("nothing of these was handed on")]
    public async Task Retrieving_WhereNothingWaits_Is404(string step) => (await runs.ReportOfAsync("c")).IsRefused(step, 404, "nothing-waiting");

    [Fact]
    public async Task WhatAPeerHandsOn_IsKeptOnce_HoweverOftenItIsTried()
    {
        var report = await runs.ReportOfAsync("c");
        report.HasAnswer("republish", 201, Created);
        report.HasAnswer("republish, again", 201, Created);
        report.IsRefused("republish, replayed", 401, "bearer-replayed");
        report.HandsOut("retrieve what was handed on", "republish");
    }

    [Theory]
    [InlineData("republish by no CPS", 403, "republisher-unknown")]
    [InlineData("republish without the first token", 403, "republisher-unknown")]
    [InlineData("republish of a token for elsewhere", 403, "bearer-audience")]
    [InlineData("republish of another body", 403, "bearer-body-hash")]
    [InlineData("republish of another call", 403, "bearer-numbers")]
    [InlineData("republish in another name", 403, "bearer-issuer")]
    [InlineData("republish of an old token", 401, "bearer-stale")]
    [InlineData("republish that says publish", 403, "bearer-action")]
    public async Task HandingOnWhatDoesNotFit_IsRefused(string step, int status, string reason) => (await runs.ReportOfAsync("c")).IsRefused(step, status, reason);
}
