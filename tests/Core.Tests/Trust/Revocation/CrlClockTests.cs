using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Trust.Revocation;

public sealed class CrlClockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Refresh_WhenTheWallClockIsSet_TriesAgainAfterThePause(int hours)
    {
        var time = new ManualTime();
        var fetcher = new CountingFetcher();
        var options = new RevocationOptions { Urls = ["https://sti-pa.example/crl"] };
        var lists = new RevocationLists(options, new TrustDomain([], time), fetcher, new PublishedCertificates(time), new MemoryBlobs(), time,
            new LogLines<RevocationLists>());
        await lists.RefreshAsync(Token);
        time.SetWallClock(TimeSpan.FromHours(hours));
        await lists.RefreshAsync(Token);
        Assert.Equal(1, fetcher.Fetched);
        time.Advance(TimeSpan.FromMinutes(1));
        await lists.RefreshAsync(Token);
        Assert.Equal(2, fetcher.Fetched);
    }

    private sealed class CountingFetcher : IUrlFetcher
    {
        public int Fetched { get; private set; }

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Fetched++;
            return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(new FetchRefusal(FetchFailure.ConnectFailed, "no connection"));
        }
    }
}
