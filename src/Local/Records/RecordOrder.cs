using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>Records by table, partition and row, octet by octet.</summary>
internal sealed class RecordOrder : IComparer<StoredRecord>
{
    public static readonly RecordOrder Instance = new();

    public static int Compare(RecordKey x, RecordKey y)
    {
        var order = string.CompareOrdinal(x.Table, y.Table);
        if (order == 0) order = string.CompareOrdinal(x.Partition, y.Partition);
        return order != 0 ? order : string.CompareOrdinal(x.Row, y.Row);
    }

    public int Compare(StoredRecord? x, StoredRecord? y) => Compare(x!.Key, y!.Key);

    /// <summary>Something that sorts where the record of this key lies.</summary>
    public static StoredRecord Probe(RecordKey key) => new(key, default, null, default);
}

/// <summary>When a record of a table may be removed.</summary>
internal readonly record struct Expiry(DateTimeOffset At, RecordKey Key);

/// <summary>Expiries by table, then by time: those that have passed lie together at the table's start.</summary>
internal sealed class ExpiryOrder : IComparer<Expiry>
{
    public static readonly ExpiryOrder Instance = new();

    public int Compare(Expiry x, Expiry y)
    {
        var order = string.CompareOrdinal(x.Key.Table, y.Key.Table);
        if (order == 0) order = x.At.CompareTo(y.At);
        return order != 0 ? order : RecordOrder.Compare(x.Key, y.Key);
    }

    /// <summary>Something that sorts before every expiry of the table.</summary>
    public static Expiry Start(string table) => new(DateTimeOffset.MinValue, new RecordKey(table, "", ""));
}
