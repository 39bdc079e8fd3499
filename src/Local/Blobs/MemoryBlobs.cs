using System.Globalization;
using Shaken.Core.Storage;

namespace Shaken.Local.Blobs;

/// <summary>Documents in this process's memory, gone with it. Safe for many threads at once.</summary>
public sealed class MemoryBlobs : IBlobs
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Blob> _blobs = new(StringComparer.Ordinal);
    private long _versions;

    public ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        lock (_lock) return new(_blobs.GetValueOrDefault(KeyOf(name)));
    }

    public ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name, content);
        lock (_lock) return new(_blobs.ContainsKey(KeyOf(name)) ? null : Put(name, content));
    }

    public ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name, content);
        lock (_lock) return new(_blobs.TryGetValue(KeyOf(name), out var blob) && blob.ETag == expected ? Put(name, content) : null);
    }

    public ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken)
    {
        StorageLimits.Check(name);
        lock (_lock) _blobs.Remove(KeyOf(name));
        return ValueTask.CompletedTask;
    }

    public ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken)
    {
        lock (_lock) return new(BlobNames.Page(_blobs.Values.Where(blob => blob.Name.Container == container).Select(blob => blob.Name.Name), container, prefix, continuation, maxNames));
    }

    // A container has no "/", so two places never make one key.
    private static string KeyOf(BlobName name) => $"{name.Container}/{name.Name}";

    private ETag Put(BlobName name, BlobContent content)
    {
        var etag = new ETag((++_versions).ToString(CultureInfo.InvariantCulture));
        _blobs[KeyOf(name)] = new Blob(name, content with { Octets = content.Octets.ToArray() }, etag);
        return etag;
    }
}
