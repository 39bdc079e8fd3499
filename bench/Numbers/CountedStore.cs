using Shaken.Core.Storage;

namespace Shaken.Numbers;

/// <summary>A store that counts what is read from it; the rest goes through.</summary>
internal sealed class CountedStore(IRecords records, IBlobs blobs) : IRecords, IBlobs
{
    public long Reads { get; private set; }

    public long Octets { get; private set; }

    public void Reset() => (Reads, Octets) = (0, 0);

    public async ValueTask<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancellationToken)
    {
        var record = await records.FindAsync(key, cancellationToken);
        Count(record?.Document.Length);
        return record;
    }

    public async ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken)
    {
        var blob = await blobs.FindAsync(name, cancellationToken);
        Count(blob?.Content.Octets.Length);
        return blob;
    }

    public ValueTask<ETag?> TryInsertAsync(NewRecord record, CancellationToken cancellationToken) =>
        records.TryInsertAsync(record, cancellationToken);

    public ValueTask<IReadOnlyList<RecordKey>> TryInsertAllAsync(IReadOnlyList<NewRecord> all, CancellationToken cancellationToken) =>
        records.TryInsertAllAsync(all, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(NewRecord record, ETag expected, CancellationToken cancellationToken) =>
        records.TryReplaceAsync(record, expected, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(RecordKey key, ETag expected, CancellationToken cancellationToken) =>
        records.TryDeleteAsync(key, expected, cancellationToken);

    public ValueTask<RecordPage> ListAsync(
        string table, string partition, string? continuation, int maxRecords, CancellationToken cancellationToken) =>
        records.ListAsync(table, partition, continuation, maxRecords, cancellationToken);

    public ValueTask<int> RemoveExpiredAsync(string table, DateTimeOffset now, int maxRecords, CancellationToken cancellationToken) =>
        records.RemoveExpiredAsync(table, now, maxRecords, cancellationToken);

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) =>
        blobs.TryPutNewAsync(name, content, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) =>
        blobs.TryReplaceAsync(name, content, expected, cancellationToken);

    public ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken) => blobs.DeleteAsync(name, cancellationToken);

    ValueTask<BlobPage> IBlobs.ListAsync(
        string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) =>
        blobs.ListAsync(container, prefix, continuation, maxNames, cancellationToken);

    private void Count(long? octets)
    {
        Reads++;
        Octets += octets ?? 0;
    }
}
