namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>
/// Lanes to hosts that become known while the program runs: made when first needed, and ended when they are idle and another host needs
/// the place.
/// </summary>
/// <param name="most">Lanes at once. Beyond, what is for yet another host is dropped.</param>
internal sealed class DeliveryLanes(DeliveryBounds bounds, int most, IDeliveryReport report, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _abandon = new(Timeout.InfiniteTimeSpan, time);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Running> _lanes = new(StringComparer.Ordinal);
    private readonly List<Task> _ended = [];
    private bool _isClosed;

    /// <summary>Queues a delivery. Never waits.</summary>
    public void Offer(string host, IDelivery delivery)
    {
        lock (_lock)
        {
            if (_isClosed) report.Ended(host, DeliveryOutcome.Abandoned);
            else if (FindOrStart(host) is { } lane) lane.Offer(delivery);
            else report.Ended(host, DeliveryOutcome.Dropped);
        }
    }

    /// <summary>Takes nothing more in, delivers what waits for a bounded time, then gives the rest up.</summary>
    public async Task CloseAsync()
    {
        List<Task> running;
        lock (_lock)
        {
            _isClosed = true;
            foreach (var (lane, _) in _lanes.Values) lane.Close();
            running = [.. _ended, .. _lanes.Values.Select(one => one.Run)];
        }

        _abandon.CancelAfter(bounds.Drain);
        await Task.WhenAll(running);
    }

    public void Dispose() => _abandon.Dispose();

    private DeliveryLane? FindOrStart(string host)
    {
        if (_lanes.TryGetValue(host, out var known)) return known.Lane;
        if (_lanes.Count >= most && !TryEndIdle()) return null;
        var lane = new DeliveryLane(host, bounds, report, time);
        _lanes.Add(host, new Running(lane, lane.RunAsync(_abandon.Token)));
        return lane;
    }

    // Under the lock nothing is offered, so a lane that is idle now stays idle.
    private bool TryEndIdle()
    {
        if (_lanes.FirstOrDefault(one => one.Value.Lane.IsIdle) is not { Value: { } idle } found) return false;
        idle.Lane.Close();
        _lanes.Remove(found.Key);
        _ended.RemoveAll(task => task.IsCompleted);
        _ended.Add(idle.Run);
        return true;
    }

    private sealed record Running(DeliveryLane Lane, Task Run);
}
