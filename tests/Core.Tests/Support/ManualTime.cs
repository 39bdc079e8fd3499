namespace Shaken.Core.Tests.Support;

/// <summary>
/// A clock that stands still until it is told to go on. While it is advanced its timers fire on the caller's thread, in the order they are due, each
/// at its own moment; a periodic one as often as its period has passed. The wall clock can be set apart from the monotonic one, as an
/// operator or NTP does.
/// </summary>
/// <remarks>
/// FakeTimeProvider of Microsoft.Extensions has one clock for both, shows every timer the time at the end of the advance, and sleeps in it.
/// </remarks>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _wallIsAhead;

    /// <summary>Starts at noon UTC of 21 November 2026.</summary>
    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait to fire: what a test looks at before it advances past a deadline that other code sets.</summary>
    public int TimersWaiting
    {
        get
        {
            lock (_lock) return _timers.Count(timer => timer.Due is not null);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now + _wallIsAhead;
    }

    public override long GetTimestamp()
    {
        lock (_lock) return _now.Ticks;
    }

    /// <summary>Sets the wall clock ahead, or back when negative. Timers and timestamps go on as if nothing had happened.</summary>
    public void SetWallClock(TimeSpan by)
    {
        lock (_lock) _wallIsAhead += by;
    }

    /// <summary>Goes on by so much; zero fires what is due already.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_lock) end = _now + by;
        while (TakeNextDue(end) is { } timer) timer.Fire();
        lock (_lock)
        {
            if (_now < end) _now = end;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        lock (_lock) _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? TakeNextDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null) return null;
            if (next.Due > _now) _now = next.Due.Value;
            next.Due = next.Period > TimeSpan.Zero ? next.Due + next.Period : null;
            return next;
        }
    }

    // Its fields are under the clock's lock; callbacks run outside it.
    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                if (!time._timers.Contains(this)) return false;
                Due = dueTime < TimeSpan.Zero ? null : time._now + dueTime;
                Period = period;
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                Due = null;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
