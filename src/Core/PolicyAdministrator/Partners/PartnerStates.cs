using System.Collections.Concurrent;
using System.Text.Json;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>How the refresh of each partner's list stands, and the last good list of each.</summary>
public sealed class PartnerStates
{
    private const string Table = "pa-partner-states";
    private const string Partition = "partners";
    private const string Container = "trust-lists";
    private const int MaxTries = 8;

    private readonly IRecords _records;
    private readonly IBlobs _blobs;
    private readonly ICertificateSource _certificates;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, (ETag Version, long Revision, TrustList? List)> _read = new(StringComparer.Ordinal);

    /// <param name="certificates">Where the certificates of those who sign lists come from.</param>
    public PartnerStates(IRecords records, IBlobs blobs, ICertificateSource certificates, TimeProvider time) =>
        (_records, _blobs, _certificates, _time) = (records, blobs, certificates, time);

    /// <summary>How the refresh stands; null: the partner was never asked.</summary>
    public async ValueTask<PartnerStatus?> FindAsync(PartnerId id, CancellationToken cancellationToken) =>
        (await FindStoredAsync(id, cancellationToken))?.Status;

    /// <summary>The last good list of a partner as it was taken, whether it has expired or not; null: there is none.</summary>
    /// <remarks>A partner whose pinned roots were changed has none until the next list comes.</remarks>
    public async ValueTask<TrustList?> FindListAsync(Partner partner, CancellationToken cancellationToken)
    {
        if (await _blobs.FindAsync(NameOf(partner.Id), cancellationToken) is not { } blob) return null;

        // Each root is checked by its own signature when a list is read, so that what has not changed is not read again.
        if (_read.TryGetValue(partner.Id.Value, out var known) && known.Version == blob.ETag && known.Revision == partner.Revision)
            return known.List;
        var list = ListIn(blob, ReaderOf(partner));
        _read[partner.Id.Value] = (blob.ETag, partner.Revision, list);
        return list;
    }

    internal TrustListReader ReaderOf(Partner partner)
    {
        var countries = partner.Terms.Countries;
        var domain = TrustDomain.OfCountry(countries[0], partner.Terms.AdministratorRoots, [], policy: null, _time);
        return new TrustListReader(_certificates, domain, _time, countries.ToHashSet());
    }

    internal async ValueTask<StoredStatus?> FindStoredAsync(PartnerId id, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? new StoredStatus(
                JsonSerializer.Deserialize(record.Document.Span, PartnerJson.Default.PartnerStatus)
                    ?? throw new StorageException($"The state of the partner {id} cannot be read."),
                record.ETag)
            : null;

    /// <summary>Writes a state. Null: another instance wrote it meanwhile.</summary>
    /// <param name="expected">The version that was read; null: there was none.</param>
    internal ValueTask<ETag?> TryWriteAsync(PartnerId id, PartnerStatus status, ETag? expected, CancellationToken cancellationToken)
    {
        var record = new NewRecord(KeyOf(id), JsonSerializer.SerializeToUtf8Bytes(status, PartnerJson.Default.PartnerStatus));
        return expected is { } version
            ? _records.TryReplaceAsync(record, version, cancellationToken)
            : _records.TryInsertAsync(record, cancellationToken);
    }

    /// <summary>Keeps a list that was verified, unless a later one is kept already.</summary>
    internal async ValueTask KeepAsync(Partner partner, TrustList list, CancellationToken cancellationToken)
    {
        var (name, reader) = (NameOf(partner.Id), ReaderOf(partner));
        var content = new BlobContent(list.Kept.Write(), "application/json");
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var blob = await _blobs.FindAsync(name, cancellationToken);
            if (ListIn(blob, reader) is { } other
                && TrustListOrder.From(other, list, _time.GetUtcNow()) is TrustListStep.WentBack or TrustListStep.Reused) return;
            var written = blob is null
                ? await _blobs.TryPutNewAsync(name, content, cancellationToken)
                : await _blobs.TryReplaceAsync(name, content, blob.ETag, cancellationToken);
            if (written is not null) return;
        }

        throw StorageException.OfContention($"The list of the partner {partner.Id}");
    }

    private static TrustList? ListIn(Blob? blob, TrustListReader reader) =>
        blob is not null && KeptList.TryRead(blob.Content.Octets, out var kept) && reader.Restore(kept).TryGet(out var list, out _)
            ? list
            : null;

    private static RecordKey KeyOf(PartnerId id) => new(Table, Partition, id.Value);

    private static BlobName NameOf(PartnerId id) => new(Container, $"partners/{id}.json");
}

/// <summary>A state and its version.</summary>
internal sealed record StoredStatus(PartnerStatus Status, ETag ETag);
