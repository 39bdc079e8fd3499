using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Trust;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Trust;

/// <summary>The trusted-CA list is asked for again and again, whatever became of the last try.</summary>
public sealed class TrustListKeeperTests : IDisposable
{
    private readonly Background _background = new();
    private readonly LogLines<TrustListKeeper> _log = new();
    private readonly Origin _origin = new();
    private readonly RefreshRequests _requests = new(new MemoryRecords());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _background.Dispose();

    public static TheoryData<Exception> Faults =>
        new() { new TaskCanceledException("", new TimeoutException()), new StorageException("away"), new InvalidOperationException("a bug") };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Refresh_Fails_IsLoggedCountedAndTriedAgain(Exception fault)
    {
        _origin.Answer = () => throw fault;
        using var keeper = await StartAsync();
        for (var tries = 1; tries <= 3; tries++)
        {
            await Background.UntilAsync(() => _origin.Asked == tries);
            await _background.AdvanceAsync(TimeSpan.FromSeconds(30));
        }

        await Background.UntilAsync(() => _origin.Asked == 4);
        Assert.True(_log.All.Count(line => line.Id == 1304) >= 3);
        Assert.True(_background.FailuresOf(nameof(TrustListKeeper)) >= 3);
        await keeper.StopAsync(Token);
    }

    [Fact]
    public async Task Refresh_ListIsRefused_IsCounted()
    {
        _origin.Answer = () => new TrustListRefusal(TrustListFailure.Unreachable, "away");
        using var keeper = await StartAsync();
        await Background.UntilAsync(() => _background.FailuresOf(nameof(TrustListKeeper)) >= 1);
        Assert.Empty(_log.All);
        await keeper.StopAsync(Token);
    }

    [Fact]
    public async Task Refresh_AskedForByAnOperator_ComesBeforeItIsDue()
    {
        _origin.Answer = () => new TrustListRefusal(TrustListFailure.Unreachable, "away");
        using var keeper = await StartAsync();
        await Background.UntilAsync(() => _origin.Asked == 1 && _background.Time.TimersWaiting == 1);
        await _requests.AskAsync(_background.Time.GetUtcNow(), Token);
        await Background.UntilAsync(() => _origin.Asked == 2 && _background.Time.TimersWaiting == 1);
        await keeper.StopAsync(Token);
        Assert.True(keeper.ExecuteTask!.IsCanceled);
    }

    [Fact]
    public async Task Stop_WhileItAsks_IsNoFailure()
    {
        _origin.Stalls = true;
        using var keeper = await StartAsync();
        await Background.UntilAsync(() => _origin.Asked == 1);
        await keeper.StopAsync(Token);
        Assert.True(keeper.ExecuteTask!.IsCanceled);
        Assert.Empty(_log.All);
    }

    private async Task<TrustListKeeper> StartAsync()
    {
        var domain = new TrustDomain([], _background.Time);
        var reader = new TrustListReader(new NoCertificates(), domain, _background.Time);
        var refresh = new TrustListRefresh(
            _origin, reader, domain, new MemoryBlobs(), _background.Time, NullLogger<TrustListRefresh>.Instance);
        var keeper = new TrustListKeeper(refresh, _requests, _background.Time, _background.Metrics, _log);
        await keeper.StartAsync(Token);
        return keeper;
    }

    private sealed class Origin : ITrustListOrigin
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public bool Stalls { get; set; }

        public Func<Outcome<string, TrustListRefusal>> Answer { get; set; } = () => "";

        public async ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Stalls) await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return Answer();
        }
    }

    private sealed class NoCertificates : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string url, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("No list gets that far.");
    }
}
