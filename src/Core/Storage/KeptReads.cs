using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>How long a value that was read serves.</summary>
/// <param name="RefreshAfter">From this age on it is read again in the background; a failed read is repeated after the same time.</param>
/// <param name="Fresh">From this age on it is not used, and callers wait for a read.</param>
/// <param name="DuringOutage">While the store does not answer, it is used up to this age: <paramref name="Fresh"/> at least.</param>
public sealed record ReadLife(TimeSpan RefreshAfter, TimeSpan Fresh, TimeSpan DuringOutage);

/// <summary>
/// What was read from a store, for the call path. The value of a busy key is read again before it is too old, in the background, so that
/// no call waits for it. An unknown or older one is waited for: one read for all callers of the key, which goes on when one of them leaves.
/// What was not found is remembered too. Safe for many at once.
/// </summary>
/// <remarks>
/// While the store does not answer, the value before is used up to <see cref="ReadLife.DuringOutage"/>. Only the first callers wait for a
/// failure; after one, the store is tried in the background, as long as calls come.
/// </remarks>
public sealed class KeptReads<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly ReadLife _life;
    private readonly TimeProvider _time;
    private readonly Action<TKey, Exception> _failed;
    private readonly BoundedCache<TKey, Entry> _entries;
    private readonly Dictionary<TKey, Reading> _underWay = [];

    // Of what is under way, and of what it changes; a value that serves takes no lock.
    private readonly Lock _lock = new();

    /// <param name="capacity">Values that are kept at most, of each of two generations.</param>
    /// <param name="failed">Is told of each failed read that no caller gets the exception of.</param>
    public KeptReads(ReadLife life, TimeProvider time, int capacity, Action<TKey, Exception> failed)
        : this(life, time, new BoundedCache<TKey, Entry>(capacity), failed)
    {
    }

    /// <param name="capacity">Values that are kept at most, of each of two generations.</param>
    /// <param name="weigh">What a value weighs, 1 at least and always the same.</param>
    /// <param name="mostWeight">Of all values together. One that weighs more than half of it is not kept.</param>
    /// <param name="failed">Is told of each failed read that no caller gets the exception of.</param>
    public KeptReads(
        ReadLife life, TimeProvider time, int capacity, Func<TValue, long> weigh, long mostWeight, Action<TKey, Exception> failed)
        : this(
            life, time, new BoundedCache<TKey, Entry>(capacity, entry => entry.Value is { } value ? weigh(value) : 1, mostWeight), failed)
    {
    }

    private KeptReads(ReadLife life, TimeProvider time, BoundedCache<TKey, Entry> entries, Action<TKey, Exception> failed) =>
        (_life, _time, _entries, _failed) = (life, time, entries, failed);

    /// <summary>The value as it was at most <see cref="ReadLife.Fresh"/> ago, except during an outage; null: there is none.</summary>
    /// <param name="read">Reads it from the store. Its token is never cancelled, as others may wait for the same read.</param>
    /// <exception cref="StorageException">The store does not answer, and the last read is too old.</exception>
    public ValueTask<TValue?> GetAsync(
        TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read, CancellationToken cancellationToken)
    {
        if (!_entries.TryGet(key, out var entry) || !Serves(entry))
            return new ValueTask<TValue?>(ReadAsync(key, read).WaitAsync(cancellationToken));
        if (entry.TryBeginRefresh(_life.RefreshAfter, _time)) _ = RefreshAsync(key, read);
        return ValueTask.FromResult(entry.Value);
    }

    /// <summary>What was read last, however old. Null: nothing, or there was none.</summary>
    public TValue? FindLast(TKey key) => _entries.TryGet(key, out var entry) ? entry.Value : null;

    /// <summary>Keeps a value that a change here gave, so that it counts here at once.</summary>
    /// <param name="at">The timestamp before the change.</param>
    public void Keep(TKey key, TValue value, long at)
    {
        lock (_lock)
        {
            _underWay.Remove(key);
            _entries.Set(key, new Entry(value, at));
        }
    }

    /// <summary>Forgets what was read and what is being read, so that a change made here counts here at once.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            _underWay.Remove(key);
            _entries.Remove(key);
        }
    }

    private bool Serves(Entry entry)
    {
        var age = _time.GetElapsedTime(entry.ReadAt);
        return age < _life.Fresh || (age < _life.DuringOutage && entry.CountsAfterFailure(_life.Fresh, _time));
    }

    private Task<TValue?> ReadAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read)
    {
        lock (_lock)
        {
            // A read may have ended since the caller looked.
            return _entries.TryGet(key, out var entry) && Serves(entry) ? Task.FromResult(entry.Value) : JoinAsync(key, read);
        }
    }

    private async Task RefreshAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read)
    {
        try
        {
            Task<TValue?> reading;
            lock (_lock) reading = JoinAsync(key, read);
            await reading;
        }
#pragma warning disable CA1031 // Nobody awaits this: whatever it meets is told, and a later call tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failed(key, exception);
        }
    }

    // Under the lock. A read that began too long ago is not joined: what it finds may be older than the caller was promised.
    private Task<TValue?> JoinAsync(TKey key, Func<TKey, CancellationToken, ValueTask<TValue?>> read)
    {
        if (_underWay.TryGetValue(key, out var present) && _time.GetElapsedTime(present.BeganAt) < _life.Fresh) return present.Result;
        var before = _entries.TryGet(key, out var entry) ? entry : null;
        before?.BeginRead();

        // Taken before the read: a change that comes during it may be missing from the result.
        var reading = new Reading(_time.GetTimestamp(), self => ReadOrKeepAsync(key, self, before, read));
        _underWay[key] = reading;
        return reading.Result;
    }

    private async Task<TValue?> ReadOrKeepAsync(
        TKey key, Reading reading, Entry? before, Func<TKey, CancellationToken, ValueTask<TValue?>> read)
    {
        try
        {
            return await ReadAsync(key, reading, before, read);
        }
        catch (StorageException exception) when (before is not null && _time.GetElapsedTime(before.ReadAt) < _life.DuringOutage)
        {
            _failed(key, exception);
            return before.Value;
        }
    }

    private async Task<TValue?> ReadAsync(
        TKey key, Reading reading, Entry? before, Func<TKey, CancellationToken, ValueTask<TValue?>> read)
    {
        Entry? after = null;
        try
        {
            after = new Entry(await read(key, CancellationToken.None), reading.BeganAt);
            return after.Value;
        }
        finally
        {
            if (after is null) before?.EndFailedRead(_life.Fresh, _time);
            End(key, reading, after);
        }
    }

    private void End(TKey key, Reading reading, Entry? after)
    {
        lock (_lock)
        {
            // The key was forgotten meanwhile, or a later read took over: what this one found may be old.
            if (!_underWay.TryGetValue(key, out var present) || present != reading) return;
            _underWay.Remove(key);
            if (after is not null) _entries.Set(key, after);
        }
    }

    /// <summary>A read under way; it begins when this is made.</summary>
    private sealed class Reading
    {
        public Reading(long beganAt, Func<Reading, Task<TValue?>> run)
        {
            // First: the read may look at it before the next line ends.
            BeganAt = beganAt;
            Result = Task.Run(() => run(this), CancellationToken.None);
        }

        public long BeganAt { get; }

        public Task<TValue?> Result { get; }
    }

    private sealed class Entry(TValue? value, long readAt)
    {
        private long _triedAt = readAt;
        private volatile bool _hasFailed;
        private volatile bool _isBeingRead;

        public TValue? Value { get; } = value;

        public long ReadAt { get; } = readAt;

        /// <summary>Whether nobody needs to wait, as the last read failed a moment ago or the next one is under way.</summary>
        public bool CountsAfterFailure(TimeSpan fresh, TimeProvider time) =>
            _hasFailed && (_isBeingRead || time.GetElapsedTime(Interlocked.Read(ref _triedAt)) < fresh);

        /// <summary>True for one caller, each time that a read is due.</summary>
        public bool TryBeginRefresh(TimeSpan after, TimeProvider time)
        {
            var tried = Interlocked.Read(ref _triedAt);
            return time.GetElapsedTime(tried) >= after && Interlocked.CompareExchange(ref _triedAt, time.GetTimestamp(), tried) == tried;
        }

        public void BeginRead() => _isBeingRead = true;

        // A failure while the value is fresh is no outage yet: the first caller after that meets the store itself.
        public void EndFailedRead(TimeSpan fresh, TimeProvider time)
        {
            Interlocked.Exchange(ref _triedAt, time.GetTimestamp());
            if (time.GetElapsedTime(ReadAt) >= fresh) _hasFailed = true;
            _isBeingRead = false;
        }
    }
}
