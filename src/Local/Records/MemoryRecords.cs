using Shaken.Core.Storage;

namespace Shaken.Local.Records;

/// <summary>
/// Records in this process's memory, gone with it: for tests, and for a laptop that should forget. Safe for many threads at
/// once; "durable" is as long as the process lives.
/// </summary>
public sealed class MemoryRecords : IRecords
{
    private readonly Lock _writing = new();
    private volatile RecordSet _set = RecordSet.Empty;

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_set.Find(key));
    }

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        var own = record.Copy();
        return Change(draft => draft.TryInsert(own), cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken)
    {
        StorageLimits.Check(records);
        var own = records.Select(record => record.Copy()).ToList();
        return Change(draft => draft.TryInsertAll(own), cancellationToken);
    }

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(record);
        var own = record.Copy();
        return Change(draft => draft.TryReplace(own, expected), cancellationToken);
    }

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(key);
        return Change(draft => draft.TryDelete(key, expected), cancellationToken);
    }

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        StorageLimits.CheckKey(partition);
        PageSize.Check(maxRecords);
        cancellationToken.ThrowIfCancellationRequested();
        return new(_set.List(table, partition, continuation, maxRecords));
    }

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return Change(draft => draft.RemoveExpired(table, now, maxRecords), cancellationToken);
    }

    private ValueTask<TResult> Change<TResult>(Func<RecordDraft, TResult> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            var draft = new RecordDraft(_set);
            var result = decide(draft);
            _set = draft.ToSet();
            return new(result);
        }
    }
}
