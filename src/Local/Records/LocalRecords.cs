using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>What both local adapters do alike: check what they are given, read a partition as it is at one moment, and decide changes on a draft of the next.</summary>
public abstract class LocalRecords : IRecords
{
    private protected LocalRecords()
    {
    }

    /// <summary>What readers see.</summary>
    private protected abstract RecordSet Records { get; }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Records.Partition(PartitionKey.Of(key)).Find(key));
    }

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        var own = record.Copy();
        return ChangeAsync(draft => draft.TryInsert(own), cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        StorageLimits.Check(records);
        var own = new NewRecord[records.Count];
        for (var index = 0; index < own.Length; index++) own[index] = records[index].Copy();
        return ChangeAsync(draft => draft.TryInsertAll(own), cancellationToken);
    }

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        var own = record.Copy();
        return ChangeAsync(draft => draft.TryReplace(own, expected), cancellationToken);
    }

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        return ChangeAsync(draft => draft.TryDelete(key, expected), cancellationToken);
    }

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        StorageLimits.CheckKey(partition);
        PageSize.Check(maxRecords);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Records.Partition(new PartitionKey(table, partition)).List(continuation, maxRecords));
    }

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return ChangeAsync(draft => draft.RemoveExpired(table, now, maxRecords), cancellationToken);
    }

    /// <summary>Decides a change on what the ones before it did, and answers when it is as durable as the adapter makes it.</summary>
    private protected abstract ValueTask<TResult> ChangeAsync<TResult>(Func<RecordDraft, TResult> decide, CancellationToken cancellationToken);
}
