using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CallPlacement.Mailbox;

/// <summary>Records whose insertions fail while they are said to, and whose conditional writes can all lose their race.</summary>
internal sealed class FaultyInserts(IRecords inner, Func<bool> isDown) : IRecords
{
    /// <summary>Every insertion finds its key taken, and every replacement a newer version.</summary>
    public bool LosesEveryRace { get; set; }

    /// <summary>Conditional writes that were tried.</summary>
    public int Tries { get; private set; }

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) =>
        inner.FindAsync(key, cancellationToken);

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        IsLost() ? new((ETag?)null) : inner.TryInsertAsync(record, cancellationToken);

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        IsLost() ? new([records[0].Key]) : inner.TryInsertAllAsync(records, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        IsLost() ? new((ETag?)null) : inner.TryReplaceAsync(record, expected, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        inner.TryDeleteAsync(key, expected, cancellationToken);

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords,
        CancellationToken cancellationToken) =>
        inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);

    private bool IsLost()
    {
        Tries++;
        return isDown() ? throw new StorageException("down") : LosesEveryRace;
    }
}
