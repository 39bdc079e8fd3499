using System.Collections.Concurrent;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>Instances that keep the policy administrator's list up to date: what is at its URL, and a store that may be away.</summary>
internal sealed class ListsWorld
{
    private ListsWorld(CrlWorld crl) => Crl = crl;

    public CrlWorld Crl { get; }

    public FailingBlobs Blobs { get; } = new();

    public Answers Fetcher { get; } = new();

    public LogLines<RevocationLists> Log { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ListsWorld> NewAsync() => new(await CrlWorld.NewAsync());

    /// <summary>A new instance, or the same after a restart.</summary>
    public RevocationLists NewLists(OwnCrls? own = null, ListMetrics? metrics = null, string url = CrlWorld.Url) => new(
        new RevocationOptions { Urls = [url], Signers = [Crl.Signer.Certificate] },
        Crl.Domain, Fetcher, new PublishedCertificates(Crl.Time), Blobs, Crl.Time, Log, own, metrics);

    /// <summary>Refreshes after so long, and gives the number in force.</summary>
    public async Task<long?> RefreshAsync(RevocationLists lists, TimeSpan after)
    {
        Crl.Time.Advance(after);
        await lists.RefreshAsync(Token);
        return (long?)lists.Find(CrlWorld.Url)?.Number;
    }

    /// <summary>Lists by URL; what is not there is out of reach.</summary>
    public sealed class Answers : IUrlFetcher
    {
        private readonly ConcurrentDictionary<string, byte[]> _byUrl = new();
        private int _asked;

        public int Asked => _asked;

        public byte[]? Answer
        {
            set => Set(CrlWorld.Url, value);
        }

        public void Set(string url, byte[]? list)
        {
            if (list is null) _byUrl.TryRemove(url, out _);
            else _byUrl[url] = list;
        }

        /// <summary>Held before each answer; null: nothing is.</summary>
        public Task? Before { get; set; }

        public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Before is { } before) await before;
            return _byUrl.TryGetValue(url, out var list) ? new FetchedDocument(list, "application/pkix-crl", MaxAge: null) : new FetchRefusal(FetchFailure.StatusNotOk, "404");
        }
    }
}
