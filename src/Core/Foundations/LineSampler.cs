using System.Runtime.InteropServices;

namespace Shaken.Core.Foundations;

/// <summary>
/// Samples log lines that a stranger can cause, so that nobody can fill the log: for each key the first lines of a minute are written, and
/// the rest become one line with their number when the minute is over. Safe for many at once.
/// </summary>
/// <typeparam name="TKey">What is told apart, such as a host and a reason.</typeparam>
public sealed class LineSampler<TKey> : IDisposable
    where TKey : notnull
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Action<TKey, long> _more;
    private readonly Action<long> _others;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private Dictionary<TKey, long> _counts = [];
    private long _othersCount;

    /// <param name="more">Writes how many more there were of a key within the minute.</param>
    /// <param name="others">Writes how many there were of keys beyond <see cref="Limits.RefusalsTold"/>.</param>
    public LineSampler(TimeProvider time, Action<TKey, long> more, Action<long> others)
    {
        (_more, _others) = (more, others);
        _timer = time.CreateTimer(_ => EndWindow(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether this one has a line of its own. If not, it is counted.</summary>
    public bool IsDue(TKey key)
    {
        lock (_lock)
        {
            if (_counts.Count == 0 && _othersCount == 0) _timer.Change(Window, Timeout.InfiniteTimeSpan);
            if (_counts.Count >= Limits.RefusalsTold && !_counts.ContainsKey(key))
            {
                _othersCount++;
                return false;
            }

            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, key, out _);
            return ++count <= Limits.RefusalLines;
        }
    }

    /// <summary>Writes what was only counted so far.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndWindow();
    }

    /// <summary>Writes what was only counted so far, and begins a new minute.</summary>
    public void EndWindow()
    {
        Dictionary<TKey, long> counts;
        long others;
        lock (_lock) (counts, _counts, others, _othersCount) = (_counts, [], _othersCount, 0);
        foreach (var (key, count) in counts)
        {
            if (count > Limits.RefusalLines) _more(key, count - Limits.RefusalLines);
        }

        if (others > 0) _others(others);
    }
}
