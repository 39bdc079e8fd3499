using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A cache that never holds more than twice its capacity and forgets what was not asked for lately: a young and an old generation; when the
/// young one is full it becomes the old one, and what the old one held is dropped. Where values differ much in size, their weight is
/// bounded too.
/// </summary>
/// <remarks>
/// Reading takes no lock, so it suits the call path; a strict LRU would write on every read. Every write takes the one lock, a value that
/// moves to the young generation included: otherwise it could return after it was removed, or replace a newer one.
/// </remarks>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly int _capacity;
    private readonly IEqualityComparer<TKey> _comparer;
    private readonly Func<TValue, long>? _weigh;
    private readonly long _mostPerGeneration;
    private readonly Lock _writing = new();
    private volatile Generations _generations;
    private long _youngWeight;

    public BoundedCache(int capacity, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        _comparer = comparer ?? EqualityComparer<TKey>.Default;
        _generations = new Generations(NewGeneration(), NewGeneration());
    }

    /// <param name="weigh">What a value weighs, 1 at least and always the same.</param>
    /// <param name="mostWeight">Of all values together. One that weighs more than half of it is not kept.</param>
    public BoundedCache(int capacity, Func<TValue, long> weigh, long mostWeight, IEqualityComparer<TKey>? comparer = null)
        : this(capacity, comparer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostWeight, 2);
        (_weigh, _mostPerGeneration) = (weigh, mostWeight / 2);
    }

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        var generations = _generations;
        if (generations.Young.TryGetValue(key, out value)) return true;
        return generations.Old.TryGetValue(key, out value) && TryPromote(key, out value);
    }

    public void Set(TKey key, TValue value)
    {
        lock (_writing) Put(key, value);
    }

    /// <summary>The value that is there, or a new one that is kept: all who ask at once get the same.</summary>
    public TValue GetOrAdd(TKey key, Func<TValue> make)
    {
        if (TryGet(key, out var value)) return value;
        lock (_writing)
        {
            if (TryGet(key, out value)) return value;
            value = make();
            Put(key, value);
            return value;
        }
    }

    public void Remove(TKey key)
    {
        lock (_writing)
        {
            _generations.Young.TryRemove(key, out _);
            _generations.Old.TryRemove(key, out _);
        }
    }

    // Looked up again under the lock: what was removed or replaced since the reader saw it is not brought back.
    private bool TryPromote(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_writing)
        {
            if (_generations.Young.TryGetValue(key, out value)) return true;
            if (!_generations.Old.TryGetValue(key, out value)) return false;
            Put(key, value);
            return true;
        }
    }

    // A value that is replaced or removed counts until its generation goes, which only lets that one go sooner.
    private void Put(TKey key, TValue value)
    {
        var weight = _weigh?.Invoke(value) ?? 0;
        if (weight > _mostPerGeneration)
        {
            Remove(key);
            return;
        }

        if (_youngWeight + weight > _mostPerGeneration) Turn();
        _generations.Young[key] = value;
        _youngWeight += weight;

        // Count locks every bucket; it is paid for by writes only, which follow a fetch or a chain validation.
        if (_generations.Young.Count > _capacity) Turn();
    }

    private void Turn()
    {
        _generations = new Generations(NewGeneration(), _generations.Young);
        _youngWeight = 0;
    }

    private ConcurrentDictionary<TKey, TValue> NewGeneration() => new(_comparer);

    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);
}
