using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>So many lists and no more; which of them stay when a CA names a URL for each certificate.</summary>
public sealed class CrlRoomTests
{
    private const string Late = "https://late.example/crl";
    private const int NoRoom = 1616;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Want_WhenOthersWereTriedInVain_TakesTheirPlace()
    {
        var (lists, fetcher, log, world) = await StartAsync(goodHost: "");
        var chain = world.Chain(await world.LeafAsync());
        WantMany(lists, chain, "dead.example");
        await lists.RefreshAsync(Token);
        lists.Want(Late, chain);
        await lists.RefreshAsync(Token);
        Assert.Equal(Late, fetcher.Urls[^1]);
        Assert.Equal(Limits.CrlUrls + 1, fetcher.Urls.Count);
        Assert.DoesNotContain(log.All, line => line.Id == NoRoom);

        // No more than before are tried again.
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await lists.RefreshAsync(Token);
        Assert.Equal((2 * Limits.CrlUrls) + 1, fetcher.Urls.Count);
    }

    [Fact]
    public async Task Want_WhenOthersHaveNotBeenTried_IsRefusedAndSaidOnce()
    {
        var (lists, fetcher, log, world) = await StartAsync(goodHost: "");
        var chain = world.Chain(await world.LeafAsync());
        WantMany(lists, chain, "new.example");
        lists.Want(Late, chain);
        lists.Want("https://later.example/crl", chain);
        await lists.RefreshAsync(Token);
        Assert.Equal(Limits.CrlUrls, fetcher.Urls.Count);
        Assert.DoesNotContain(Late, fetcher.Urls);
        var (level, _, text) = Assert.Single(log.All, line => line.Id == NoRoom);
        Assert.Equal(LogLevel.Warning, level);
        Assert.Contains("late.example", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Want_OfAUrlForEachCertificate_DropsNoListThatWasHad_NorOneThatTheOperatorNamed()
    {
        const string Named = "https://named.example/crl";
        var (lists, fetcher, _, world) = await StartAsync(goodHost: "pa.example", Named);
        var chain = world.Chain(await world.LeafAsync());
        lists.Want(CrlWorld.Url, chain);
        WantMany(lists, chain, "dead.example");
        await lists.RefreshAsync(Token);
        Assert.NotNull(lists.Find(CrlWorld.Url));
        for (var round = 1; round <= 3; round++)
        {
            WantMany(lists, chain, $"dead{round}.example");
            await lists.RefreshAsync(Token);
        }

        Assert.NotNull(lists.Find(CrlWorld.Url));
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await lists.RefreshAsync(Token);
        Assert.Equal(2, fetcher.Urls.Count(url => url == Named));
    }

    private static void WantMany(RevocationLists lists, CertificateChain chain, string host)
    {
        for (var number = 0; number < Limits.CrlUrls; number++) lists.Want($"https://{host}/{number}.crl", chain);
    }

    private static async Task<(RevocationLists Lists, HostFetcher Fetcher, LogLines<RevocationLists> Log, CrlWorld World)> StartAsync(string goodHost, params string[] urls)
    {
        var world = await CrlWorld.NewAsync();
        var (fetcher, log) = (new HostFetcher(goodHost, await world.SignAsync([])), new LogLines<RevocationLists>());
        var options = new RevocationOptions { Urls = urls, Signers = [world.Signer.Certificate] };
        return (
            new RevocationLists(options, world.Domain, fetcher, new PublishedCertificates(world.Time), world.Blobs, world.Time, log),
            fetcher, log, world);
    }

    /// <summary>One host has the list; the others answer that there is none.</summary>
    private sealed class HostFetcher(string goodHost, byte[] list) : IUrlFetcher
    {
        private readonly Lock _lock = new();
        private readonly List<string> _urls = [];

        public List<string> Urls => _urls;

        public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            lock (_lock) _urls.Add(url);
            return Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(
                new Uri(url).Host == goodHost ? new FetchedDocument(list, "application/pkix-crl", MaxAge: null) : new FetchRefusal(FetchFailure.StatusNotOk, "404"));
        }
    }
}
