using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// What was read from a store a moment ago, for the call path: a call does not wait for a read that the call before it made. What was not
/// found is remembered too. While the store does not answer, what was read last counts on for a time.
/// </summary>
/// <remarks>The number of entries is bounded, so keys may be what strangers send.</remarks>
public sealed class BriefReads<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    /// <summary>How long a read serves: a change counts on every instance after this time.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>How long it serves while the store does not answer.</summary>
    public static readonly TimeSpan DuringOutage = TimeSpan.FromMinutes(5);

    private readonly BoundedCache<TKey, Entry> _entries;
    private readonly TimeProvider _time;

    /// <param name="capacity">Entries that are kept at most, of each of two generations.</param>
    public BriefReads(TimeProvider time, int capacity) => (_time, _entries) = (time, new BoundedCache<TKey, Entry>(capacity));

    /// <summary>The value as it was at most <see cref="Fresh"/> ago; null: there is none.</summary>
    /// <exception cref="StorageException">The store does not answer, and the last read is too old.</exception>
    public ValueTask<TValue?> GetAsync(
        TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read, CancellationToken cancellationToken)
    {
        var isKnown = _entries.TryGet(key, out var entry);
        return isKnown && _time.GetElapsedTime(entry!.ReadAt) < Fresh
            ? ValueTask.FromResult(entry.Value)
            : ReadAsync(key, entry, read, cancellationToken);
    }

    /// <summary>Forgets what was read, so that a change made here counts here at once.</summary>
    public void Forget(TKey key) => _entries.Remove(key);

    private async ValueTask<TValue?> ReadAsync(
        TKey key, Entry? before, Func<TKey, CancellationToken, ValueTask<TValue?>> read, CancellationToken cancellationToken)
    {
        // Taken before the read: a change that comes during it may be missing from the result.
        var readAt = _time.GetTimestamp();
        try
        {
            var value = await read(key, cancellationToken);
            _entries.Set(key, new Entry(value, readAt));
            return value;
        }
        catch (StorageException) when (before is not null && _time.GetElapsedTime(before.ReadAt) < DuringOutage)
        {
            return before.Value;
        }
    }

    private sealed record Entry(TValue? Value, long ReadAt);
}
