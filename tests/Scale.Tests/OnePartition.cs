using Shaken.Core.Storage;

namespace Shaken.Scale.Tests;

/// <summary>A bad design of keys: every record of a table in one partition.</summary>
internal sealed class OnePartition(IRecords inner) : IRecords
{
    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) => inner.FindAsync(Moved(key), cancellationToken);

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) => inner.TryInsertAsync(Moved(record), cancellationToken);

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        inner.TryInsertAllAsync([.. records.Select(Moved)], cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) => inner.TryReplaceAsync(Moved(record), expected, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) => inner.TryDeleteAsync(Moved(key), expected, cancellationToken);

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        inner.ListAsync(table, "all", continuation, maxRecords, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);

    private static RecordKey Moved(RecordKey key) => key with { Partition = "all" };

    private static NewRecord Moved(NewRecord record) => record with { Key = Moved(record.Key) };
}
