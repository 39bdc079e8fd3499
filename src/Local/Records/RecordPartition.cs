using System.Collections.Immutable;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// The records of one partition at one moment, in the order of their rows. It never changes: a page is of one moment. Most partitions hold one record,
/// a mailbox's above all, and such a one is a single small object: what lives long is what the collector has to carry.
/// </summary>
internal sealed class RecordPartition
{
    public static readonly RecordPartition Empty = new(null, null);

    private static readonly ImmutableSortedSet<StoredRecord> NoRecords = ImmutableSortedSet.Create<StoredRecord>(RecordOrder.Instance);

    private readonly StoredRecord? _only;
    private readonly ImmutableSortedSet<StoredRecord>? _many;

    private RecordPartition(StoredRecord? only, ImmutableSortedSet<StoredRecord>? many) => (_only, _many) = (only, many);

    public bool IsEmpty => _only is null && _many is null;

    public IEnumerable<StoredRecord> Records => All;

    private ImmutableSortedSet<StoredRecord> All => _many ?? (_only is null ? NoRecords : NoRecords.Add(_only));

    public StoredRecord? Find(RecordKey key)
    {
        if (_many is null) return _only?.Key.Row == key.Row ? _only : null;
        return _many.TryGetValue(RecordOrder.Probe(key), out var record) ? record : null;
    }

    public RecordPartition With(StoredRecord record) => IsEmpty ? new(record, null) : new(null, All.Add(record));

    public RecordPartition Without(StoredRecord record)
    {
        var rest = All.Remove(record);
        return rest.Count switch
        {
            0 => Empty,
            1 => new(rest[0], null),
            _ => new(null, rest),
        };
    }

    /// <summary>The records whose rows come after <paramref name="after"/>; null: from the first.</summary>
    public RecordPage List(string? after, int maxRecords)
    {
        if (IsEmpty) return new RecordPage([], null);

        // No row key is empty, so an empty one finds the place before the first.
        var all = All;
        var place = all.IndexOf(RecordOrder.Probe(all[0].Key with { Row = after ?? "" }));
        var first = place < 0 ? ~place : place + 1;
        var count = Math.Min(maxRecords, all.Count - first);
        var page = new List<StoredRecord>(count);
        for (var next = first; next < first + count; next++) page.Add(all[next]);
        return new RecordPage(page, first + count < all.Count ? page[^1].Key.Row : null);
    }
}
