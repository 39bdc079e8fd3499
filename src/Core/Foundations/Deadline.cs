namespace Shaken.Core.Foundations;

/// <summary>
/// A moment on this process's monotonic clock. What is kept in memory ends by it, so setting the wall clock neither prolongs nor shortens
/// a lifetime. Moments that certificates, tokens and lists name stay on the wall clock.
/// </summary>
public readonly record struct Deadline
{
    private readonly long _timestamp;

    private Deadline(long timestamp) => _timestamp = timestamp;

    /// <summary>Never passes.</summary>
    public static Deadline Never { get; } = new(long.MaxValue);

    /// <summary>The moment a lifetime ends that begins now. A lifetime of zero has passed at once.</summary>
    public static Deadline After(TimeSpan life, TimeProvider time)
    {
        var timestamp = time.GetTimestamp() + ((Int128)life.Ticks * time.TimestampFrequency / TimeSpan.TicksPerSecond);
        return timestamp >= long.MaxValue ? Never : new Deadline((long)timestamp);
    }

    /// <summary>The one that passes first.</summary>
    public static Deadline Earlier(Deadline left, Deadline right) => left._timestamp <= right._timestamp ? left : right;

    public bool HasPassed(TimeProvider time) => time.GetTimestamp() >= _timestamp;

    /// <summary>How long until it passes; zero or less when it has.</summary>
    public TimeSpan Left(TimeProvider time) => this == Never ? TimeSpan.MaxValue : time.GetElapsedTime(time.GetTimestamp(), _timestamp);
}
