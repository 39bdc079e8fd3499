using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Revocation;

/// <summary>A list never makes way for an older one: not for one that is fetched, nor for one that storage gives back.</summary>
public sealed class CrlOrderTests
{
    private const int Restarted = 1630;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // The last list: number 9, made at hour 0, good until hour 24.
    [Theory]
    [InlineData(10, 1, 25, 2, CrlStep.Forward)]
    [InlineData(9, 0, 24, 2, CrlStep.Forward)]
    [InlineData(10, -1, 30, 2, CrlStep.WentBack)]
    [InlineData(9, 1, 25, 2, CrlStep.Reused)]
    [InlineData(8, 1, 25, 2, CrlStep.WentBack)]
    [InlineData(8, 23, 47, 24, CrlStep.WentBack)]
    [InlineData(8, 23, 47, 25, CrlStep.Restarted)]
    [InlineData(9, 23, 47, 25, CrlStep.Restarted)]
    [InlineData(8, 0, 47, 25, CrlStep.WentBack)]
    [InlineData(8, -1, 47, 25, CrlStep.WentBack)]
    [InlineData(8, 1, 24, 25, CrlStep.WentBack)]
    [InlineData(8, 26, 47, 25, CrlStep.WentBack)]
    [InlineData(null, 1, 25, 2, CrlStep.Forward)]
    [InlineData(null, -1, 30, 26, CrlStep.WentBack)]
    public void From_AnotherList_FollowsByNumberAndTime(int? number, int made, int until, int now, object step)
    {
        static DateTimeOffset At(int hour) => Hierarchy.Start.AddHours(hour);
        Assert.Equal((CrlStep)step, CrlOrder.From(new CrlMark(9, At(0), At(24)), new CrlMark(number, At(made), At(until)), At(now)));
    }

    [Fact]
    public async Task Refresh_StoreBackAndHostAway_KeepsTheHigherNumber()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 5);
        Assert.Equal(5, await world.RefreshAsync(world.NewLists(), Minute));

        world.Blobs.IsDown = true;
        var lists = world.NewLists();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 6);
        Assert.Equal(6, await world.RefreshAsync(lists, Minute));
        world.Blobs.IsDown = false;
        world.Fetcher.Answer = null;
        Assert.Equal(6, await world.RefreshAsync(lists, Minute));
        Assert.Equal(6, await world.RefreshAsync(lists, TimeSpan.FromHours(1)));

        // Kept as soon as the store was back: a restart has it, though the host is away still.
        Assert.Equal(6, await world.RefreshAsync(world.NewLists(), Minute));
    }

    [Fact]
    public async Task Refresh_StoreBackWithAHigherNumber_TakesIt()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 7);
        await world.RefreshAsync(world.NewLists(), Minute);

        world.Blobs.IsDown = true;
        var lists = world.NewLists();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 6);
        Assert.Equal(6, await world.RefreshAsync(lists, Minute));
        world.Blobs.IsDown = false;
        Assert.Equal(7, await world.RefreshAsync(lists, Minute));
        Assert.Contains(world.Log.All, line => line.Id == 1612 && line.Text.Contains("number 6", StringComparison.Ordinal));
        world.Fetcher.Answer = null;
        Assert.Equal(7, await world.RefreshAsync(world.NewLists(), Minute));
    }

    [Fact]
    public async Task Refresh_LowerNumberAfterTheLastListsEnd_IsTakenWithAnAlarm()
    {
        var world = await ListsWorld.NewAsync();
        using var metrics = new ListMetrics();
        using var counted = new Counted();
        var lists = world.NewLists(metrics: metrics);
        var longLived = await world.Crl.SignAsync([], number: 8, days: 9);
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 9);
        Assert.Equal(9, await world.RefreshAsync(lists, Minute));
        world.Crl.Time.Advance(TimeSpan.FromHours(23));
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        Assert.Equal(9, await world.RefreshAsync(lists, Minute));
        Assert.Equal(0, counted.Restarts);

        world.Crl.Time.Advance(TimeSpan.FromHours(2));
        world.Fetcher.Answer = longLived;
        Assert.Equal(9, await world.RefreshAsync(lists, Minute));
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Equal((LogLevel.Error, 1), (Assert.Single(world.Log.All, line => line.Id == Restarted).Level, counted.Restarts));

        // Neither storage nor a list of before brings the old numbers back.
        world.Fetcher.Answer = longLived;
        Assert.Equal(1, await world.RefreshAsync(lists, TimeSpan.FromHours(1)));
        world.Fetcher.Answer = null;
        Assert.Equal(1, await world.RefreshAsync(world.NewLists(), Minute));
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 2);
        Assert.Equal(2, await world.RefreshAsync(lists, Minute));
        Assert.Equal(1, counted.Restarts);
    }

    [Fact]
    public async Task Refresh_RestartedWhileTheStoreWasAway_StaysAndIsKept()
    {
        var world = await ListsWorld.NewAsync();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 9);
        await world.RefreshAsync(world.NewLists(), Minute);
        world.Crl.Time.Advance(TimeSpan.FromDays(2));
        world.Blobs.IsDown = true;
        var lists = world.NewLists();
        world.Fetcher.Answer = await world.Crl.SignAsync([], number: 1);
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.DoesNotContain(world.Log.All, line => line.Id == Restarted);
        world.Blobs.IsDown = false;
        Assert.Equal(1, await world.RefreshAsync(lists, Minute));
        Assert.Contains(world.Log.All, line => line.Id == Restarted);
        world.Fetcher.Answer = null;
        Assert.Equal(1, await world.RefreshAsync(world.NewLists(), Minute));
    }

    /// <summary>Listens for restarts of this test alone: others count on meters of their own at the same time.</summary>
    private sealed class Counted : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly AsyncLocal<bool> _isOurs = new() { Value = true };
        private int _restarts;

        public Counted()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == ListMetrics.Restarts) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, value, _, _) =>
            {
                if (_isOurs.Value) Interlocked.Add(ref _restarts, (int)value);
            });
            _listener.Start();
        }

        public int Restarts => _restarts;

        public void Dispose() => _listener.Dispose();
    }
}
