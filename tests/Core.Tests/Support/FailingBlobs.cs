using Shaken.Core.Storage;
using Shaken.Local.Blobs;

namespace Shaken.Core.Tests.Support;

/// <summary>A store that is out of reach at times, and counts what is read from it.</summary>
internal sealed class FailingBlobs : IBlobs
{
    private readonly MemoryBlobs _inner = new();
    private int _found;

    public bool IsDown { get; set; }

    /// <summary>How many documents were asked for.</summary>
    public int Found => _found;

    /// <summary>Held before each read; null: nothing is.</summary>
    public Task? Before { get; set; }

    private MemoryBlobs Store => IsDown ? throw new StorageException("down") : _inner;

    public async ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _found);
        if (Before is { } before) await before;
        return await Store.FindAsync(name, cancellationToken);
    }

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken) => Store.TryPutNewAsync(name, content, cancellationToken);

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken) =>
        Store.TryReplaceAsync(name, content, expected, cancellationToken);

    public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken) =>
        Store.ListAsync(container, prefix, continuation, maxNames, cancellationToken);
}
