namespace Shaken.Core.Storage;

/// <summary>
/// Asks a store for a record and a document that nobody writes, and deletes a record that is not there: the answers show that reading and
/// writing are allowed and that the store is within reach, and leave nothing behind.
/// </summary>
/// <param name="never">A version in the form of this store that no record has.</param>
public sealed class StoreProbe(IRecords records, IBlobs blobs, ETag never) : IStoreHealth
{
    private static readonly RecordKey Nothing = new("health", "probe", "nothing");
    private static readonly BlobName NoDocument = new("health", "nothing");

    public async ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken)
    {
        try
        {
            await records.FindAsync(Nothing, cancellationToken);
            await records.TryDeleteAsync(Nothing, never, cancellationToken);
            await blobs.FindAsync(NoDocument, cancellationToken);
            return null;
        }
        catch (StorageException exception)
        {
            return $"The store does not answer: {exception.Message}";
        }
    }
}
