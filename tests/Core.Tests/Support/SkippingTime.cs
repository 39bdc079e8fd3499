namespace Shaken.Core.Tests.Support;

/// <summary>
/// A clock on which nobody waits: a pause shorter than a minute is over at once, and the clock shows it passed. Longer timers are deadlines, and never fire.
/// </summary>
public sealed class SkippingTime : TimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by)
    {
        lock (_lock) _now += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= Deadline) return new Never();
        Advance(dueTime);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Never();
    }

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
