using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>Lets through a log line of a kind now and then, and counts those that it stands for. Safe for many at once.</summary>
internal sealed class LogPace<TKind>(TimeSpan every, TimeProvider time)
    where TKind : struct, Enum
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKind, (Deadline NextAt, long Count)> _kinds = [];

    /// <summary>Whether to write now.</summary>
    /// <param name="count">This one, and all since the last line of this kind.</param>
    public bool IsDue(TKind kind, out long count)
    {
        lock (_lock)
        {
            var (nextAt, before) = _kinds.GetValueOrDefault(kind);
            count = before + 1;
            var isDue = nextAt.HasPassed(time);
            _kinds[kind] = isDue ? (Deadline.After(every, time), 0) : (nextAt, count);
            return isDue;
        }
    }
}
