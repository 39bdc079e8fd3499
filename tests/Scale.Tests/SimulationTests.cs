using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;

namespace Shaken.Scale.Tests;

public sealed class SimulationTests
{
    private static readonly AzureLimits Limits = new();

    // A small town in which every call is made, all votes included.
    private static readonly SimulationOptions Town = new()
    {
        Mix = new TrafficMix { CallsPerSecond = 150, BusyPairs = 10 }, Seconds = 6, KeepOneIn = 1, Publishers = 4,
    };

    [Fact]
    public async Task Run_OfAWholeCountry_KeepsEveryPartitionFarBelowItsLimit()
    {
        var result = await Simulation.RunAsync(new SimulationOptions { Seconds = 6, KeepOneIn = 500, Publishers = 4 });
        Assert.InRange(result.Calls, 500_000, 700_000);
        Assert.Equal([BearerVerifier.Table, PassportMailbox.Table], result.Load.Tables);
        Assert.InRange(result.Load.Most(PassportMailbox.Table), 1, Limits.PartitionEntities / 4);
        Assert.InRange(result.Load.Quantile(PassportMailbox.Table, 0.999), 1, 20);

        // Each call that is made counts for five hundred here; four of them in one partition and second would still pass.
        Assert.InRange(result.Load.Most(BearerVerifier.Table), 1, Limits.PartitionEntities);
    }

    [Fact]
    public async Task Run_WithOnePartitionForAll_IsSeenToBreachTheLimit()
    {
        var result = await Simulation.RunAsync(Town, records => new OnePartition(records));
        Assert.True(result.Load.Busiest!.Entities > Limits.PartitionEntities, $"Only {result.Load.Busiest.Entities} entities were counted.");
        Assert.Equal(PassportMailbox.Table, result.Load.Busiest.Table);
    }

    [Fact]
    public async Task Run_OfATown_SpreadsItsRequestsOverThousandsOfPartitions()
    {
        var result = await Simulation.RunAsync(Town);
        Assert.InRange(result.Load.Busiest!.Entities, 1, 100);
        Assert.True(result.Load.PartitionSeconds(PassportMailbox.Table) > 1000);
    }

    [Fact]
    public async Task Run_OfOnePairInTwenty_ComesToTheSameTotalsAsAllPairs()
    {
        var whole = await Simulation.RunAsync(Town);
        var sample = await Simulation.RunAsync(Town with { Mix = Town.Mix with { CallsPerSecond = 3000 }, KeepOneIn = 20 });

        // The same number of calls is made in both, so chance moves both alike: a tenth is four times its standard deviation.
        Assert.InRange(sample.Calls / whole.Calls / 20, 0.85, 1.15);
        Assert.InRange(sample.RequestsPerCall / whole.RequestsPerCall, 0.9, 1.1);
    }

    [Fact]
    public async Task Capacity_OfAHundredThousandCallsASecond_FollowsFromTheRequestsOfACall()
    {
        var result = await Simulation.RunAsync(new SimulationOptions { Seconds = 6, KeepOneIn = 500, Publishers = 4 });
        var capacity = Capacity.Of(result, new CapacityOptions());
        Assert.InRange(capacity.CallRequests / 100_000, 4, 6);
        Assert.Equal(Math.Ceiling((capacity.CallRequests + capacity.PurgeRequests) / 14_000), capacity.Accounts);
        Assert.Equal(250, capacity.CallKeyVaults);
        Assert.Equal(482, capacity.Instances);
    }
}
