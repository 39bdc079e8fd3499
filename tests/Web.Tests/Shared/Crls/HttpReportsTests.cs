using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;
using Shaken.Web.CertificationAuthority.Revoking;

namespace Shaken.Web.Tests.Shared.Crls;

public sealed class HttpReportsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_AdministratorDropsSyn_IsUnreachable()
    {
        using var backlog = await FullBacklog.StartAsync(Token);
        using var http = OperatorClient.New(new FetchingOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        var log = new LogLines<HttpReports>();
        var reports = new HttpReports(new ReportSettings(backlog.Url, "crl_secret"), http, new ManualTime(), log);
        Assert.Equal(ReportAnswer.Unreachable, await reports.SendAsync("{}"u8.ToArray(), Token));
        var (_, id, text) = Assert.Single(log.All);
        Assert.Equal(1622, id);
        Assert.Contains("no connection in time", text, StringComparison.Ordinal);
    }
}
