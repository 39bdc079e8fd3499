namespace Shaken.Core.CallPlacement;

/// <summary>Lets through a log line of a kind now and then, and counts those that it stands for. Safe for many at once.</summary>
internal sealed class LogPace<TKind>(TimeSpan every, TimeProvider time)
    where TKind : struct, Enum
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKind, (long? WrittenAt, long Count)> _kinds = [];

    /// <summary>Whether to write now.</summary>
    /// <param name="count">This one, and all since the last line of this kind.</param>
    public bool IsDue(TKind kind, out long count)
    {
        lock (_lock)
        {
            var (writtenAt, before) = _kinds.GetValueOrDefault(kind);
            count = before + 1;
            var isDue = writtenAt is not { } at || time.GetElapsedTime(at) >= every;
            _kinds[kind] = isDue ? (time.GetTimestamp(), 0) : (writtenAt, count);
            return isDue;
        }
    }
}
