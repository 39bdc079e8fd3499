using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.CallPlacement.Directory;

/// <summary>Where a cpsMapping is got from: a file, a URL, an account at the STI-PA.</summary>
public interface ICpsMappingOrigin
{
    /// <summary>The JWT, or why there is none.</summary>
    ValueTask<Outcome<string, CpsMappingRefusal>> GetAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Which CPS a provider has, by the verified cpsMapping of its policy administrator. The last good mapping is kept in the store, so that
/// a restart has one at once and takes none that is older.
/// </summary>
public sealed partial class CpsLookup
{
    private const int MaxTries = 8;
    private static readonly BlobName LastGood = new("cps-lists", "kept/cps-mapping.json");

    private readonly ICpsMappingOrigin _origin;
    private readonly CpsMappingReader _reader;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly ILogger<CpsLookup> _logger;
    private volatile CpsMapping? _latest;

    public CpsLookup(
        ICpsMappingOrigin origin, CpsMappingReader reader, IBlobs blobs, TimeProvider time, ILogger<CpsLookup> logger) =>
        (_origin, _reader, _blobs, _time, _logger) = (origin, reader, blobs, time, logger);

    /// <summary>The mapping in force; null: there is none, or the last one has expired.</summary>
    public CpsMapping? InForce => _latest is { } mapping && mapping.ExpiresAt > _time.GetUtcNow() ? mapping : null;

    /// <summary>The URL to post a PASSporT to for a called provider; null: no mapping in force names one. Reads memory only.</summary>
    public string? Find(ServiceProviderCode code) => InForce?.Find(code);

    /// <summary>Takes the last good mapping from the store, expired or not: its sequence counts.</summary>
    public async ValueTask RestoreAsync(CancellationToken cancellationToken) =>
        Take(FindKept(await _blobs.FindAsync(LastGood, cancellationToken)));

    /// <summary>Asks the origin once and takes what it gives, if that is good and not older. Safe on many instances at once.</summary>
    /// <returns>The mapping in force afterwards, or why the new one was refused; then the last good one stays.</returns>
    public async ValueTask<Outcome<CpsMapping, CpsMappingRefusal>> RefreshAsync(CancellationToken cancellationToken)
    {
        // Another instance may have taken a newer one: an older one is refused here too.
        await RestoreAsync(cancellationToken);
        if (!(await _origin.GetAsync(cancellationToken)).TryGet(out var compact, out var missing)) return Refused(missing);
        if (!(await _reader.ReadAsync(compact, _latest, cancellationToken)).TryGet(out var mapping, out var refusal))
            return Refused(refusal);
        if (await KeepAsync(mapping, cancellationToken) is { } violation) return Refused(violation);
        Take(mapping);
        LogTaken(mapping.Sequence, mapping.Count, mapping.ExpiresAt);
        return mapping;
    }

    // Null: it is kept. Otherwise another instance keeps a newer one.
    private async ValueTask<CpsMappingRefusal?> KeepAsync(CpsMapping mapping, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var blob = await _blobs.FindAsync(LastGood, cancellationToken);
            if (CpsMappingReader.FindOrderViolation(FindKept(blob), mapping) is { } violation) return violation;
            var content = new BlobContent(mapping.Kept.Write(), "application/json");
            var written = blob is null
                ? await _blobs.TryPutNewAsync(LastGood, content, cancellationToken)
                : await _blobs.TryReplaceAsync(LastGood, content, blob.ETag, cancellationToken);
            if (written is not null) return null;
        }

        throw StorageException.OfContention("The kept cpsMapping");
    }

    private CpsMapping? FindKept(Blob? blob)
    {
        if (blob is null) return null;
        if (!KeptList.TryRead(blob.Content.Octets, out var kept))
        {
            LogNotRestored(CpsMappingFailure.Malformed, "it cannot be read");
            return null;
        }

        if (_reader.Restore(kept).TryGet(out var mapping, out var refusal)) return mapping;
        LogNotRestored(refusal.Reason, refusal.Detail);
        return null;
    }

    // Never an older one: two refreshes of one instance may end in the other order.
    private void Take(CpsMapping? mapping)
    {
        if (mapping is null) return;
        for (var latest = _latest; latest is null || mapping.Sequence >= latest.Sequence; latest = _latest)
        {
            if (ReferenceEquals(Interlocked.CompareExchange(ref _latest, mapping, latest), latest)) return;
        }
    }

    private CpsMappingRefusal Refused(CpsMappingRefusal refusal)
    {
        LogRefused(refusal.Reason, refusal.Detail, InForce?.ExpiresAt);
        return refusal;
    }

    [LoggerMessage(EventId = 1740, Level = LogLevel.Information,
        Message = "cpsMapping {Sequence} taken: {Count} providers, good until {ExpiresAt:u}")]
    private partial void LogTaken(long sequence, int count, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1741, Level = LogLevel.Error,
        Message = "cpsMapping refused ({Reason}): {Detail}. The mapping in force is good until {ExpiresAt:u}")]
    private partial void LogRefused(CpsMappingFailure reason, string detail, DateTimeOffset? expiresAt);

    [LoggerMessage(EventId = 1742, Level = LogLevel.Warning,
        Message = "The cpsMapping kept from before is not used ({Reason}): {Detail}")]
    private partial void LogNotRestored(CpsMappingFailure reason, string detail);
}
