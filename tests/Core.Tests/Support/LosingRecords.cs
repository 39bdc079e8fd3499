using Shaken.Core.Storage;

namespace Shaken.Core.Tests.Support;

/// <summary>Records in which every conditional write of one table loses, as if another writer were always quicker.</summary>
internal sealed class LosingRecords(IRecords inner) : IRecords
{
    /// <summary>The table whose writes lose; null: none.</summary>
    public string? Table { get; set; }

    /// <summary>Writes that lost.</summary>
    public int Lost { get; private set; }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(key, cancellationToken);

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        Loses(record.Key) ? new((ETag?)null) : inner.TryInsertAsync(record, cancellationToken);

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        inner.TryInsertAllAsync(records, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        Loses(record.Key) ? new((ETag?)null) : inner.TryReplaceAsync(record, expected, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        inner.TryDeleteAsync(key, expected, cancellationToken);

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords,
        CancellationToken cancellationToken) =>
        inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);

    private bool Loses(RecordKey key)
    {
        if (key.Table != Table) return false;
        Lost++;
        return true;
    }
}
