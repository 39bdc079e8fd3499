using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>When the records of one table may be removed: by second, those of one second in no order.</summary>
internal sealed class ExpiryIndex
{
    private readonly SortedDictionary<long, HashSet<StoredRecord>> _bySecond = [];

    public void Add(StoredRecord record)
    {
        if (record.ExpiresAt is not { } at) return;
        if (!_bySecond.TryGetValue(at.ToUnixTimeSeconds(), out var records)) _bySecond[at.ToUnixTimeSeconds()] = records = new(ReferenceEqualityComparer.Instance);
        records.Add(record);
    }

    public void Remove(StoredRecord record)
    {
        if (record.ExpiresAt is not { } at || !_bySecond.TryGetValue(at.ToUnixTimeSeconds(), out var records)) return;
        records.Remove(record);
        if (records.Count == 0) _bySecond.Remove(at.ToUnixTimeSeconds());
    }

    /// <summary>The records whose expiry has passed, the longest expired first to the second.</summary>
    public IEnumerable<StoredRecord> PassedAt(DateTimeOffset now) =>
        _bySecond.TakeWhile(second => second.Key <= now.ToUnixTimeSeconds()).SelectMany(second => second.Value).Where(record => record.ExpiresAt <= now);
}
