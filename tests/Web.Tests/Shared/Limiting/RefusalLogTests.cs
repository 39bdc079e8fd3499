using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Limiting;

public sealed class RefusalLogTests : IDisposable
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ManualTime _time = new();
    private readonly LoggerFactory _loggers;
    private readonly RefusalLog _log;

    public RefusalLogTests()
    {
        _loggers = new LoggerFactory([new FullLogging(_lines)]);
        _log = new RefusalLog(_time, _loggers.CreateLogger<RefusalLog>());
    }

    public void Dispose()
    {
        _log.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public void IsToBeTold_ForRepeatedRefusals_FirstLinesThenOneWithTheirNumber()
    {
        Assert.Equal(Limits.RefusalLines, Enumerable.Range(0, 1000).Count(_ => _log.IsToBeTold("192.0.2.1", "stale")));
        Assert.True(_log.IsToBeTold("192.0.2.1", "replayed"));
        Assert.True(_log.IsToBeTold("192.0.2.2", "stale"));
        Assert.Empty(_lines);
        _time.Advance(TimeSpan.FromMinutes(1));
        var line = Assert.Single(_lines);
        Assert.StartsWith("Information 8111 ", line, StringComparison.Ordinal);
        Assert.Contains("997 more refusals within a minute of requests from 192.0.2.1: stale", line, StringComparison.Ordinal);
        Assert.True(_log.IsToBeTold("192.0.2.1", "stale"));
    }

    [Fact]
    public void IsToBeTold_ForMoreAddressesThanAreToldApart_CountsTheRest()
    {
        Assert.Equal(Limits.RefusalsTold, Enumerable.Range(0, 10_000).Count(number => _log.IsToBeTold($"{number}", "stale")));
        _log.Dispose();
        Assert.Contains("9488 more refusals", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusedPublications_OfOneAddress_AreSampled()
    {
        await using var program = await LoneProgram.StartAsync();
        using var client = program.NewClient("127.0.0.1");
        for (var count = 0; count < 50; count++)
        {
            using var content = new StringContent("no PASSporT", Encoding.ASCII, "application/passport");
            using var response = await client.PostAsync(new Uri(program.Url, "/cps/company/1234"), content, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Limits.RefusalLines, program.Log.Count(line => line.StartsWith("Information 2101 ", StringComparison.Ordinal)));
        program.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Contains(program.Log, line => line.StartsWith("Information 8111 ", StringComparison.Ordinal) && line.Contains("47 more refusals", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RequestsPastALimit_AreSampled()
    {
        await using var program = await LoneProgram.StartAsync(("Limits:PerAddressPerSecond", "1"));
        using var client = program.NewClient("127.0.0.1");
        for (var count = 0; count < 20; count++)
        {
            using var response = await client.GetAsync(new Uri(program.Url, "/certificates/x.pem"), TestContext.Current.CancellationToken);
        }

        Assert.Equal(Limits.RefusalLines, program.Log.Count(line => line.StartsWith("Information 8110 ", StringComparison.Ordinal)));
    }
}
