using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Trust.Lists;

/// <summary>Where a trusted-CA list is got from: a file, a URL.</summary>
public interface ITrustListOrigin
{
    /// <summary>The JWT, or why it could not be had.</summary>
    ValueTask<Outcome<string, TrustListRefusal>> GetAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Keeps the trusted-CA list in force: starts from the last good one in storage, asks for a new one well before it expires, and keeps
/// the last good one whenever the new one is refused.
/// </summary>
public sealed partial class TrustListRefresh
{
    private const int MaxTries = 8;
    private const string Container = "trust-lists";

    // An STI-PA publishes daily at most; a failing origin is asked more often, and never more often than this.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    private readonly ITrustListOrigin _origin;
    private readonly TrustListReader _reader;
    private readonly TrustDomain _domain;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly ILogger<TrustListRefresh> _logger;
    private readonly ListMetrics? _metrics;
    private readonly BlobName _lastGood;
    private readonly string _title;
    private volatile TrustList? _latest;

    // In force and not in the store: without it there, a restart would not know its sequence.
    private TrustList? _unkept;

    /// <param name="metrics">Null: nothing is counted.</param>
    /// <param name="of">The other country whose list it is; null: the list of the deployment's own administrator.</param>
    public TrustListRefresh(
        ITrustListOrigin origin,
        TrustListReader reader,
        TrustDomain domain,
        IBlobs blobs,
        TimeProvider time,
        ILogger<TrustListRefresh> logger,
        ListMetrics? metrics = null,
        CountryCode? of = null)
    {
        (_origin, _reader, _domain, _blobs, _time, _logger, _metrics) = (origin, reader, domain, blobs, time, logger, metrics);
        _lastGood = new BlobName(Container, of is null ? "trusted-ca-list.json" : $"trusted-ca-list-of-{of.Value.ToLowerInvariant()}.json");
        _title = of is null ? "Trusted-CA list" : $"Trusted-CA list of {of}";
    }

    /// <summary>The last list that was taken, expired or not: what the next one is compared with.</summary>
    public TrustList? Latest => _latest;

    /// <summary>The list whose roots are in force, or null while there is none or the last one has expired.</summary>
    public TrustList? InForce => _latest is { } list && ReferenceEquals(list.Roots, _domain.Roots) ? list : null;

