using System.Globalization;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Crl;

/// <summary>
/// The four blobs that the lists of one name take in turn, by their number. Documents are never deleted, so places are reused; a list stays
/// readable for three more after it.
/// </summary>
internal sealed class CrlSlots(IBlobs blobs, string name)
{
    private const string Container = "crl";
    private const int Places = 4;

    /// <summary>What lies where a number belongs: that list, or one of another number; null: nothing.</summary>
    public async ValueTask<SlottedCrl?> FindAsync(long number, CancellationToken cancellationToken)
    {
        if (await blobs.FindAsync(PlaceOf(number), cancellationToken) is not { } blob) return null;
        if (!UntrustedCrl.TryRead(blob.Content.Octets, out var crl, out var failure) || crl.Number is not { } own || own > long.MaxValue
            || crl.NextUpdate is not { } nextUpdate)
            throw new StorageException($"The CRL in place {number % Places} cannot be read: {failure ?? "no number or nextUpdate"}.");
        return new SlottedCrl(new StoredCrl(blob.Content.Octets, (long)own, crl.ThisUpdate, nextUpdate), blob.ETag);
    }

    /// <summary>The list of the highest number; null before the first. Holds two lists at a time.</summary>
    public async ValueTask<StoredCrl?> FindNewestAsync(CancellationToken cancellationToken)
    {
        StoredCrl? newest = null;
        for (var place = 0; place < Places; place++)
        {
            if (await FindAsync(place, cancellationToken) is { List: var list } && (newest is null || list.Number > newest.Number))
                newest = list;
        }

        return newest;
    }

    /// <summary>Puts a list where its number belongs. False: what was there before is there no more.</summary>
    /// <param name="before">What <see cref="FindAsync"/> found there.</param>
    public async ValueTask<bool> TryPutAsync(StoredCrl list, SlottedCrl? before, CancellationToken cancellationToken)
    {
        var content = new BlobContent(list.Der, PublishedCrl.MediaType);
        var place = PlaceOf(list.Number);
        var version = before is null
            ? await blobs.TryPutNewAsync(place, content, cancellationToken)
            : await blobs.TryReplaceAsync(place, content, before.ETag, cancellationToken);
        return version is not null;
    }

    private BlobName PlaceOf(long number) => new(Container, string.Create(CultureInfo.InvariantCulture, $"{name}/{number % Places}.crl"));
}

/// <summary>A list as it is stored.</summary>
internal sealed record StoredCrl(ReadOnlyMemory<byte> Der, long Number, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate);

/// <summary>A list in its place, with the version of that.</summary>
internal sealed record SlottedCrl(StoredCrl List, ETag ETag);
