using System.Text.Json;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>How the following of the registry stands.</summary>
/// <param name="NextAt">When the list is asked for again; a refresh under way claims the time it may take.</param>
/// <param name="Subscription">The revision of the subscription that was followed: another one is asked at once.</param>
/// <param name="Failures">Refreshes in a row that failed.</param>
/// <param name="TakenAt">When a good list came last, or the same again.</param>
/// <param name="Failure">Why the last refresh failed; null: it did not.</param>
/// <param name="Detail">The same in words.</param>
public sealed record RegistryStatus(
    DateTimeOffset NextAt, long Subscription, int Failures = 0, DateTimeOffset? TakenAt = null, DocumentFailure? Failure = null,
    string? Detail = null);

/// <summary>What is kept of the registry that is followed: its last good list, and how the following stands.</summary>
public sealed class SubscribedRegistry
{
    private static readonly RecordKey StatusKey = new("pa-registry-state", "registries", "international");

    private readonly RegistrySubscriptions _subscriptions;
    private readonly IRecords _records;
    private readonly IBlobs _blobs;
    private readonly ICertificateSource _certificates;
    private readonly TimeProvider _time;
    private volatile Read? _read;

    /// <param name="certificates">Where the certificate of who signs the list comes from.</param>
    public SubscribedRegistry(
        RegistrySubscriptions subscriptions, IRecords records, IBlobs blobs, ICertificateSource certificates, TimeProvider time) =>
        (_subscriptions, _records, _blobs, _certificates, _time) = (subscriptions, records, blobs, certificates, time);

    /// <summary>
    /// The last good list of the registry that is approved, whether it has expired or not; null: none is approved, or there is none yet.
    /// </summary>
    public async ValueTask<RegistryList?> FindListAsync(CancellationToken cancellationToken)
    {
        var subscription = await _subscriptions.GetAsync(cancellationToken);
        if (subscription.Approved is not { } terms
            || await _blobs.FindAsync(RegistryListRefresh.Place, cancellationToken) is not { } blob) return null;
        if (_read is { } read && read.Version == blob.ETag && read.Revision == subscription.Revision) return read.List;
        var list = KeptList.TryRead(blob.Content.Octets, out var kept) && ReaderOf(terms).Restore(kept).TryGet(out var restored, out _)
            ? restored
            : null;
        _read = new Read(blob.ETag, subscription.Revision, list);
        return list;
    }

    /// <summary>How the following stands; null: the registry was never asked.</summary>
    public async ValueTask<RegistryStatus?> FindStatusAsync(CancellationToken cancellationToken) =>
        (await FindStoredAsync(cancellationToken))?.Status;

    internal RegistryListReader ReaderOf(RegistryTerms terms) => new(_certificates, new TrustDomain(terms.Roots, _time), _time);

    internal async ValueTask<(RegistryStatus Status, ETag Version)?> FindStoredAsync(CancellationToken cancellationToken) =>
        await _records.FindAsync(StatusKey, cancellationToken) is { } record
            ? (JsonSerializer.Deserialize(record.Document.Span, RegistrySubscriptionJson.Default.RegistryStatus)
                ?? throw new StorageException("The state of the registry cannot be read."), record.ETag)
            : null;

    /// <summary>Writes how the following stands. Null: another instance wrote it meanwhile.</summary>
    /// <param name="expected">The version that was read; null: there was none.</param>
    internal ValueTask<ETag?> TryWriteAsync(RegistryStatus status, ETag? expected, CancellationToken cancellationToken)
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(status, RegistrySubscriptionJson.Default.RegistryStatus);
        var record = new NewRecord(StatusKey, document);
        return expected is { } version
            ? _records.TryReplaceAsync(record, version, cancellationToken)
            : _records.TryInsertAsync(record, cancellationToken);
    }

    private sealed record Read(ETag Version, long Revision, RegistryList? List);
}
