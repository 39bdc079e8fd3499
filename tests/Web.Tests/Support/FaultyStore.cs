using Shaken.Core.Storage;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// When a store has its outage: at the n-th operation, before the change is made or after it and before the answer, or at every change of a table.
/// </summary>
public sealed class Outage
{
    private int _operations;

    /// <summary>Counted from 1 on; 0: none.</summary>
    public int FailsAt { get; set; }

    /// <summary>From this operation on all fail, until told otherwise: the program was killed. 0: none.</summary>
    public int EndsAt { get; set; }

    /// <summary>What another instance does just before an operation.</summary>
    public (int At, Func<Task> Action)? Meanwhile { get; set; }

    /// <summary>The change is made and nobody is told.</summary>
    public bool IsAfterTheChange { get; set; }

    /// <summary>Every change of a table fails while this says so: a disk that is full.</summary>
    public Func<string, bool>? IsFull { get; set; }

    public int Operations => _operations;

    public void Restart() => _operations = 0;

    public async ValueTask<T> ReadAsync<T>(Func<ValueTask<T>> operation)
    {
        var number = Interlocked.Increment(ref _operations);
        if (Meanwhile is { } meanwhile && meanwhile.At == number)
        {
            // What the other does is not counted.
            Meanwhile = null;
            var endsAt = EndsAt;
            EndsAt = 0;
            await meanwhile.Action();
            (_operations, EndsAt) = (number, endsAt);
        }

        if (EndsAt > 0 && number >= EndsAt) throw new StorageException("the store is gone");
        var fails = number == FailsAt;
        if (fails && !IsAfterTheChange) throw new StorageException("the store does not answer");
        var answer = await operation();
        return fails ? throw new StorageException("the answer is lost") : answer;
    }

    // The health probe writes in the background, at no moment that a test knows: it is not counted.
    public ValueTask<T> ChangeAsync<T>(string table, Func<ValueTask<T>> operation) =>
        table == "health" && IsFull?.Invoke(table) != true ? operation()
        : IsFull?.Invoke(table) == true ? throw new StorageException("no space left on device") : ReadAsync(operation);
}

/// <summary>Records with an outage.</summary>
public sealed class FaultyRecords(IRecords inner, Outage outage) : IRecords
{
    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) => outage.ReadAsync(() => inner.FindAsync(key, cancellationToken));

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        outage.ChangeAsync(record.Key.Table, () => inner.TryInsertAsync(record, cancellationToken));

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> records, CancellationToken cancellationToken) =>
        outage.ChangeAsync(records[0].Key.Table, () => inner.TryInsertAllAsync(records, cancellationToken));

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        outage.ChangeAsync(record.Key.Table, () => inner.TryReplaceAsync(record, expected, cancellationToken));

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        outage.ChangeAsync(key.Table, () => inner.TryDeleteAsync(key, expected, cancellationToken));

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        outage.ReadAsync(() => inner.ListAsync(table, partition, continuation, maxRecords, cancellationToken));

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        outage.ChangeAsync(table, () => inner.RemoveExpiredAsync(table, now, maxRecords, cancellationToken));
}

/// <summary>Blobs with an outage.</summary>
public sealed class FaultyBlobs(IBlobs inner, Outage outage) : IBlobs
{
    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken) => outage.ReadAsync(() => inner.FindAsync(name, cancellationToken));

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) =>
        outage.ChangeAsync(name.Container, () => inner.TryPutNewAsync(name, content, cancellationToken));

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) =>
        outage.ChangeAsync(name.Container, () => inner.TryReplaceAsync(name, content, expected, cancellationToken));

    public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) =>
        outage.ReadAsync(() => inner.ListAsync(container, prefix, continuation, maxNames, cancellationToken));
}
