using System.Collections.Concurrent;

namespace Shaken.Web.Shared.Limiting;

/// <summary>
/// How many of each key are under way at once, up to a bound. A key of which none is under way takes no room. The platform's partitioned
/// limiter keeps a key for ten seconds after its last use, so clients with many addresses would decide how much memory it takes.
/// </summary>
internal sealed class KeyedCount(int most)
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>One more, unless the bound is reached.</summary>
    public bool TryEnter(string key)
    {
        while (true)
        {
            if (_counts.TryGetValue(key, out var count))
            {
                if (count >= most) return false;
                if (_counts.TryUpdate(key, count + 1, count)) return true;
            }
            else if (_counts.TryAdd(key, 1))
            {
                return true;
            }
        }
    }

    /// <summary>One less; only after it entered.</summary>
    public void Leave(string key)
    {
        while (_counts.TryGetValue(key, out var count))
        {
            if (count == 1 ? _counts.TryRemove(new(key, 1)) : _counts.TryUpdate(key, count - 1, count)) return;
        }
    }
}
