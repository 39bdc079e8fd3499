using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>One key's new state: the record that now lies there, or null where it was deleted.</summary>
internal readonly record struct RecordEdit(RecordKey Key, StoredRecord? Record)
{
    public static RecordEdit Put(StoredRecord record) => new(record.Key, record);

    public static RecordEdit Delete(RecordKey key) => new(key, null);
}
