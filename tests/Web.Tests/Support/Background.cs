using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Tests.Support;

/// <summary>What tests of background work share: a clock that is advanced step by step, and the counts of failed runs.</summary>
internal sealed class Background : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<string> _failed = [];

    public Background()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == RunMetrics.MeterName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => _failed.Enqueue($"{tags[0].Value} {count}"));
        _listener.Start();
    }

    public ManualTime Time { get; } = new();

    public RunMetrics Metrics { get; } = new();

    /// <summary>The failures counted for some work, also by tests that run at the same time and name it alike.</summary>
    public int FailuresOf(string work) => _failed.Count(entry => entry == $"{work} 1");

    /// <summary>Lets others run until it is so. What never comes fails the test instead of hanging it.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits until the work waits for the clock, and advances it.</summary>
    public async Task AdvanceAsync(TimeSpan by, int timers = 1)
    {
        await UntilAsync(() => Time.TimersWaiting == timers);
        Time.Advance(by);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Metrics.Dispose();
    }
}
