using Shaken.Core.Tests.Support;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// A clock that can be set while its timers go on as before. They may fire too early, as the system's do by a fraction of a millisecond.
/// </summary>
internal sealed class ShiftedTime(ManualTime inner) : TimeProvider
{
    /// <summary>How far the clock is off.</summary>
    public TimeSpan Shift { get; set; }

    /// <summary>By how much timers fire early.</summary>
    public TimeSpan Early { get; init; }

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Shift;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime > Early ? dueTime - Early : dueTime, period);
}
