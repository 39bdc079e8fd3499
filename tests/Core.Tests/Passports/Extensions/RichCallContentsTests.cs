using System.Text;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Passports.Extensions;

/// <summary>What rich call data names by URL, fetched by a guarded fetcher from a server of the test.</summary>
public sealed class RichCallContentsTests
{
    private const string Card = """["vcard",[["fn",{},"text","Q"],["photo",{},"uri","@"],["tel",{},"uri","tel:+12025550100"]]]""";

    [Fact]
    public async Task Fetch_IconWithTheSignedDigest_IsIntact()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("icon"));
        var content = Assert.Single(await FetchAsync(world, new RichCallData("Q", IconUrl: world.Url("/q.png")), ("/icn", "icon")));
        Assert.Equal(RichCallContentState.Intact, content.State);
        Assert.Equal("icon", Encoding.ASCII.GetString(content.Octets.Span));
    }

    [Fact]
    public async Task Fetch_IconWithAnotherDigest_IsAlteredAndNotGiven()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("other"));
        var content = Assert.Single(await FetchAsync(world, new RichCallData("Q", IconUrl: world.Url("/q.png")), ("/icn", "icon")));
        Assert.Equal((RichCallContentState.Altered, true), (content.State, content.Octets.IsEmpty));
    }

    [Fact]
    public async Task Fetch_IconWithoutADigest_IsNotAskedFor()
    {
        await using var world = FetchWorld.Start(_ => throw new InvalidOperationException("Nobody may ask."));
        var content = Assert.Single(await FetchAsync(world, new RichCallData("Q", IconUrl: world.Url("/q.png"))));
        Assert.Equal(RichCallContentState.Unprotected, content.State);
    }

    [Theory]
    [InlineData("https://10.0.0.1/q.png", "address-not-allowed")]
    [InlineData("https://169.254.169.254/q.png", "address-not-allowed")]
    [InlineData("http://icons.example/q.png", "not-https")]
    [InlineData("https://user:secret@icons.example/q.png", "url-with-credentials")]
    [InlineData("ftp://icons.example/q.png", "not-https")]
    public async Task Fetch_IconAtAForbiddenUrl_IsNotFetched(string url, string reason)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("icon"));
        var content = Assert.Single(await FetchAsync(world, new RichCallData("Q", IconUrl: url), ("/icn", "icon")));
        Assert.Equal(RichCallContentState.NotFetched, content.State);
        Assert.StartsWith(reason, content.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_HugeIcon_IsNotFetched()
    {
        var huge = new string('x', Limits.RichCallContentOctets + 1);
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(huge));
        var content = Assert.Single(await FetchAsync(world, new RichCallData("Q", IconUrl: world.Url("/q.png")), ("/icn", huge)));
        Assert.StartsWith("too-large", content.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_SlowIcon_IsNotFetched()
    {
        var never = new TaskCompletionSource();
        await using var world = FetchWorld.Start(exchange => never.Task.WaitAsync(exchange.Stopping));
        var fetch = FetchAsync(world, new RichCallData("Q", IconUrl: world.Url("/q.png")), ("/icn", "icon"));
        await world.Server.ArrivedAsync(1);
        world.Time.Advance(FetchProfile.RichCallContent.Timeout);
        Assert.StartsWith("too-slow", Assert.Single(await fetch).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_CardElsewhere_ComparesItAndWhatItNames()
    {
        string? card = null;
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(exchange.Target == "/card" ? card! : "photo"));
        card = Card.Replace("@", world.Url("/photo.png"), StringComparison.Ordinal);
        var contents = await FetchAsync(
            world, new RichCallData("Q", CardUrl: world.Url("/card")),
            ("/jcl", card), ("/jcl/1/0/3", "\"Q\""), ("/jcl/1/1/3", "photo"), ("/jcl/1/2/3", "\"tel:+12025550100\""), ("/jcl/1/9", "x"),
            ("/jcl/1/0/2", "x"));
        Assert.Equal(
            ["/jcl Intact", "/jcl/1/0/2 Altered", "/jcl/1/0/3 Intact", "/jcl/1/1/3 Intact", "/jcl/1/2/3 Intact", "/jcl/1/9 Altered"],
            contents.Select(content => $"{content.Path} {content.State}"));
    }

    [Fact]
    public async Task Fetch_AlteredCard_JudgesNothingInIt()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("[]"));
        var contents = await FetchAsync(world, new RichCallData("Q", CardUrl: world.Url("/card")), ("/jcl", "[1]"), ("/jcl/1", "x"));
        Assert.All(contents, content => Assert.Equal(RichCallContentState.Altered, content.State));
        Assert.Equal(2, contents.Count);
    }

    [Fact]
    public async Task Fetch_CardThatIsNoJson_HasNothingIntactInIt()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("BEGIN:VCARD"));
        var contents =
            await FetchAsync(world, new RichCallData("Q", CardUrl: world.Url("/card")), ("/jcl", "BEGIN:VCARD"), ("/jcl/1", "x"));
        Assert.Equal([RichCallContentState.Intact, RichCallContentState.Altered], contents.Select(content => content.State));
    }

    [Fact]
    public async Task Fetch_PhotoOfTheCardInTheClaim_IsCompared()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("photo"));
        var card = Card.Replace("@", world.Url("/photo.png"), StringComparison.Ordinal);
        var content =
            Assert.Single(await FetchAsync(world, new RichCallData("Q", CardJson: card), ("/jcd/1/1/3", "photo"), ("/jcd/1/0/3", "\"Q\"")));
        Assert.Equal(("/jcd/1/1/3", RichCallContentState.Intact), (content.Path, content.State));
    }

    [Fact]
    public async Task Fetch_OtherPassports_NameNothing()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        var call = await CallWorld.NewAsync();
        var verified = (await call.VerifyAsync(await call.SignAsync())).Value;
        Assert.Empty(
            await new RichCallContents(world.Fetcher).FetchAsync(verified, client: default, TestContext.Current.CancellationToken));
    }

    private static async Task<IReadOnlyList<RichCallContent>> FetchAsync(
        FetchWorld world, RichCallData data, params (string Pointer, string Content)[] digests)
    {
        var call = await CallWorld.NewAsync();
        var rich = new RichCallClaims(
            data, Reason: null,
            [.. digests.Select(digest => new RichCallDigest(digest.Pointer, ContentDigest.Of(Encoding.UTF8.GetBytes(digest.Content))))]);
        var verified = (await call.VerifyAsync(await call.SignAsync(new ExtendedClaims(call.Claims() with { Shaken = null }, rich)))).Value;
        return await new RichCallContents(world.Fetcher).FetchAsync(verified, client: default, TestContext.Current.CancellationToken);
    }
}
