using System.Text;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.CallPlacement.Advertisements;

public sealed class AdvertisedCpssTests : IUrlFetcher
{
    private const string Url = "https://cps.partner.example/cps/advertisement";

    private readonly Dictionary<string, string> _served = new(StringComparer.Ordinal);
    private readonly LogLines<AdvertisedCpss> _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
        string url, FetchProfile profile, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<FetchedDocument, FetchRefusal>>(_served.TryGetValue(url, out var text)
            ? new FetchedDocument(Encoding.ASCII.GetBytes(text), "application/jose", MaxAge: null)
            : new FetchRefusal(FetchFailure.ConnectFailed, "away"));

    [Fact]
    public async Task Find_BeforeTheFirstRefresh_FindsNothing()
    {
        var (world, advertised) = await NewAsync();
        Assert.Equal((null, 1), (advertised.Find(world.Provider.Id), advertised.MissingCount));
    }

    [Fact]
    public async Task Refresh_BelievedAdvertisement_IsFoundByProviderOfItsCountry()
    {
        var (world, advertised) = await NewAsync();
        await ServeAsync(world, "https://cps.partner.example");
        await advertised.RefreshAsync(Token);
        Assert.Equal("https://cps.partner.example/", advertised.Find(world.Provider.Id)?.AbsoluteUri);
        Assert.True(CountryCode.TryParse("CA", out var abroad));
        Assert.Null(advertised.Find(world.Provider.Id with { Country = abroad }));
        Assert.Equal(0, advertised.MissingCount);
    }

    [Fact]
    public async Task Refresh_HostAway_KeepsTheLastOneForADay()
    {
        var (world, advertised) = await NewAsync();
        await ServeAsync(world, "https://cps.partner.example");
        await advertised.RefreshAsync(Token);
        _served.Clear();
        world.Time.Advance(TimeSpan.FromHours(23));
        await advertised.RefreshAsync(Token);
        Assert.NotNull(advertised.Find(world.Provider.Id));
        world.Time.Advance(TimeSpan.FromHours(2));
        await advertised.RefreshAsync(Token);
        Assert.Equal((null, 1), (advertised.Find(world.Provider.Id), advertised.MissingCount));
    }

    [Fact]
    public async Task Refresh_AnswerThatIsNotBelieved_TakesTheLastOneBack_AndIsLogged()
    {
        var (world, advertised) = await NewAsync();
        await ServeAsync(world, "https://cps.partner.example");
        await advertised.RefreshAsync(Token);
        await ServeAsync(world, "http://cps.partner.example");
        await advertised.RefreshAsync(Token);
        Assert.Null(advertised.Find(world.Provider.Id));
        Assert.Equal(4284, Assert.Single(_log.All).Id);
    }

    [Fact]
    public async Task Refresh_TwoForOneCode_TheFirstCounts()
    {
        var world = await CallWorld.NewAsync();
        var advertised = New(world, Url, "https://other.example/cps/advertisement");
        await ServeAsync(world, "https://one.example");
        await ServeAsync(world, "https://two.example", "https://other.example/cps/advertisement");
        await advertised.RefreshAsync(Token);
        Assert.Equal("https://one.example/", advertised.Find(world.Provider.Id)?.AbsoluteUri);
    }

    private async Task<(CallWorld World, AdvertisedCpss Advertised)> NewAsync()
    {
        var world = await CallWorld.NewAsync();
        return (world, New(world, Url));
    }

    private AdvertisedCpss New(CallWorld world, params string[] urls) =>
        new(urls, this, new CpsAdvertisementReader(world.Verdicts, new FetchingOptions()), world.Time, _log);

    private async Task ServeAsync(CallWorld world, string baseUrl, string url = Url) =>
        _served[url] = await new CpsAdvertisementSigner(world.Provider.Key, world.X5u).SignAsync(world.Provider.Id.Code, baseUrl, Token);
}
