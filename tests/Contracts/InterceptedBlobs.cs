using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>Blobs with a hook around every operation; see <see cref="InterceptedRecords"/>.</summary>
public class InterceptedBlobs(IBlobs inner) : IBlobs
{
    /// <summary>Null: operations pass.</summary>
    public StoreHook? Hook { get; set; }

    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Find, name.Container).RunAsync(Hook, () => inner.FindAsync(name, cancellationToken), lost: null);

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Insert, name.Container).RunAsync(
            Hook, () => inner.TryPutNewAsync(name, content, cancellationToken), lost: null);

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.Replace, name.Container).RunAsync(
            Hook, () => inner.TryReplaceAsync(name, content, expected, cancellationToken), lost: null);

    public async ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken) =>
        await new StoreCall(StoreOperation.Delete, name.Container).RunAsync(Hook, () => RemoveAsync(name, cancellationToken), lost: true);

    public ValueTask<BlobPage> ListAsync(
        string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) =>
        new StoreCall(StoreOperation.List, container)
            .RunAsync(
                Hook, () => inner.ListAsync(container, prefix, continuation, maxNames, cancellationToken),
                lost: new BlobPage([], Continuation: null));

    private async ValueTask<bool> RemoveAsync(BlobName name, CancellationToken cancellationToken)
    {
        await inner.DeleteAsync(name, cancellationToken);
        return true;
    }
}
