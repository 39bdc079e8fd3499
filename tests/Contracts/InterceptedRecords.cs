using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>
/// Records with a hook around every operation: counting, outages, lost races and lost answers are hooks, and no test needs a store
/// of its own.
/// </summary>
public class InterceptedRecords(IRecords inner) : IRecords
{
    /// <summary>Null: operations pass.</summary>
    public StoreHook? Hook { get; set; }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Find, key.Table).RunAsync(Hook, () => inner.FindAsync(key, cancellationToken), lost: null);

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Insert, record.Key.Table, record).RunAsync(
            Hook, () => inner.TryInsertAsync(record, cancellationToken), lost: null);

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.InsertAll, records[0].Key.Table, records)
            .RunAsync(Hook, () => inner.TryInsertAllAsync(records, cancellationToken), lost: [records[0].Key]);

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Replace, record.Key.Table, record).RunAsync(
            Hook, () => inner.TryReplaceAsync(record, expected, cancellationToken), lost: null);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Delete, key.Table).RunAsync(
            Hook, () => inner.TryDeleteAsync(key, expected, cancellationToken), lost: false);

    public ValueTask<RecordPage> ListAsync(
        string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.List, table)
            .RunAsync(
                Hook, () => inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken),
                lost: new RecordPage([], Continuation: null));

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.RemoveExpired, table).RunAsync(
            Hook, () => inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken), lost: 0);
}
