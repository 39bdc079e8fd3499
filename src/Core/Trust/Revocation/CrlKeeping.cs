using Microsoft.Extensions.Logging;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Trust.Revocation;

/// <summary>
/// Lists in storage and lists in memory. A storage that was away at the start or at a write is asked again until it answers; whichever
/// list is the later one then
/// counts on both sides.
/// </summary>
internal sealed class CrlKeeping(
    CrlTable table, TrustDomain own, IBlobs blobs, RevocationOptions options, CrlClock clock, ListMetrics? metrics, ILogger logger)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly KeptCrls _kept = new(blobs);

    /// <summary>Takes what lies in storage, if it was not read yet, and gives it what it could not take before.</summary>
    public async ValueTask MeetAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        if (watched.IsRestored && watched.Unkept is null) return;
        try
        {
            if (!watched.IsRestored) await RestoreAsync(watched, cancellationToken);
            watched.IsRestored = true;
            if (watched.Unkept is { } unkept) await PutAsync(watched, unkept, cancellationToken);
            watched.StoreDue = WatchedCrl.Never;
        }
        catch (StorageException exception)
        {
            TellAndWait(watched, exception);
        }
    }

    /// <summary>Keeps a list that was put in force.</summary>
    public async ValueTask KeepAsync(WatchedCrl watched, UnkeptCrl list, CancellationToken cancellationToken)
    {
        watched.IsUnkept = true;
        try
        {
            await PutAsync(watched, list, cancellationToken);
        }
        catch (StorageException exception)
        {
            // A list that is not held is kept when it is fetched again.
            table.TryHold(watched, list);
            TellAndWait(watched, exception);
        }
    }

    /// <summary>
    /// What a list's issuingDistributionPoint is compared with. Null for a list that was named for another country, which may be a copy at
    /// that country's partner: RFC 5280 section 6.3.3 compares the point with the certificate's, wherever the list was found, and
    /// <see cref="RevocationChecker"/> does.
    /// </summary>
    public string? PointOf(WatchedCrl watched) => watched.IsConfigured && watched.Domain != own ? null : watched.Url;

    public CrlTrust TrustOf(WatchedCrl watched, IReadOnlyList<StiCertificate> certificates) =>
        new([.. options.Signers, .. certificates], watched.Domain.CrlRoots, watched.Chains);

    /// <summary>Tells of a list whose numbers begin anew.</summary>
    public void TellRestart(WatchedCrl watched, CrlMark last, VerifiedCrl list)
    {
        metrics?.CrlRestarted();
        CrlLog.Restarted(logger, watched.Host, list.Number, last.Number, last.NextUpdate);
    }

    // A list kept from before is good for finding what it revokes, even when its nextUpdate has passed.
    private async ValueTask RestoreAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        if (await _kept.FindAsync(watched.Key.StoredName(own), cancellationToken) is not { } kept) return;
        var now = clock.UtcNow;
        var verified = CrlVerifier.Verify(kept.Crl, PointOf(watched), TrustOf(watched, kept.Certificates), last: null, now, isKept: true);
        if (!verified.TryGet(out var list, out _)) return;
        if (watched.Current is { } current && !IsBehind(watched, current, list, now)) return;
        if (table.TryTake(watched, list)) (watched.IsUnkept, watched.Unkept) = (false, null);
    }

    // What was taken while storage was away is judged as it would have been after the kept list.
    private bool IsBehind(WatchedCrl watched, VerifiedCrl current, VerifiedCrl kept, DateTimeOffset now)
    {
        var step = CrlOrder.From(kept.Mark, current.Mark, now);
        if (step == CrlStep.Restarted) TellRestart(watched, kept.Mark, current);
        if (step is CrlStep.Forward or CrlStep.Restarted) return false;
        var detail = $"number {current.Number}, taken while the store was away, after {kept.Number}";
        CrlLog.Refused(logger, watched.Host, CrlFailure.NumberWentBack, detail, kept.NextUpdate);
        return true;
    }

    private async ValueTask PutAsync(WatchedCrl watched, UnkeptCrl list, CancellationToken cancellationToken)
    {
        await _kept.KeepAsync(watched.Key.StoredName(own), list, clock.UtcNow, cancellationToken);
        (watched.IsUnkept, watched.Unkept) = (false, null);
    }

    private void TellAndWait(WatchedCrl watched, StorageException exception)
    {
        watched.StoreDue = clock.Elapsed + AfterFailure;
        CrlLog.NotKept(logger, exception, watched.Host);
    }
}

/// <summary>The time of day for what lists say, and the time since the start for when there is something to do.</summary>
internal sealed class CrlClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public DateTimeOffset UtcNow => time.GetUtcNow();

    public TimeSpan Elapsed => time.GetElapsedTime(_start);
}
