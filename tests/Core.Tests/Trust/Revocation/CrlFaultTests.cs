using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A fault in the refresh of one list.</summary>
public sealed class CrlFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_WhenOneListThrows_RefreshesTheOthersAndThrowsThen()
    {
        var time = new ManualTime();
        var fetcher = new FaultyFetcher();
        var urls = Enumerable.Range(0, 12).Select(number => $"https://sti-pa-{number:D2}.example/crl").ToList();
        var lists = NewLists(urls, fetcher, time);
        var thrown = await Assert.ThrowsAsync<AggregateException>(() => lists.RefreshAsync(Token));
        Assert.Equal(urls, fetcher.Asked.Order(StringComparer.Ordinal));
        Assert.Contains("sti-pa-00.example", Assert.Single(thrown.InnerExceptions).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_Cancelled_EndsAsCancelled()
    {
        var time = new ManualTime();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var lists = NewLists(["https://sti-pa-00.example/crl"], new FaultyFetcher(), time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lists.RefreshAsync(cancellation.Token));
    }

    private static RevocationLists NewLists(IReadOnlyList<string> urls, IUrlFetcher fetcher, ManualTime time)
    {
        var options = new RevocationOptions { Urls = urls };
        return new(
            options, new TrustDomain([], time), fetcher, new PublishedCertificates(time), new MemoryBlobs(), time,
            new LogLines<RevocationLists>());
    }

    private sealed class FaultyFetcher : IUrlFetcher
    {
        private readonly List<string> _asked = [];

        public IReadOnlyList<string> Asked
        {
            get
            {
                lock (_asked) return [.. _asked];
            }
        }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            lock (_asked) _asked.Add(url);
            if (url.Contains("-00.", StringComparison.Ordinal)) throw new InvalidOperationException("a fault of the program");
            Outcome<FetchedDocument, FetchRefusal> refusal = new FetchRefusal(FetchFailure.ConnectFailed, "no connection");
            return Task.FromResult(refusal);
        }
    }
}
