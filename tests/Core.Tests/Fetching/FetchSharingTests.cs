using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>One fetch serves all who ask meanwhile; a failure serves for a while.</summary>
public sealed class FetchSharingTests
{
    [Fact]
    public async Task Fetch_ByFiftyCallers_AsksOnce()
    {
        var gate = new TaskCompletionSource();
        await using var world = FetchWorld.Start(async exchange =>
        {
            await gate.Task;
            await exchange.AnswerOkAsync("x");
        });
        var fetches = Enumerable.Range(0, 50).Select(_ => world.FetchAsync()).ToArray();
        gate.SetResult();
        Assert.All(await Task.WhenAll(fetches), outcome => Assert.True(outcome.IsSuccess));
        Assert.Single(world.Server.Requests);
    }

    [Fact]
    public async Task Fetch_WhenOneCallerLeaves_GoesOnForTheOthers()
    {
        var gate = new TaskCompletionSource();
        await using var world = FetchWorld.Start(async exchange =>
        {
            await gate.Task;
            await exchange.AnswerOkAsync("x");
        });
        using var leaving = new CancellationTokenSource();
        var leaver = world.Fetcher.FetchAsync(world.Url(), FetchProfile.Certificate, leaving.Token);
        var stayer = world.FetchAsync();
        await world.Server.ArrivedAsync();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        gate.SetResult();
        Assert.True((await stayer).IsSuccess);
        Assert.Single(world.Server.Requests);
    }

    [Fact]
    public async Task Fetch_WhenCancelledBefore_AsksNobody()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Fetcher.FetchAsync(world.Url(), FetchProfile.Certificate, new CancellationToken(canceled: true)));
        Assert.Empty(world.Names.Lookups);
    }

    [Fact]
    public async Task Fetch_UnderAnotherProfile_IsAnotherFetch()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync(new string('a', FetchProfile.Certificate.MaxOctets + 1)));
        Assert.Equal(FetchFailure.TooLarge, (await world.FetchAsync()).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url(), FetchProfile.TrustList)).IsSuccess);
    }

    [Fact]
    public async Task Fetch_AfterASuccess_AsksAgain()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        await world.FetchAsync();
        await world.FetchAsync();
        Assert.Equal(2, world.Server.Requests.Count);
    }

    [Fact]
    public async Task Fetch_AfterAFailure_RemembersItsReasonForAWhile()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("404 Not Found", ""));
        var first = (await world.FetchAsync()).Failure;
        world.Time.Advance(world.Options.FailureLife - TimeSpan.FromTicks(1));
        var second = (await world.FetchAsync()).Failure;
        Assert.False(first.IsRemembered);
        Assert.Equal(first with { IsRemembered = true, RetryAfter = TimeSpan.FromTicks(1) }, second);
        Assert.Single(world.Server.Requests);

        world.Time.Advance(TimeSpan.FromTicks(1));
        Assert.False((await world.FetchAsync()).Failure.IsRemembered);
        Assert.Equal(2, world.Server.Requests.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task Fetch_WhenTheWallClockIsSet_RemembersAFailureAsLongAsBefore(int hours)
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("404 Not Found", ""));
        await world.FetchAsync();
        world.Time.SetWallClock(TimeSpan.FromHours(hours));
        Assert.True((await world.FetchAsync()).Failure.IsRemembered);
        world.Time.SetWallClock(TimeSpan.FromHours(-hours));
        world.Time.Advance(world.Options.FailureLife);
        Assert.False((await world.FetchAsync()).Failure.IsRemembered);
    }

    [Fact]
    public async Task Fetch_WhenNobodyOfOursCancelled_IsARefusal()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerOkAsync("x"));
        world.Names.Set("cr.example", Task.FromException<IReadOnlyList<System.Net.IPAddress>>(new OperationCanceledException("somebody else's")));
        Assert.Equal(FetchFailure.ConnectFailed, (await world.FetchAsync()).Failure.Reason);
    }

    [Fact]
    public async Task Fetch_OfMoreFailuresThanAreRemembered_ForgetsTheOldest()
    {
        await using var world = FetchWorld.Start(exchange => exchange.AnswerAsync("404 Not Found", ""), new() { RememberedFailures = 2 });
        for (var number = 0; number < 8; number++) await world.FetchAsync(world.Url($"/{number}"));
        Assert.True((await world.FetchAsync(world.Url("/7"))).Failure.IsRemembered);
        Assert.False((await world.FetchAsync(world.Url("/0"))).Failure.IsRemembered);
    }
}
