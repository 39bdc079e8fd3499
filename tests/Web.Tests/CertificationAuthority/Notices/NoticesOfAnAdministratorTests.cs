using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;
using Shaken.Web.CertificationAuthority.Notices;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Tests.PolicyAdministrator;

namespace Shaken.Web.Tests.CertificationAuthority.Notices;

/// <summary>A CA that reads the notices of a policy administrator elsewhere.</summary>
public sealed class NoticesOfAnAdministratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_WithTheSecretOfReports_GetsWhatComesAfterTheCursor()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        await world.MoveAsync("acme", "suspended");
        using var http = OperatorClient.New(new FetchingOptions());
        var notices = NoticesWith(world, world.Reporter.Secret, http);
        var all = (await notices.ReadAsync(0, Token)).Value;
        Assert.Equal(["account-reinstated", "account-suspended"], all.Notices.Select(line => line.Kind));
        Assert.Equal(2, all.Next);
        Assert.Equal([2L], (await notices.ReadAsync(1, Token)).Value.Notices.Select(line => line.Seq));
        var none = (await notices.ReadAsync(2, Token)).Value;
        Assert.Equal((0, 2L), (none.Notices.Count, none.Next));
    }

    [Fact]
    public async Task Read_WithAnotherSecret_SaysWhatWasAnswered()
    {
        await using var world = await PaWorld.StartAsync();
        using var http = OperatorClient.New(new FetchingOptions());
        Assert.Equal("127.0.0.1 answered 401", (await NoticesWith(world, "crl_wrong", http).ReadAsync(0, Token)).Failure);
    }

    [Fact]
    public async Task Probe_WithoutAnAnswerForFiveMinutes_IsDegraded()
    {
        var (time, records) = (new ManualTime(), new MemoryRecords());
        var probe = new NoticeProbe(new NoticeProgress(records), time);
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        var degraded = await probe.ProbeAsync(Token);
        Assert.Equal(HealthStatus.Degraded, degraded.Status);
        Assert.Contains("has never answered", degraded.Description, StringComparison.Ordinal);
    }

    private static HttpNotices NoticesWith(PaWorld world, string secret, HttpMessageInvoker http)
    {
        // The program listens on every address of loopback; its own URL may name another one.
        var url = new UriBuilder(world.Program.Url) { Host = "127.0.0.1", Path = "/pa/v1/revocations" }.Uri;
        return new HttpNotices(new ReportSettings(url, secret), http, world.Program.Time);
    }
}
