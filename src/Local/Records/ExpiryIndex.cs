using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>When the records of one table may be removed: by second, those of one second in no order.</summary>
internal sealed class ExpiryIndex
{
    private readonly SortedDictionary<long, Second> _bySecond = [];

    /// <param name="octets">What the record takes in a journal.</param>
    public void Add(StoredRecord record, long octets)
    {
        if (record.ExpiresAt is not { } at) return;
        if (!_bySecond.TryGetValue(at.ToUnixTimeSeconds(), out var second)) _bySecond[at.ToUnixTimeSeconds()] = second = new Second();
        if (second.Records.Add(record)) second.Octets += octets;
    }

    public void Remove(StoredRecord record, long octets)
    {
        if (record.ExpiresAt is not { } at || !_bySecond.TryGetValue(at.ToUnixTimeSeconds(), out var second)) return;
        if (second.Records.Remove(record)) second.Octets -= octets;
        if (second.Records.Count == 0) _bySecond.Remove(at.ToUnixTimeSeconds());
    }

    /// <summary>The records whose expiry has passed, the longest expired first to the second.</summary>
    public IEnumerable<StoredRecord> PassedAt(DateTimeOffset now) =>
        SecondsUntil(now.ToUnixTimeSeconds()).SelectMany(second => second.Records).Where(record => record.ExpiresAt <= now);

    /// <summary>What the records take whose expiry has passed, to the second.</summary>
    public long OctetsPassedAt(DateTimeOffset now) => SecondsUntil(now.ToUnixTimeSeconds() - 1).Sum(second => second.Octets);

    private IEnumerable<Second> SecondsUntil(long last) => _bySecond.TakeWhile(second => second.Key <= last).Select(second => second.Value);

    private sealed class Second
    {
        public HashSet<StoredRecord> Records { get; } = new(ReferenceEqualityComparer.Instance);

        public long Octets { get; set; }
    }
}
