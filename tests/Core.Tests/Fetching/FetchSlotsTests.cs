using System.Net;
using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>So many at once, per host, to strangers and in all; what is full says so at once.</summary>
public sealed class FetchSlotsTests
{
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task Fetch_BeyondTheBoundOfAHost_IsBusyUntilOneEnds()
    {
        await using var world = Start(new() { MaxFetchesPerHost = 2 });
        var under = new[] { world.FetchAsync(world.Url("/wait/1")), world.FetchAsync(world.Url("/wait/2")) };
        await world.Server.ArrivedAsync(2);

        var refused = await world.FetchAsync(world.Url("/3"));
        Assert.Equal(FetchFailure.Busy, refused.Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/3", "a.example"))).IsSuccess);

        _gate.SetResult();
        Assert.All(await Task.WhenAll(under), outcome => Assert.True(outcome.IsSuccess));
        Assert.True((await world.FetchAsync(world.Url("/3"))).IsSuccess);
    }

    [Fact]
    public async Task Fetch_BeyondTheBoundOfAll_IsBusy()
    {
        await using var world = Start(new() { MaxFetches = 2, MaxFetchesPerHost = 2, MaxFetchesToStrangers = 2 });
        var under = new[] { world.FetchAsync(world.Url("/wait", "a.example")), world.FetchAsync(world.Url("/wait", "b.example")) };
        await world.Server.ArrivedAsync(2);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "c.example"))).Failure.Reason);
        _gate.SetResult();
        await Task.WhenAll(under);
        Assert.True((await world.FetchAsync(world.Url("/x", "c.example"))).IsSuccess);
    }

    [Fact]
    public async Task Fetch_WhenStrangersAreSlow_StillServesAKnownHost()
    {
        await using var world = Start(new() { MaxFetchesToStrangers = 1 });
        world.Hosts.Know(world.Url("/first", "a.example"), "US/1234");
        var slow = world.FetchAsync(world.Url("/wait", "b.example"));
        await world.Server.ArrivedAsync();
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "c.example"))).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/second", "a.example"))).IsSuccess);

        _gate.SetResult();
        Assert.True((await slow).IsSuccess);
    }

    [Theory]
    [InlineData("/missing", false)]
    [InlineData("/there", true)]
    public async Task Fetch_OfAHostThatOnlyAnswered_LeavesItAStranger(string path, bool isThere)
    {
        await using var world = Start(new() { MaxFetchesToStrangers = 1 });
        Assert.Equal(isThere, (await world.FetchAsync(world.Url(path, "a.example"))).IsSuccess);
        await world.Server.ArrivedAsync();
        var slow = world.FetchAsync(world.Url("/wait", "b.example"));
        await world.Server.ArrivedAsync();
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "a.example"))).Failure.Reason);
        _gate.SetResult();
        await slow;
    }

    [Fact]
    public async Task Fetch_WhoseLookupGoesOnAfterItsTime_KeepsItsPlaceUntilTheLookupEnds()
    {
        var lookup = new TaskCompletionSource<IReadOnlyList<IPAddress>>();
        await using var world = Start(new() { MaxFetchesToStrangers = 1, ConnectTimeout = TimeSpan.FromMilliseconds(50) });
        world.Names.Set("b.example", lookup.Task);
        Assert.Equal(FetchFailure.TooSlow, (await world.FetchAsync(world.Url("/x", "b.example"))).Failure.Reason);
        Assert.Equal(FetchFailure.Busy, (await world.FetchAsync(world.Url("/x", "c.example"))).Failure.Reason);

        lookup.SetException(new InvalidOperationException("The lookup failed when nobody waited for it."));
        var next = await world.FetchAsync(world.Url("/x", "c.example"));
        Assert.True(next.IsSuccess || next.Failure.Reason != FetchFailure.Busy, "The place is still taken.");
    }

    [Fact]
    public async Task Fetch_ThatIsTooSlow_GivesItsPlaceBack()
    {
        await using var world = Start(new() { MaxFetchesToStrangers = 1 });
        var slow = world.FetchAsync(world.Url("/wait", "b.example"));
        await world.Server.ArrivedAsync();
        world.Time.Advance(FetchProfile.Certificate.Timeout);
        Assert.Equal(FetchFailure.TooSlow, (await slow).Failure.Reason);
        Assert.True((await world.FetchAsync(world.Url("/x", "c.example"))).IsSuccess);
        _gate.SetResult();
    }

    private FetchWorld Start(FetchingOptions options) => FetchWorld.Start(
        async exchange =>
        {
            if (exchange.Target.StartsWith("/wait", StringComparison.Ordinal)) await _gate.Task.WaitAsync(exchange.Stopping);
            await (exchange.Target == "/missing" ? exchange.AnswerAsync("404 Not Found", "") : exchange.AnswerOkAsync("x"));
        },
        options);
}
