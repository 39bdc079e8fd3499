namespace Shaken.Core.Foundations;

/// <summary>
/// How often each of many may do something: a bucket of tokens for each key, filled at a steady pace. Keys that are not heard of for long
/// are forgotten with a full bucket, so memory stays bounded for any number of callers.
/// </summary>
public sealed class KeyedRate
{
    private readonly BoundedCache<string, Bucket> _buckets;
    private readonly TimeProvider _time;
    private readonly double _perSecond;
    private readonly double _burst;
    private readonly Func<Bucket> _newBucket;

    /// <param name="perSecond">Tokens that come back each second.</param>
    /// <param name="burst">Tokens of a full bucket.</param>
    /// <param name="keys">Keys that are remembered at least.</param>
    public KeyedRate(double perSecond, double burst, int keys, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(perSecond, 0);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        (_perSecond, _burst, _time) = (perSecond, burst, time);
        _buckets = new BoundedCache<string, Bucket>(keys, StringComparer.Ordinal);
        _newBucket = () => new Bucket(burst, time.GetTimestamp());
    }

    /// <summary>Takes a token of the key's bucket, if there is one.</summary>
    public bool TryTake(string key)
    {
        var bucket = _buckets.GetOrAdd(key, _newBucket);
        lock (bucket)
        {
            Fill(bucket);
            if (bucket.Tokens < 1) return false;
            bucket.Tokens--;
            return true;
        }
    }

    /// <summary>Puts back a token that was taken for nothing. A key that is forgotten meanwhile has a full bucket anyway.</summary>
    public void GiveBack(string key)
    {
        if (!_buckets.TryGet(key, out var bucket)) return;
        lock (bucket) bucket.Tokens = Math.Min(_burst, bucket.Tokens + 1);
    }

    /// <summary>Whether <see cref="TryTake"/> would find a token now. Takes none, and remembers no key.</summary>
    public bool HasToken(string key)
    {
        if (!_buckets.TryGet(key, out var bucket)) return true;
        lock (bucket)
        {
            Fill(bucket);
            return bucket.Tokens >= 1;
        }
    }

    private void Fill(Bucket bucket)
    {
        var now = _time.GetTimestamp();
        bucket.Tokens = Math.Min(_burst, bucket.Tokens + (_time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * _perSecond));
        bucket.FilledAt = now;
    }

    private sealed class Bucket(double tokens, long filledAt)
    {
        public double Tokens { get; set; } = tokens;

        public long FilledAt { get; set; } = filledAt;
    }
}
