using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// Every record, found by its partition. Readers see a partition as it is at one moment; there is one writer at a time, whose changes come from a
/// <see cref="RecordDraft"/>. What a change costs does not grow with the number of partitions, of which a mailbox has one for each call.
/// </summary>
internal sealed class RecordSet
{
    // Held for a look-up or an assignment. A concurrent dictionary needs none, but scatters its newest entries over old memory, all of which the collector
    // then reads at each of its rounds; here they lie side by side.
    private readonly Lock _looking = new();
    private readonly Dictionary<PartitionKey, RecordPartition> _partitions = [];
    private readonly Dictionary<string, ExpiryIndex> _expiries = new(StringComparer.Ordinal);

    /// <summary>The newest version given to any record, deleted ones included.</summary>
    public long LastVersion { get; private set; }

    /// <summary>What the records take in a journal.</summary>
    public long Octets { get; private set; }

    /// <summary>All of them, those of a partition together; only while nothing is written.</summary>
    public IEnumerable<StoredRecord> Records => _partitions.SelectMany(partition => partition.Value.Records);

    public RecordPartition Partition(PartitionKey key)
    {
        lock (_looking) return _partitions.GetValueOrDefault(key, RecordPartition.Empty);
    }

    /// <summary>The records of a table that may be removed, the longest expired first; for the writer alone.</summary>
    public IEnumerable<StoredRecord> Expired(string table, DateTimeOffset now) => _expiries.TryGetValue(table, out var index) ? index.PassedAt(now) : [];

    /// <summary>The records of all tables that may be removed; for the writer alone.</summary>
    public IEnumerable<StoredRecord> Expired(DateTimeOffset now) => _expiries.Values.SelectMany(index => index.PassedAt(now));

    /// <summary>What the records take in a journal that have not expired; for the writer alone.</summary>
    public long LiveOctets(DateTimeOffset now) => Octets - _expiries.Values.Sum(index => index.OctetsPassedAt(now));

    /// <summary>Shows readers a partition as it is from now on.</summary>
    public void Show(PartitionKey key, RecordPartition partition)
    {
        lock (_looking)
        {
            if (partition.IsEmpty) _partitions.Remove(key);
            else _partitions[key] = partition;
        }
    }

    /// <summary>Counts a record that was there out and one that is there now in.</summary>
    public void Count(StoredRecord? before, StoredRecord? after)
    {
        if (before is not null)
        {
            var octets = RecordOctets.Count(RecordEdit.Put(before));
            Octets -= octets;
            ExpiriesOf(before).Remove(before, octets);
        }

        if (after is null) return;
        var more = RecordOctets.Count(RecordEdit.Put(after));
        Octets += more;
        ExpiriesOf(after).Add(after, more);
    }

    /// <summary>Says that versions up to this one have been given.</summary>
    public void SkipVersions(long last) => LastVersion = Math.Max(LastVersion, last);

    private ExpiryIndex ExpiriesOf(StoredRecord record)
    {
        if (!_expiries.TryGetValue(record.Key.Table, out var index)) _expiries[record.Key.Table] = index = new ExpiryIndex();
        return index;
    }
}
