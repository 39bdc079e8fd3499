namespace Shaken.Scale;

/// <summary>What is asked of a table.</summary>
internal enum StorageAct
{
    Find,
    Insert,
    InsertAll,
    Replace,
    Delete,
    List,

    /// <summary>A purge reads a page of the whole table.</summary>
    PurgeScan,

    /// <summary>A purge removes one expired record.</summary>
    PurgeDelete,
}

/// <summary>One request to the store, as Azure Tables would be sent it.</summary>
/// <param name="Partition">Empty where it goes over the whole table.</param>
/// <param name="Entities">How many entities of the partition it reads or writes; at least one.</param>
/// <param name="Weight">How many such requests of the whole country it stands for.</param>
internal readonly record struct StorageRequest(StorageAct Act, string Table, string Partition, int Entities, double Weight)
{
    public bool IsPurge => Act is StorageAct.PurgeScan or StorageAct.PurgeDelete;
}
