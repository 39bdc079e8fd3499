using System.Net;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Tests.CallPlacement.Mailbox;

namespace Shaken.Core.Tests.CallPlacement.Posting;

public sealed class OutOfBandPostsTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://cps.example/cps/company/1234")]
    [InlineData("https://cps.example:8443/anything?for=%20x")]
    public async Task Enqueue_MappedProvider_PostsToTheUrlAsItStands(string url)
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: url);
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeAsync());
        var seen = Assert.Single(world.Seen);
        Assert.Equal((url, "application/passport", "a.b.c"), (seen.Url.OriginalString, seen.MediaType, seen.Body));
        Assert.Null(seen.Authorization);
        Assert.False(world.LastWasOperators);
    }

    [Fact]
    public async Task Enqueue_AdvertisedProvider_AddsThePathOfTheNumberToTheBase()
    {
        await using var world = await PostWorld.StartAsync(advertisedUrl: "https://cps.example/oob");
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeAsync());
        var seen = Assert.Single(world.Seen);
        Assert.Equal(
            ("https://cps.example/oob/cps/12155550131/ppts", "application/passport", "a.b.c"),
            (seen.Url.AbsoluteUri, seen.MediaType, seen.Body));
        Assert.False(world.LastWasOperators);
    }

    [Theory]
    [InlineData("Open https://cps.example/cps/company/1234", "https://cps.example/cps/company/1234", false)]
    [InlineData("ByNumber https://cps.example", "https://cps.example/cps/12155550131/ppts", false)]
    [InlineData("Agreed https://cps.example", "https://cps.example/passports/1234/12155550131/12155550121", true)]
    [InlineData("Shared https://cps.example name.example", "https://cps.example/passports/12155550131/12155550121", true)]
    public async Task Enqueue_ConfiguredPeer_GetsItsDialect(string peer, string url, bool takesBearer)
    {
        await using var world = await PostWorld.StartAsync(peer: $"US/1234 {peer}");
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeAsync());
        var seen = Assert.Single(world.Seen);
        Assert.Equal((url, takesBearer ? """{"passports":["a.b.c"]}""" : "a.b.c"), (seen.Url.AbsoluteUri, seen.Body));
        Assert.True(world.LastWasOperators);
        Assert.Equal(takesBearer, seen.Authorization is not null);
        if (seen.Authorization is not { } authorization) return;
        var isBearer = BearerClaims.TryParse(authorization["Bearer ".Length..], BearerForm.Agreed, out var claims, out var refusal);
        Assert.True(isBearer, refusal?.Detail);
        Assert.NotNull(claims);
        Assert.Equal(("publish", "1234", "1234"), (claims.Action, claims.Issuer, claims.Code));
        Assert.Equal([peer.EndsWith("name.example", StringComparison.Ordinal) ? "name.example" : "cps.example"], claims.Audience);
        Assert.Equal(MailboxWorld.Call, new CallNumbers(claims.Dest, claims.Orig));
        Assert.Equal(world.Time.GetUtcNow() + TimeSpan.FromSeconds(60), claims.ExpiresAt);
    }

    [Fact]
    public async Task Enqueue_PeerMappingAndAdvertisement_ThePeerCounts()
    {
        await using var world = await PostWorld.StartAsync(
            "US/1234 Open https://peer.example/x", "https://mapped.example/x", "https://advertised.example");
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeAsync());
        Assert.Equal("peer.example", Assert.Single(world.Seen).Url.Host);
    }

    [Fact]
    public async Task Enqueue_MappingAndAdvertisement_TheMappingCounts()
    {
        await using var world = await PostWorld.StartAsync(
            mappedUrl: "https://mapped.example/x", advertisedUrl: "https://advertised.example");
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeAsync());
        Assert.Equal("mapped.example", Assert.Single(world.Seen).Url.Host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("US/5678")]
    [InlineData("CA/1234")]
    public async Task Enqueue_NobodySaysWhichCps_PostsNothing(string? provider)
    {
        await using var world = await PostWorld.StartAsync(
            mappedUrl: "https://mapped.example/x", advertisedUrl: "https://advertised.example");
        world.Numbers.Provider = provider is null ? null : MailboxWorld.Provider(provider);
        world.Enqueue();
        Assert.Equal("no-route", await world.OutcomeAsync());
        Assert.Empty(world.Seen);
    }

    [Theory]
    [InlineData("https://127.0.0.1/x")]
    [InlineData("https://cps.example:9000/x")]
    public async Task Enqueue_MappedUrlThatOutsidersMayNotChoose_PostsNothing(string url)
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: url);
        world.Enqueue();
        Assert.Equal("no-route", await world.OutcomeAsync());
        Assert.Empty(world.Seen);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    public async Task Enqueue_CpsThatRefuses_IsNotAskedAgain(HttpStatusCode status)
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        world.Behaviour = _ => Task.FromResult(status);
        world.Enqueue();
        Assert.Equal("refused", await world.OutcomeAsync());
        Assert.Single(world.Seen);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("busy")]
    [InlineData("hangs")]
    [InlineData("breaks")]
    public async Task Enqueue_CpsThatFails_IsAskedUntilThePassportIsStale_AndNeverAfter(string how)
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        world.Behaviour = how switch
        {
            "500" => _ => Task.FromResult(HttpStatusCode.InternalServerError),
            "busy" => _ => Task.FromResult(HttpStatusCode.TooManyRequests),
            "hangs" => NeverAsync,
            _ => _ => Task.FromException<HttpStatusCode>(new HttpRequestException("broken")),
        };
        var end = world.Time.GetUtcNow() + new PostOptions().Freshness;
        world.Enqueue();
        Assert.Equal("expired", await world.OutcomeInTimeAsync(Step));
        Assert.True(world.Time.GetUtcNow() >= end, "it was given up while it was still fresh");
        var tries = world.Seen.Count;
        Assert.InRange(tries, 2, 150);
        var later = world.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await world.GoOnAsync(TimeSpan.FromSeconds(5), () => world.Time.GetUtcNow() >= later);
        Assert.Equal(tries, world.Seen.Count);
    }

    [Fact]
    public async Task Enqueue_CpsThatComesBack_GetsIt()
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        world.Behaviour = _ => Task.FromResult(HttpStatusCode.ServiceUnavailable);
        world.Enqueue();
        await world.GoOnAsync(Step, () => world.Seen.Count >= 3);
        world.Behaviour = _ => Task.FromResult(HttpStatusCode.Created);
        Assert.Equal("delivered", await world.OutcomeInTimeAsync(Step));
    }

    [Fact]
    public async Task Enqueue_StalePassport_IsNotPosted()
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        world.Posts.Enqueue("a.b.c", MailboxWorld.Call, world.Time.GetUtcNow() - TimeSpan.FromSeconds(60));
        Assert.Equal("expired", await world.OutcomeAsync());
        Assert.Empty(world.Seen);
    }

    [Fact]
    public async Task Enqueue_SlowCps_ReturnsAtOnce_AndTheOldestMakesWay()
    {
        var bounds = new PostOptions().Bounds with { AtOnce = 1, Waiting = 2 };
        await using var world = await PostWorld.StartAsync(
            mappedUrl: "https://cps.example/x", options: new PostOptions { Bounds = bounds });
        var gate = new TaskCompletionSource<HttpStatusCode>();
        world.Behaviour = _ => gate.Task;
        world.Enqueue("under-way");
        await world.GoOnAsync(TimeSpan.Zero, () => world.Seen.Count == 1);
        foreach (var token in (string[])["oldest", "middle", "newest"]) world.Enqueue(token);
        Assert.Equal("dropped", await world.OutcomeAsync());
        gate.SetResult(HttpStatusCode.Created);
        for (var index = 0; index < 3; index++) Assert.Equal("delivered", await world.OutcomeAsync());
    }

    [Fact]
    public async Task Enqueue_NumberDirectoryAway_IsAskedAgain_AndLoggedOnce()
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        world.Numbers.Outages = 3;
        world.Enqueue();
        Assert.Equal("delivered", await world.OutcomeInTimeAsync(Step));
        Assert.Equal(4285, Assert.Single(world.Log.All).Id);
    }

    [Fact]
    public async Task Enqueue_AfterTheEnd_IsCountedAsAbandoned()
    {
        var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/x");
        await world.StopAsync();
        world.Enqueue();
        Assert.Equal("abandoned", await world.OutcomeAsync());
        await world.DisposeAsync();
    }

    [Fact]
    public async Task ToNobody_TakesAndEndsWithoutAWord()
    {
        OutOfBandPosts.ToNobody.Enqueue("a.b.c", MailboxWorld.Call, DateTimeOffset.UnixEpoch);
        await OutOfBandPosts.ToNobody.RunAsync(Token);
        OutOfBandPosts.ToNobody.Dispose();
    }

    [Fact]
    public async Task Log_OfARefusal_HasNoNumberAndNoToken()
    {
        await using var world = await PostWorld.StartAsync(mappedUrl: "https://cps.example/12155550131");
        world.Behaviour = _ => Task.FromResult(HttpStatusCode.BadRequest);
        world.Enqueue("secret.token.x");
        Assert.Equal("refused", await world.OutcomeAsync());
        await world.GoOnAsync(TimeSpan.Zero, () => !world.Log.All.IsEmpty);
        var (_, id, text) = Assert.Single(world.Log.All);
        Assert.Equal(4286, id);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("12155550131", text, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> NeverAsync(CancellationToken cancellationToken)
    {
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        return HttpStatusCode.OK;
    }
}
