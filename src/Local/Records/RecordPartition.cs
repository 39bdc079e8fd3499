using System.Collections.Immutable;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// The records of one partition at one moment, in the order of their rows. It never changes: readers need no lock, and a page is of one moment.
/// </summary>
internal sealed class RecordPartition
{
    public static readonly RecordPartition Empty = new(ImmutableSortedSet.Create<StoredRecord>(RecordOrder.Instance));

    private readonly ImmutableSortedSet<StoredRecord> _records;

    private RecordPartition(ImmutableSortedSet<StoredRecord> records) => _records = records;

    public bool IsEmpty => _records.IsEmpty;

    public IEnumerable<StoredRecord> Records => _records;

    public StoredRecord? Find(RecordKey key) => !IsEmpty && _records.TryGetValue(RecordOrder.Probe(key), out var record) ? record : null;

    public RecordPartition With(StoredRecord record) => new(_records.Add(record));

    public RecordPartition Without(StoredRecord record) => new(_records.Remove(record));

    /// <summary>The records whose rows come after <paramref name="after"/>; null: from the first.</summary>
    public RecordPage List(string? after, int maxRecords)
    {
        if (IsEmpty) return new RecordPage([], null);

        // No row key is empty, so an empty one finds the place before the first.
        var place = _records.IndexOf(RecordOrder.Probe(_records[0].Key with { Row = after ?? "" }));
        var first = place < 0 ? ~place : place + 1;
        var count = Math.Min(maxRecords, _records.Count - first);
        var page = new List<StoredRecord>(count);
        for (var next = first; next < first + count; next++) page.Add(_records[next]);
        return new RecordPage(page, first + count < _records.Count ? page[^1].Key.Row : null);
    }
}