    /// <summary>
    /// Takes the last good list from storage, so that a restart has a list at once and knows the sequence it had seen. A storage that
    /// does not answer is asked again at
    /// each refresh.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _blobs.FindAsync(_lastGood, cancellationToken) is not { } blob) return;
            if (!KeptList.TryRead(blob.Content.Octets, out var kept))
                LogNotRestored(_title, TrustListFailure.Malformed, "it cannot be read");
            else if (_reader.Restore(kept).TryGet(out var list, out var refusal)) Take(list);
            else LogNotRestored(_title, refusal.Reason, refusal.Detail);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception, _title);
        }
    }

    /// <summary>Asks the origin once and takes what it gives, if that is good and newer.</summary>
    /// <returns>The list in force afterwards, or why the new one was refused.</returns>
    public async Task<Outcome<TrustList, TrustListRefusal>> RefreshAsync(CancellationToken cancellationToken)
    {
        // Another instance may have seen a newer list: an older one is refused here too.
        await MeetKeptAsync(cancellationToken);
        if (!(await _origin.GetAsync(cancellationToken)).TryGet(out var compact, out var missing)) return Refused(missing);
        if (_latest is { } latest && latest.Kept.Compact == compact.Trim() && latest.ExpiresAt > _time.GetUtcNow()) return latest;
        var last = _latest;
        if (!(await _reader.ReadAsync(compact, last, cancellationToken)).TryGet(out var list, out var refusal)) return Refused(refusal);
        if (last is not null && list.Kept.SignersFrom != last.Kept.SignersFrom) TellRestart(last, list);

        // The sequence is compared with the last one seen, which a lost store forgets.
        if (_latest is null) LogFirst(_title, list.Sequence);

        // In force first: a store that is out of reach must not keep a verified list from judging calls.
        Take(list);
        LogTaken(_title, list.Sequence, list.Roots.All.Count, list.Findings.Count, list.ExpiresAt);
        _unkept = list;
        try
        {
            await KeepAsync(list, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception, _title);
        }

        return list;
    }

    /// <summary>
    /// How long to wait before asking again: a quarter of the time the list still has, between half a minute and an hour.
    /// </summary>
    public TimeSpan UntilNext()
    {
        if (InForce is not { } list) return Shortest;
        var quarter = (list.ExpiresAt - _time.GetUtcNow()) / 4;
        return quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter;
    }

    // Several instances keep one copy: the later list stays.
    private async Task KeepAsync(TrustList list, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var blob = await _blobs.FindAsync(_lastGood, cancellationToken);
            if (FindKept(blob) is { } other)
            {
                var step = TrustListOrder.From(other, list, _time.GetUtcNow());
                if (step is TrustListStep.WentBack or TrustListStep.Reused) break;
                if (step == TrustListStep.Restarted) list = Restart(other, list);
            }

            var content = new BlobContent(list.Kept.Write(), "application/json");
            var written = blob is null
                ? await _blobs.TryPutNewAsync(_lastGood, content, cancellationToken)
                : await _blobs.TryReplaceAsync(_lastGood, content, blob.ETag, cancellationToken);
            if (written is not null) break;

            // Others write all the time: the next refresh keeps it.
            if (attempt == MaxTries - 1) return;
        }

        _unkept = null;
    }

    // Takes what another instance kept, if that is later, and keeps what could not be kept before.
    private async Task MeetKeptAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (FindKept(await _blobs.FindAsync(_lastGood, cancellationToken)) is { } kept && IsLater(kept)) Take(kept);
            if (_unkept is { } unkept) await KeepAsync(unkept, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotKept(exception, _title);
        }
    }

    // Ours is judged as if it had come after the kept one.
    private bool IsLater(TrustList kept) =>
        _latest is not { } latest || TrustListOrder.From(kept, latest, _time.GetUtcNow()) is TrustListStep.WentBack or TrustListStep.Reused;

    private TrustList? FindKept(Blob? blob) =>
        blob is not null && KeptList.TryRead(blob.Content.Octets, out var kept) && _reader.Restore(kept).TryGet(out var list, out _)
            ? list
            : null;

    // It was taken while the store was away, and nobody knew the list before it.
    private TrustList Restart(TrustList last, TrustList list)
    {
        if (list.Kept.SignersFrom is not null) return list;
        TellRestart(last, list);
        var restarted = list.AfterRestart();
        if (ReferenceEquals(_latest, list)) Take(restarted);
        return restarted;
    }

    private void TellRestart(TrustList last, TrustList list)
    {
        _metrics?.TrustListRestarted();
        LogRestarted(_title, list.Sequence, last.Sequence, last.ExpiresAt);
    }

    private void Take(TrustList list)
    {
        _latest = list;
        _domain.Take(list.Roots);
    }

    private TrustListRefusal Refused(TrustListRefusal refusal)
    {
        LogRefused(_title, refusal.Reason, refusal.Detail, InForce?.ExpiresAt);
        return refusal;
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Information,
        Message = "{Title} {Sequence} taken: {Roots} roots, {Skipped} entries left out, good until {ExpiresAt:u}")]
    private partial void LogTaken(string title, long sequence, int roots, int skipped, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Error,
        Message = "{Title} refused ({Reason}): {Detail}. The list in force is good until {ExpiresAt:u}")]
    private partial void LogRefused(string title, TrustListFailure reason, string detail, DateTimeOffset? expiresAt);

    [LoggerMessage(EventId = 2312, Level = LogLevel.Warning,
        Message = "{Title} {Sequence} is taken without a list from before to compare it with: expected at the first start; "
            + "where the store was lost, compare the sequence with the one that the policy administrator publishes, since an older "
            + "list would be taken too")]
    private partial void LogFirst(string title, long sequence);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Error,
        Message = "{Title}: the store did not answer; the list in memory stays in force, and is kept at the next refresh")]
    private partial void LogNotKept(Exception exception, string title);

    [LoggerMessage(EventId = 1631, Level = LogLevel.Error,
        Message = "{Title} restarted its sequence: {Sequence} after {Last}, which expired at {Ended:u}. The new list is in "
            + "force; ask the STI-PA whether that was meant")]
    private partial void LogRestarted(string title, long sequence, long last, DateTimeOffset ended);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning,
        Message = "{Title}: the list kept from before is not used ({Reason}): {Detail}")]
    private partial void LogNotRestored(string title, TrustListFailure reason, string detail);
}
