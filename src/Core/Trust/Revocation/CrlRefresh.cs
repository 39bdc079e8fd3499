using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Revocation;

/// <summary>Brings one list up to date: from the store that this deployment publishes it in, or from its URL.</summary>
internal sealed class CrlRefresh(
    CrlTable table,
    TrustDomain ownDomain,
    CrlKeeping keeping,
    OwnCrls own,
    IUrlFetcher fetcher,
    ICertificateSource certificates,
    RevocationOptions options,
    CrlClock clock,
    ILogger logger)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    // Looking costs the read of one small record, so another instance's list is in force here within this time.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    /// <summary>Does what is due for the list. One caller at a time does it; the others find it done.</summary>
    public async ValueTask RunAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        await watched.Gate.WaitAsync(cancellationToken);
        try
        {
            if (watched.Next > clock.Elapsed) return;

            // Taken before anything is read: a later ask is served by another run.
            if (watched.TryTakeAsk()) watched.Due = clock.Elapsed;
            var ours = watched.Domain == ownDomain ? own.Find(watched.Url) : null;
            if (ours is not null && await TryLookAsync(watched, ours, cancellationToken)) return;
            await keeping.MeetAsync(watched, cancellationToken);
            if (watched.Due > clock.Elapsed) return;
            await TakeNextAsync(watched, cancellationToken);
            if (ours is not null && watched.Due > clock.Elapsed + BetweenLooks) watched.Due = clock.Elapsed + BetweenLooks;
        }
        finally
        {
            watched.Gate.Release();
        }
    }

    private async ValueTask TakeNextAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        var outcome = await FetchAsync(watched, cancellationToken);
        if (!outcome.TryGet(out var list, out var refusal))
        {
            watched.Due = clock.Elapsed + AfterFailure;
            Tell(watched, refusal);
            return;
        }

        var quarter = (list.NextUpdate - clock.UtcNow) / 4;
        watched.Due = clock.Elapsed + (quarter < Shortest ? Shortest : quarter > Longest ? Longest : quarter);
    }

    private async ValueTask<Outcome<VerifiedCrl, CrlRefusal>> FetchAsync(WatchedCrl watched, CancellationToken cancellationToken)
    {
        if (!(await fetcher.FetchAsync(watched.Url, FetchProfile.Crl, cancellationToken)).TryGet(out var document, out var missing))
            return new CrlRefusal(CrlFailure.Unreachable, $"{KebabCase.Of(missing.Reason)}: {missing.Detail}");
        if (!UntrustedCrl.TryRead(document.Octets, out var crl, out var failure)) return new CrlRefusal(CrlFailure.Malformed, failure);
        var current = watched.Current;
        if (current is not null && !watched.IsUnkept && IsStill(current, crl)) return current;

        // The signer's certificate: an operator's, the list's own word, or an issuer of the chains that name the list.
        var signers = await SignersOfAsync(watched, crl, cancellationToken);
        if (!TryTake(watched, crl, signers, isKept: false).TryGet(out var list, out var refusal)) return refusal;
        await keeping.KeepAsync(watched, new UnkeptCrl(crl, list.Signer, signers), cancellationToken);
        return list;
    }

    /// <summary>
    /// Looks by its number whether this deployment has put another list in force, and takes that from the store. No copy is kept: the
    /// list lies there already.
    /// </summary>
    /// <returns>False: this deployment has published none yet, and somebody else may.</returns>
    private async ValueTask<bool> TryLookAsync(WatchedCrl watched, IOwnCrl ours, CancellationToken cancellationToken)
    {
        try
        {
            if (await ours.FindNumberAsync(cancellationToken) is not { } number) return false;
            watched.Due = clock.Elapsed + BetweenLooks;
            (watched.IsRestored, watched.StoreDue) = (true, WatchedCrl.Never);
            if (watched.Current is not { } current || current.Number != number)
            {
                var published = await ours.FindCurrentAsync(cancellationToken)
                    ?? throw new StorageException("the list's number is there no more");
                if (!UntrustedCrl.TryRead(published.Der, out var crl, out var failure))
                    Tell(watched, new CrlRefusal(CrlFailure.Malformed, failure));
                else if (!TryTake(watched, crl, [ours.Signer], isKept: true).TryGet(out _, out var refusal)) Tell(watched, refusal);
            }
            else if (current.NextUpdate < clock.UtcNow)
            {
                Tell(watched, new CrlRefusal(CrlFailure.Unreachable, "this deployment has not published the next one"));
            }
        }
        catch (StorageException exception)
        {
            watched.Due = clock.Elapsed + BetweenLooks;
            Tell(watched, new CrlRefusal(CrlFailure.Unreachable, $"the store did not answer: {exception.Message}"));
        }

        return true;
    }

    private bool IsStill(VerifiedCrl current, UntrustedCrl fetched) =>
        fetched.Number == current.Number && fetched.ThisUpdate == current.ThisUpdate && current.NextUpdate >= clock.UtcNow;

    private Outcome<VerifiedCrl, CrlRefusal> TryTake(
        WatchedCrl watched, UntrustedCrl crl, IReadOnlyList<StiCertificate> signers, bool isKept)
    {
        var (last, now) = (watched.Current, clock.UtcNow);
        var verified = CrlVerifier.Verify(crl, keeping.PointOf(watched), keeping.TrustOf(watched, signers), last, now, isKept);
        if (!verified.TryGet(out var list, out var refusal)) return refusal;
        if (!table.TryTake(watched, list)) return new CrlRefusal(CrlFailure.NoRoom, $"more than {options.EntriesInAll} entries in all");
        if (last is not null && CrlOrder.From(last.Mark, list.Mark, now) == CrlStep.Restarted)
            keeping.TellRestart(watched, last.Mark, list);
        CrlLog.Taken(logger, watched.Host, list.Number, list.Index.Count, list.Findings.Count, list.NextUpdate);
        return list;
    }

    // A list that is out of reach is an outage, which may pass by itself; one that is refused is wrong, and the next one will be too
    // until somebody acts.
    private void Tell(WatchedCrl watched, CrlRefusal refusal)
    {
        if (refusal.Reason == CrlFailure.Unreachable) CrlLog.Unreachable(logger, watched.Host, refusal.Detail, watched.Current?.NextUpdate);
        else CrlLog.Refused(logger, watched.Host, refusal.Reason, refusal.Detail, watched.Current?.NextUpdate);
    }

    private async ValueTask<IReadOnlyList<StiCertificate>> SignersOfAsync(
        WatchedCrl watched, UntrustedCrl crl, CancellationToken cancellationToken)
    {
        var known = options.Signers.Concat(watched.Domain.CrlRoots.Select(root => root.Certificate));
        if (crl.SignerUrls.Count == 0 || known.Any(signer => CrlSignerSearch.MayBeSigner(crl, signer))) return [];
        return (await certificates.GetAsync(crl.SignerUrls[0], cancellationToken)).TryGet(out var sourced, out _)
            ? sourced.Certificates
            : [];
    }
}
