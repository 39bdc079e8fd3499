using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Trust;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Trust;

/// <summary>CRLs are asked for again and again, whatever became of the last try.</summary>
public sealed class CrlKeeperTests : IDisposable
{
    private readonly Background _background = new();
    private readonly LogLines<CrlKeeper> _log = new();
    private readonly Fetcher _fetcher = new();
    private readonly RefreshRequests _requests = new(new MemoryRecords());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _background.Dispose();

    public static TheoryData<Exception> Faults =>
        new() { new TaskCanceledException("", new TimeoutException()), new InvalidOperationException("a bug") };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Refresh_Fails_IsLoggedCountedAndTriedAgain(Exception fault)
    {
        _fetcher.Fault = fault;
        using var keeper = await StartAsync();
        for (var tries = 1; tries <= 3; tries++)
        {
            await Background.UntilAsync(() => _fetcher.Asked == tries);
            await _background.AdvanceAsync(TimeSpan.FromSeconds(30));
        }

        await Background.UntilAsync(() => _fetcher.Asked == 4);
        Assert.True(_log.All.Count(line => line.Id == 1614) >= 3);
        Assert.True(_background.FailuresOf(nameof(CrlKeeper)) >= 3);
        await keeper.StopAsync(Token);
    }

    [Fact]
    public async Task Refresh_AskedForByAnOperator_ComesBeforeItIsDue()
    {
        using var keeper = await StartAsync();
        await Background.UntilAsync(() => _fetcher.Asked == 1 && _background.Time.TimersWaiting == 1);
        await _requests.AskAsync(_background.Time.GetUtcNow(), Token);
        await Background.UntilAsync(() => _fetcher.Asked == 2);
        await keeper.StopAsync(Token);
    }

    [Fact]
    public async Task Stop_WhileNothingIsDue_IsNoFailure()
    {
        using var keeper = await StartAsync();
        await Background.UntilAsync(() => _fetcher.Asked == 1 && _background.Time.TimersWaiting == 1);
        await keeper.StopAsync(Token);
        Assert.True(keeper.ExecuteTask!.IsCanceled);
        Assert.Empty(_log.All);
    }

    private async Task<CrlKeeper> StartAsync()
    {
        var options = new RevocationOptions { Urls = ["https://sti-pa.example/crl"] };
        var lists = new RevocationLists(
            options, new TrustDomain([], _background.Time), _fetcher, new NoCertificates(), new MemoryBlobs(), _background.Time,
            NullLogger<RevocationLists>.Instance);
        var keeper = new CrlKeeper(lists, _requests, _background.Time, _background.Metrics, _log);
        await keeper.StartAsync(Token);
        return keeper;
    }

    private sealed class Fetcher : IUrlFetcher
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public Exception? Fault { get; set; }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Fault is { } fault) throw fault;
            return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchRefusal(FetchFailure.ConnectFailed, "away"));
        }
    }

    private sealed class NoCertificates : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string url, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No list gets that far.");
    }
}
