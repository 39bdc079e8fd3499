using Microsoft.Extensions.Logging;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

/// <summary>Keys that nothing needs any more: destroyed last, and never in the way of a renewal.</summary>
public sealed class RenewalCleanUpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_DropFails_RenewsAllTheSame()
    {
        var world = await WithAbandonedKeyAsync();
        world.Ring.Fault = (act, _) => act == "drop" ? new StorageException("the vault answers 403") : null;
        world.Time.Advance(TimeSpan.FromHours(1));
        await world.RenewAsync();
        Assert.Single((await StateAsync(world)).Abandoned!);

        world.Ring.Fault = (_, _) => null;
        await world.RunAsync();
        Assert.Null((await StateAsync(world)).Abandoned);
        Assert.Empty(world.Ring.Bare);
    }

    [Fact]
    public async Task Run_RemoveFails_RenewsAllTheSame()
    {
        var world = await RenewalWorld.NewAsync();
        var first = await world.RenewAsync();
        world.Time.Advance(first.RenewAt - world.Time.GetUtcNow());
        var second = await world.RenewAsync();
        world.Ring.Fault = (act, _) => act == "remove" ? new TaskCanceledException("", new TimeoutException()) : null;
        world.Time.Advance(second.RenewAt - world.Time.GetUtcNow());
        var third = await world.RenewAsync();
        Assert.Superset(new HashSet<string> { first.Fingerprint, third.Fingerprint }, world.Ring.Kept);

        world.Ring.Fault = (_, _) => null;
        await world.RunAsync();
        Assert.DoesNotContain(first.Fingerprint, world.Ring.Kept);
    }

    [Fact]
    public async Task Run_OneKeyFails_DestroysTheOthers()
    {
        var world = await WithAbandonedKeyAsync();
        world.Time.Advance(TimeSpan.FromHours(1));
        await AbandonAsync(world);
        var (first, second) = ((await StateAsync(world)).Abandoned![0], (await StateAsync(world)).Abandoned![1]);
        world.Ring.Fault = (act, name) => act == "drop" && name == first ? new StorageException("in the way") : null;
        await world.RunAsync();
        Assert.Equal([first], (await StateAsync(world)).Abandoned!);
        Assert.False(world.Ring.Bare.ContainsKey(second));
    }

    [Fact]
    public async Task Run_DropFails_TellsTheOperatorOnceADay()
    {
        var world = await WithAbandonedKeyAsync();
        for (var hour = 0; hour < 25; hour++)
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            await world.RunAsync();
        }

        Assert.InRange(world.Log.All.Count(line => line is { Level: LogLevel.Error, Id: 1811 }), 25, 27);
        var told = world.Notices.Where(notice => notice.Event == RenewalEvent.CleanUpFailed).Select(notice => notice.Detail);
        Assert.Equal(["keys that could not be destroyed: 1", "keys that could not be destroyed: 1"], told);
    }

    [Fact]
    public async Task Run_TakesNewsFirst_ThenCleansUp()
    {
        var world = await RenewalWorld.NewAsync();
        var noticesBefore = -1;
        world.Ring.Fault = (act, _) =>
        {
            if (act == "drop") noticesBefore = world.Notices.Count;
            return null;
        };
        await AbandonAsync(world);
        Assert.Equal(1, noticesBefore);
        Assert.Empty(world.Ring.Bare);
    }

    private static async Task<RenewalWorld> WithAbandonedKeyAsync()
    {
        var world = await RenewalWorld.NewAsync();
        world.Ring.Fault = (act, _) => act == "drop" ? new StorageException("in the way") : null;
        await AbandonAsync(world);
        Assert.Single((await StateAsync(world)).Abandoned!);
        return world;
    }

    // A run whose order ends invalid, once it has made its key.
    private static async Task AbandonAsync(RenewalWorld world)
    {
        var order = world.Ca.Orders.Count;
        world.Ca.Gate = path =>
        {
            if (path == $"/authorization/{order}") world.Ca.Orders[order].Refusal = "refused";
            return Task.CompletedTask;
        };
        Assert.Equal(RenewalResult.Failed, (await world.RunAsync()).Result);
        world.Ca.Gate = _ => Task.CompletedTask;
    }

    private static async Task<RenewalState> StateAsync(RenewalWorld world) =>
        (await RenewalRecord.ReadAsync(world.Records, world.Options.Name, Token)).State;
}
