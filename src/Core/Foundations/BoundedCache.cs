using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// A cache that never holds more than twice its capacity and forgets what was not asked for lately: a young and an old
/// generation; when the young one is full it becomes the old one, and what the old one held is dropped. Where values differ much in size, their
/// weight is bounded too.
/// </summary>
/// <remarks>Reading takes no lock, so it suits the call path; a strict LRU would write on every read.</remarks>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly int _capacity;
    private readonly IEqualityComparer<TKey> _comparer;
    private readonly Func<TValue, long>? _weigh;
    private readonly long _mostPerGeneration;
    private readonly Lock _turning = new();
    private volatile Generations _generations;

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
        if (!generations.Old.TryGetValue(key, out value)) return false;
        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        if (RoomFor(value) is not { } generations)
        {
            Remove(key);
            return;
        }

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

    // Weight is taken before the value is there, so that no generation ever holds more than its half; a value that is replaced or removed counts until
    // its generation goes, which only lets that one go sooner. Null: too heavy.
    private Generations? RoomFor(TValue value)
    {
        var generations = _generations;
        if (_weigh is null) return generations;
        var weight = _weigh(value);
        if (weight > _mostPerGeneration) return null;
        while (!generations.TryTake(weight, _mostPerGeneration)) generations = Turn(generations);
        return generations;
    }

    private Generations Turn(Generations seen)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_generations, seen)) _generations = new Generations(NewGeneration(), seen.Young);
            return _generations;
        }
    }

    private ConcurrentDictionary<TKey, TValue> NewGeneration() => new(_comparer);

    private sealed class Generations(ConcurrentDictionary<TKey, TValue> young, ConcurrentDictionary<TKey, TValue> old)
    {
        private long _weight;

        public ConcurrentDictionary<TKey, TValue> Young { get; } = young;

        public ConcurrentDictionary<TKey, TValue> Old { get; } = old;

        /// <summary>Counts a value of the young generation, or says that it does not fit any more.</summary>
        public bool TryTake(long weight, long most) => Interlocked.Add(ref _weight, weight) <= most;
    }
}
