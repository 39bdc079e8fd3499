using System.Text.Json;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.ForeignCrls;

/// <summary>How the copy of each partner's CRL stands, and the copies: the octets that the partner signed.</summary>
public sealed class ForeignCrlStates(IRecords records, IBlobs blobs)
{
    private const string Table = "pa-foreign-crls";
    private const string Partition = "crls";
    private const string Container = "crl-kept";
    private const int MaxTries = 8;

    /// <summary>How a copy stands; null: the CRL was never asked for.</summary>
    public async ValueTask<ForeignCrlStatus?> FindAsync(ForeignCrlKey key, CancellationToken cancellationToken) =>
        (await FindStoredAsync(key.Partner, key.Name, cancellationToken))?.Status;

    /// <summary>The same by the name of the copy.</summary>
    public async ValueTask<ForeignCrlStatus?> FindAsync(PartnerId partner, string name, CancellationToken cancellationToken) =>
        (await FindStoredAsync(partner, name, cancellationToken))?.Status;

    /// <summary>The copy in DER, of at most <see cref="Foundations.Limits.CrlOctets"/>; null: there is none.</summary>
    /// <param name="name">As <see cref="ForeignCrlKey.Name"/>.</param>
    public async ValueTask<ReadOnlyMemory<byte>?> FindCopyAsync(PartnerId partner, string name, CancellationToken cancellationToken)
    {
        // A null of a conditional expression would be empty octets.
        if (await blobs.FindAsync(BlobOf(partner, name), cancellationToken) is not { } blob) return null;
        return blob.Content.Octets;
    }

    internal async ValueTask<(ForeignCrlStatus Status, ETag ETag)?> FindStoredAsync(
        PartnerId partner, string name, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(partner, name), cancellationToken) is { } record
            ? (JsonSerializer.Deserialize(record.Document.Span, ForeignCrlJson.Default.ForeignCrlStatus)
                ?? throw new StorageException($"The state of a CRL of the partner {partner} cannot be read."), record.ETag)
            : null;

    /// <summary>Writes a state. Null: another instance wrote it meanwhile.</summary>
    /// <param name="expected">The version that was read; null: there was none.</param>
    internal ValueTask<ETag?> TryWriteAsync(
        ForeignCrlKey key, ForeignCrlStatus status, ETag? expected, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(status, ForeignCrlJson.Default.ForeignCrlStatus);
        var record = new NewRecord(KeyOf(key.Partner, key.Name), document);
        return expected is { } version
            ? records.TryReplaceAsync(record, version, cancellationToken)
            : records.TryInsertAsync(record, cancellationToken);
    }

    /// <summary>Keeps a list that was verified, unless a later one is kept already.</summary>
    /// <param name="isFirst">What is kept was checked by roots that are not pinned any more: it makes way whatever its number.</param>
    internal async ValueTask KeepAsync(
        ForeignCrlKey key, UntrustedCrl crl, bool isFirst, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = BlobOf(key.Partner, key.Name);
        var content = new BlobContent(crl.Der, PublishedCrl.MediaType);
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var there = await blobs.FindAsync(name, cancellationToken);
            if (there is not null && (IsSame(there, crl) || (!isFirst && IsLater(there, crl, now)))) return;
            var written = there is null
                ? await blobs.TryPutNewAsync(name, content, cancellationToken)
                : await blobs.TryReplaceAsync(name, content, there.ETag, cancellationToken);
            if (written is not null) return;
        }

        throw StorageException.OfContention($"The CRL of the partner {key.Partner}");
    }

    private static bool IsSame(Blob there, UntrustedCrl crl) => there.Content.Octets.Span.SequenceEqual(crl.Der.Span);

    private static bool IsLater(Blob there, UntrustedCrl crl, DateTimeOffset now) =>
        UntrustedCrl.TryRead(there.Content.Octets, out var other, out _)
        && CrlOrder.From(other.Mark, crl.Mark, now) is CrlStep.WentBack or CrlStep.Reused;

    private static RecordKey KeyOf(PartnerId partner, string name) => new(Table, Partition, $"{partner}~{name}");

    private static BlobName BlobOf(PartnerId partner, string name) => new(Container, $"partners/{partner}/{name}.crl");
}
