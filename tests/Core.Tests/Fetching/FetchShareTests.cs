using Shaken.Core.Fetching;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.Fetching;

/// <summary>What one client can take from the others: its share of the places, and of the requests that a host gets.</summary>
public sealed class FetchShareTests
{
    private readonly TaskCompletionSource _gate = new();

    [Fact]
    public async Task Fetch_OfOneClientsHangingHosts_LeavesPlacesForOtherClients()
    {
        await using var world = Start();
        var hanging = FetchWorld.ManyHosts.Take(world.Options.MaxFetchesToStrangersPerClient)
            .Select(host => world.FetchForAsync("attacker", world.Url("/wait", host))).ToList();
        await world.Server.ArrivedAsync(hanging.Count);
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("attacker", world.Url("/x", "a.example"))).Failure.Reason);
        Assert.True((await world.FetchForAsync("victim", world.Url("/x", "a.example"))).IsSuccess);

        _gate.SetResult();
        await Task.WhenAll(hanging);
        Assert.True((await world.FetchForAsync("attacker", world.Url("/x", "b.example"))).IsSuccess);
    }

    [Fact]
    public async Task Fetch_AfterAStart_OfARestoredHost_TakesNoPlaceOfStrangers()
    {
        await using var world = Start();
        world.Hosts.Restore(world.Url("/good", "a.example"));
        var clients = world.Options.MaxFetchesToStrangers / world.Options.MaxFetchesToStrangersPerClient;
        var hanging = FetchWorld.ManyHosts.Take(world.Options.MaxFetchesToStrangers)
            .Select((host, index) => world.FetchForAsync($"{index % clients}", world.Url("/wait", host))).ToList();
        await world.Server.ArrivedAsync(hanging.Count);
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("victim", world.Url("/x", "b.example"))).Failure.Reason);
        Assert.True((await world.FetchForAsync("victim", world.Url("/good", "a.example"))).IsSuccess);
        _gate.SetResult();
        await Task.WhenAll(hanging);
    }

    [Fact]
    public async Task Fetch_OfNewPathsOfAKnownHost_LeavesPlacesForOtherClientsAndGoodPaths()
    {
        await using var world = Start();
        world.Hosts.Know(world.Url("/good"), "US/1234");
        var taken = Enumerable.Range(0, world.Options.MaxNewPathsPerHostAndClient)
            .Select(number => world.FetchForAsync("attacker", world.Url($"/wait/{number}"))).ToList();
        await world.Server.ArrivedAsync(taken.Count);
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("attacker", world.Url("/another"))).Failure.Reason);
        Assert.True((await world.FetchForAsync("victim", world.Url("/cold"))).IsSuccess);
        await world.Server.ArrivedAsync();

        taken.Add(world.FetchForAsync("attacker 2", world.Url("/wait/second")));
        await world.Server.ArrivedAsync();
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("victim", world.Url("/cold"))).Failure.Reason);
        Assert.True((await world.FetchForAsync("victim", world.Url("/good"))).IsSuccess);
        _gate.SetResult();
        await Task.WhenAll(taken);
    }

    [Fact]
    public async Task Fetch_OfAStrangersHost_LeavesPlacesForOtherClients()
    {
        await using var world = Start();
        var taken = Enumerable.Range(0, world.Options.MaxNewPathsPerHostAndClient)
            .Select(number => world.FetchForAsync("attacker", world.Url($"/wait/{number}"))).ToList();
        await world.Server.ArrivedAsync(taken.Count);
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("attacker", world.Url("/another"))).Failure.Reason);
        Assert.True((await world.FetchForAsync("victim", world.Url("/cold"))).IsSuccess);
        _gate.SetResult();
        await Task.WhenAll(taken);
    }

    [Fact]
    public async Task Fetch_OfRandomPaths_IsSlowedForThatClientOnly()
    {
        await using var world = Start();
        world.Hosts.Know(world.Url("/good"), "US/1234");
        for (var number = 0; number < 500; number++) await world.FetchForAsync("attacker", world.Url($"/missing/{number}"));
        Assert.Equal(world.Options.FailuresPerHostAndClient, world.Server.Requests.Count);
        Assert.True((await world.FetchForAsync("victim", world.Url("/cold"))).IsSuccess);
        Assert.True((await world.FetchForAsync("attacker", world.Url("/good"))).IsSuccess);

        world.Time.Advance(TimeSpan.FromSeconds(1 / world.Options.FailuresPerHostAndClientPerSecond));
        Assert.True((await world.FetchForAsync("attacker", world.Url("/cold/2"))).IsSuccess);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_OfRandomPathsByManyClients_IsSlowedForTheHost(bool isKnown)
    {
        await using var world = Start();
        if (isKnown) world.Hosts.Know(world.Url("/good"), "US/1234");
        for (var number = 0; number < 500; number++) await world.FetchForAsync($"{number}", world.Url($"/missing/{number}"));
        Assert.Equal(world.Options.FailuresPerHost, world.Server.Requests.Count);
        Assert.Equal(FetchFailure.Busy, (await world.FetchForAsync("victim", world.Url("/cold"))).Failure.Reason);
        Assert.Equal(isKnown, (await world.FetchForAsync("victim", world.Url("/good"))).IsSuccess);
        Assert.True((await world.FetchForAsync("victim", world.Url("/cold", "a.example"))).IsSuccess);

        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await world.FetchForAsync("victim", world.Url("/cold"))).IsSuccess);
    }

    private FetchWorld Start() => FetchWorld.Start(async exchange =>
    {
        if (exchange.Target.StartsWith("/wait", StringComparison.Ordinal)) await _gate.Task.WaitAsync(exchange.Stopping);
        await (exchange.Target.StartsWith("/missing", StringComparison.Ordinal) ? exchange.AnswerAsync("404 Not Found", "")
            : exchange.AnswerOkAsync("x"));
    });
}
