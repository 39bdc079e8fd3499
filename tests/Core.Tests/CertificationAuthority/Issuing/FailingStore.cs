using Shaken.Core.Storage;

namespace Shaken.Core.Tests.CertificationAuthority.Issuing;

/// <summary>When a call to the store fails.</summary>
public enum FaultMoment
{
    /// <summary>Nothing was done: the disk is full.</summary>
    Before,

    /// <summary>It was done, and the answer was lost: the machine stopped just then.</summary>
    After,
}

/// <summary>A store over another that fails at one call, counted over records and blobs alike, and yields at each so that racing callers interleave.</summary>
internal sealed class FailingStore(IRecords records, IBlobs blobs) : IRecords, IBlobs
{
    private int _calls;
    private int _failsAt = -1;
    private FaultMoment _moment;

    public int Calls => _calls;

    public void FailAt(int call, FaultMoment moment) => (_calls, _failsAt, _moment) = (0, call, moment);

    public void Heal() => _failsAt = -1;

    public ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken) => RunAsync(() => records.FindAsync(key, cancellationToken));

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) => RunAsync(() => records.TryInsertAsync(record, cancellationToken));

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> all, CancellationToken cancellationToken) => RunAsync(() => records.TryInsertAllAsync(all, cancellationToken));

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) => RunAsync(() => records.TryReplaceAsync(record, expected, cancellationToken));

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) => RunAsync(() => records.TryDeleteAsync(key, expected, cancellationToken));

    public ValueTask<RecordPage> ListAsync(string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        RunAsync(() => records.ListAsync(table, partition, continuation, maxRecords, cancellationToken));

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        RunAsync(() => records.RemoveExpiredAsync(table, now, maxRecords, cancellationToken));

    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken) => RunAsync(() => blobs.FindAsync(name, cancellationToken));

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) => RunAsync(() => blobs.TryPutNewAsync(name, content, cancellationToken));

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) => RunAsync(() => blobs.TryReplaceAsync(name, content, expected, cancellationToken));

    ValueTask<BlobPage> IBlobs.ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) =>
        RunAsync(() => blobs.ListAsync(container, prefix, continuation, maxNames, cancellationToken));

    private async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> call)
    {
        await Task.Yield();
        var fails = Interlocked.Increment(ref _calls) - 1 == _failsAt;
        if (fails && _moment == FaultMoment.Before) throw new StorageException("The disk is full.");
        var result = await call();
        return fails ? throw new StorageException("The answer was lost.") : result;
    }
}
