using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Blobs;
using Shaken.Web.CallPlacement.OutOfBand;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>The cpsMapping and the advertisements are asked for again and again, and health says when there is none.</summary>
public sealed class OutOfBandKeeperTests : IDisposable, ICpsMappingOrigin, IUrlFetcher
{
    private readonly Background _background = new();
    private readonly LogLines<CpsMappingKeeper> _log = new();
    private int _asked;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Func<Outcome<string, CpsMappingRefusal>> Answer { get; set; } =
        () => new CpsMappingRefusal(CpsMappingFailure.Unreachable, "away");

    public void Dispose() => _background.Dispose();

    public ValueTask<Outcome<string, CpsMappingRefusal>> GetAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return new(Answer());
    }

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchRefusal(FetchFailure.ConnectFailed, "away"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mapping_RefreshFails_IsCountedAndTriedAgainAfterAMinute(bool throws)
    {
        if (throws) Answer = () => throw new StorageException("away");
        using var keeper = new CpsMappingKeeper(NewLookup(), _background.Time, _background.Metrics, _log);
        await keeper.StartAsync(Token);
        for (var tries = 1; tries <= 3; tries++)
        {
            await Background.UntilAsync(() => Volatile.Read(ref _asked) == tries);
            await _background.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        await Background.UntilAsync(() => Volatile.Read(ref _asked) == 4);
        await keeper.StopAsync(Token);
        Assert.True(_background.FailuresOf(nameof(CpsMappingKeeper)) >= 3);
        Assert.Equal(throws, !_log.All.IsEmpty);
        Assert.All(_log.All, line => Assert.Equal(4281, line.Id));
    }

    [Fact]
    public async Task Advertisements_HostAway_IsAskedAgainAfterAMinute()
    {
        var advertised = NewAdvertised("https://cps.example/cps/advertisement");
        using var keeper = new AdvertisementKeeper(
            advertised, _background.Time, _background.Metrics, NullLogger<AdvertisementKeeper>.Instance);
        await keeper.StartAsync(Token);
        await Background.UntilAsync(() => Volatile.Read(ref _asked) == 1);
        await _background.AdvanceAsync(TimeSpan.FromMinutes(1));
        await Background.UntilAsync(() => Volatile.Read(ref _asked) == 2);
        await keeper.StopAsync(Token);
    }

    [Fact]
    public async Task Check_WithoutAMappingOrAnAdvertisement_IsDegraded()
    {
        var nothing = NewAdvertised();
        Assert.Equal(HealthStatus.Healthy, await StatusAsync([], nothing));
        Assert.Equal(HealthStatus.Degraded, await StatusAsync([NewLookup()], nothing));
        Assert.Equal(HealthStatus.Degraded, await StatusAsync([], NewAdvertised("https://cps.example/cps/advertisement")));
    }

    private static async Task<HealthStatus> StatusAsync(IEnumerable<CpsLookup> mappings, AdvertisedCpss advertised) =>
        (await new OutOfBandCheck(mappings, advertised).CheckHealthAsync(new HealthCheckContext(), Token)).Status;

    private CpsLookup NewLookup()
    {
        var reader = new CpsMappingReader(new NoCertificates(), new TrustDomain([], _background.Time), _background.Time);
        return new CpsLookup(this, reader, new MemoryBlobs(), _background.Time, NullLogger<CpsLookup>.Instance);
    }

    private AdvertisedCpss NewAdvertised(params string[] urls)
    {
        var domains = TrustDomains.Of(new TrustDomain([], _background.Time), _background.Time);
        var verdicts = new CertificateVerdicts(new NoCertificates(), domains, _background.Time);
        var reader = new CpsAdvertisementReader(verdicts, new FetchingOptions());
        return new AdvertisedCpss(urls, this, reader, _background.Time, NullLogger<AdvertisedCpss>.Instance);
    }

    private sealed class NoCertificates : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string url, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No list gets that far.");
    }
}
