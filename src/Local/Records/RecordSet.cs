using System.Collections.Immutable;
using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// Every record at one moment. It never changes, so readers need no lock, a page is of one moment, and a compaction can
/// write it down while newer sets are made.
/// </summary>
/// <param name="LastVersion">The newest version given to any record, deleted ones included.</param>
/// <param name="Octets">What the records take in a journal.</param>
internal sealed record RecordSet(
    ImmutableSortedSet<StoredRecord> Records,
    ImmutableSortedSet<Expiry> Expiries,
    long LastVersion,
    long Octets)
{
    public static readonly RecordSet Empty =
        new(ImmutableSortedSet.Create<StoredRecord>(RecordOrder.Instance), ImmutableSortedSet.Create<Expiry>(ExpiryOrder.Instance), 0, 0);

    public StoredRecord? Find(RecordKey key) => Records.TryGetValue(RecordOrder.Probe(key), out var record) ? record : null;

    /// <summary>The records of a partition whose rows come after <paramref name="after"/>.</summary>
    public RecordPage List(string table, string partition, string? after, int maxRecords)
    {
        // No row key is empty, so an empty one finds the place before the first.
        var place = Records.IndexOf(RecordOrder.Probe(new RecordKey(table, partition, after ?? "")));
        var next = place < 0 ? ~place : place + 1;

        var page = new List<StoredRecord>();
        for (; next < Records.Count && Records[next] is var record && IsIn(record.Key, table, partition); next++)
        {
            if (page.Count == maxRecords) return new RecordPage(page, page[^1].Key.Row);
            page.Add(record);
        }

        return new RecordPage(page, null);
    }

    /// <summary>The keys of a table's records that may be removed, the longest expired first.</summary>
    public List<RecordKey> ListExpired(string table, DateTimeOffset now, int maxRecords)
    {
        var place = Expiries.IndexOf(ExpiryOrder.Start(table));
        var keys = new List<RecordKey>();
        for (var next = ~place; next < Expiries.Count && keys.Count < maxRecords; next++)
        {
            var expiry = Expiries[next];
            if (expiry.Key.Table != table || expiry.At > now) break;
            keys.Add(expiry.Key);
        }

        return keys;
    }

    private static bool IsIn(RecordKey key, string table, string partition) => key.Table == table && key.Partition == partition;
}
