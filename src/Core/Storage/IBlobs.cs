namespace Shaken.Core.Storage;

/// <summary>
/// Published documents under a container and a name: certificates, lists. Each is written whole and read whole.
/// </summary>
/// <remarks>
/// A change that has been answered is durable, and a reader sees the old document or the new one, never a part. A name is 1
/// to 512 characters of <c>A-Z a-z 0-9 - _ . /</c> with no empty, <c>.</c> or <c>..</c> segment; a container is one such segment.
/// </remarks>
public interface IBlobs
{
    /// <summary>The document, or null.</summary>
    ValueTask<Blob?> FindAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>Writes unless a document is there. Null: one is there and nothing changed.</summary>
    ValueTask<ETag?> TryPutNewAsync(BlobName name, BlobContent content, CancellationToken cancellationToken);

    /// <summary>Replaces the document if it still is the version <paramref name="expected"/>. Null: it is not, or is gone.</summary>
    ValueTask<ETag?> TryReplaceAsync(BlobName name, BlobContent content, ETag expected, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the document, whichever version is there. Nothing happens where none is, so it can be told again. For documents whose name
    /// is not used again: a version that somebody else puts under the name meanwhile goes too.
    /// </summary>
    ValueTask DeleteAsync(BlobName name, CancellationToken cancellationToken);

    /// <summary>
    /// The names of a container that start with the prefix, in ordinal order, at most <paramref name="maxNames"/> a page.
    /// Only a null continuation means the end.
    /// </summary>
    ValueTask<BlobPage> ListAsync(string container, string prefix, string? continuation, int maxNames, CancellationToken cancellationToken);
}

/// <summary>Where a document lies.</summary>
public sealed record BlobName(string Container, string Name);

/// <summary>What a document holds.</summary>
/// <param name="Octets">At most <see cref="StorageLimits.BlobOctets"/>.</param>
/// <param name="ContentType">The media type it is served with.</param>
public sealed record BlobContent(ReadOnlyMemory<byte> Octets, string ContentType);

/// <summary>A document as it lies in the store.</summary>
public sealed record Blob(BlobName Name, BlobContent Content, ETag ETag);

/// <summary>Some names of a container and where to go on; a null continuation is the end.</summary>
public sealed record BlobPage(IReadOnlyList<BlobName> Names, string? Continuation);
