using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>Which partition of which table.</summary>
internal readonly record struct PartitionKey(string Table, string Partition)
{
    public static PartitionKey Of(RecordKey key) => new(key.Table, key.Partition);
}

/// <summary>The records of one partition by row, octet by octet.</summary>
internal sealed class RecordOrder : IComparer<StoredRecord>
{
    public static readonly RecordOrder Instance = new();

    public int Compare(StoredRecord? x, StoredRecord? y) => string.CompareOrdinal(x!.Key.Row, y!.Key.Row);

    /// <summary>Something that sorts where the record of this key lies.</summary>
    public static StoredRecord Probe(RecordKey key) => new(key, default, null, default);
}
