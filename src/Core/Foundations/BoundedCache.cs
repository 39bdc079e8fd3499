using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A cache that never holds more than twice its capacity and forgets what was not asked for lately: a young and an old
/// generation; when the young one is full it becomes the old one, and what the old one held is dropped.
/// </summary>
/// <remarks>Reading takes no lock, so it suits the call path; a strict LRU would write on every read.</remarks>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly int _capacity;
    private readonly IEqualityComparer<TKey> _comparer;
    private readonly Lock _turning = new();
    private volatile Generations _generations;

    public BoundedCache(int capacity, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _comparer = comparer ?? EqualityComparer<TKey>.Default;
        _generations = new Generations(NewGeneration(), NewGeneration());
    }

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        var generations = _generations;
        if (generations.Young.TryGetValue(key, out value)) return true;
        if (!generations.Old.TryGetValue(key, out value)) return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        var generations = _generations;
        generations.Young[key] = value;

        // Count locks every bucket; it is paid for by writes only, which follow a fetch or a chain validation.
        if (generations.Young.Count > _capacity) Turn(generations);
    }

    public void Remove(TKey key)
    {
        var generations = _generations;
        generations.Young.TryRemove(key, out _);
        generations.Old.TryRemove(key, out _);
    }

    private void Turn(Generations seen)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_generations, seen)) _generations = new Generations(NewGeneration(), seen.Young);
        }
    }

    private ConcurrentDictionary<TKey, TValue> NewGeneration() => new(_comparer);

    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
