using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.PolicyAdministrator.ForeignCrls;

/// <summary>
/// Fetches the CRLs of partners that are due, checks each below the roots of that partner's STI-PA, and keeps the octets as they were
/// signed. A CRL that is refused or cannot be fetched never takes the place of the last good one.
/// </summary>
/// <remarks>
/// A run claims a CRL by moving its next time on, so that two runs at once do not fetch it twice; a run that ends in the middle leaves the
/// CRL to the run after that time. CRLs of a paused partner are fetched too, because its roots still count.
/// </remarks>
public sealed partial class RefreshForeignCrls
{
    /// <summary>How long one CRL may take, its signer's certificate included.</summary>
    public static readonly TimeSpan TimeOfOne = TimeSpan.FromSeconds(60);

    // Each may have 128 MiB, so that few are in memory at once.
    private const int AtOnce = 4;

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly IPartners _partners;
    private readonly PartnerStates _lists;
    private readonly ForeignCrlStates _states;
    private readonly IUrlFetcher _fetcher;
    private readonly ICertificateSource _certificates;
    private readonly TimeProvider _time;
    private readonly RefreshPace _pace;
    private readonly ILogger<RefreshForeignCrls> _logger;
    private readonly ListMetrics? _metrics;

    /// <param name="fetcher">The guarded one: partners choose these URLs.</param>
    /// <param name="certificates">Where the certificates of those who sign CRLs come from.</param>
    /// <param name="metrics">Null: nothing is counted.</param>
    public RefreshForeignCrls(
        IPartners partners, PartnerStates lists, ForeignCrlStates states, IUrlFetcher fetcher, ICertificateSource certificates,
        TimeProvider time, IRandom random, ILogger<RefreshForeignCrls> logger, ListMetrics? metrics = null)
    {
        (_partners, _lists, _states, _fetcher, _certificates) = (partners, lists, states, fetcher, certificates);
        (_time, _pace, _logger, _metrics) = (time, new RefreshPace(Shortest, Longest, time, random), logger, metrics);
    }

    /// <summary>Refreshes what is due. Safe on many instances at once, and to be repeated.</summary>
    /// <exception cref="AggregateException">
    /// CRLs whose refresh failed by a fault of our own or of the store, after all others were done. The next run goes on.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var known = new List<(Partner Partner, ForeignCrlKey Key)>();
        await foreach (var partner in _partners.ListAsync(cancellationToken))
        {
            if (partner.State == PartnerState.Excluded) continue;
            var status = await _lists.FindAsync(partner.Id, cancellationToken);
            known.AddRange(PartnerCrlUrls.Of(partner, status).Select(url => (partner, new ForeignCrlKey(partner.Id, url))));
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(known, options, async (one, token) =>
        {
            try
            {
                await RefreshAsync(one.Partner, one.Key, token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A fault of one must not keep the others from theirs.
                faults.Enqueue(new InvalidOperationException($"A CRL of {one.Partner.Id} could not be refreshed.", exception));
            }
        });
        if (!faults.IsEmpty) throw new AggregateException(faults);
    }

    private async ValueTask RefreshAsync(Partner partner, ForeignCrlKey key, CancellationToken cancellationToken)
    {
        var (now, roots) = (_time.GetUtcNow(), ForeignCrlStatus.RootsOf(partner));
        var stored = await _states.FindStoredAsync(key.Partner, key.Name, cancellationToken);

        // What other roots vouched for is checked anew, whenever it was due.
        var before = stored is { } found && found.Status.Roots == roots ? found.Status : new ForeignCrlStatus(key.Url, roots, now);
        if (!_pace.IsDue(before.NextAt)) return;
        var claimed = await _states.TryWriteAsync(key, before with { NextAt = now + Claim }, stored?.ETag, cancellationToken);
        if (claimed is not { } version) return;
        var after = await AskAsync(partner, key, before, cancellationToken);

        // A lost race is a run that took over: its state is the newer one.
        await _states.TryWriteAsync(key, after, version, cancellationToken);
    }

    private async ValueTask<ForeignCrlStatus> AskAsync(
        Partner partner, ForeignCrlKey key, ForeignCrlStatus before, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeOfOne, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            if (!(await _fetcher.FetchAsync(key.Url, FetchProfile.Crl, either.Token)).TryGet(out var document, out var missing))
            {
                var detail = $"{KebabCase.Of(missing.Reason)}: {missing.Detail}";
                return Failed(key, before, new CrlRefusal(CrlFailure.Unreachable, detail));
            }

            if (!UntrustedCrl.TryRead(document.Octets, out var crl, out var malformed))
                return Failed(key, before, new CrlRefusal(CrlFailure.Malformed, malformed));
            var now = _time.GetUtcNow();
            var digest = Convert.ToHexStringLower(SHA256.HashData(crl.Der.Span));
            if (digest == before.Digest && crl.NextUpdate > now && await HasCopyAsync(key, either.Token))
                return Unchanged(before, crl.NextUpdate.Value);
            var checkedList = await CheckAsync(partner, key, crl, before, either.Token);
            if (!checkedList.TryGet(out var list, out var refusal)) return Failed(key, before, refusal);

            // The list first: a state that tells of it must not be there without it.
            await _states.KeepAsync(key, crl, isFirst: before.Digest is null, now, cancellationToken);
            LogTaken(key.Partner, list.Number, list.Index.Count, list.NextUpdate);
            _metrics?.ForeignCrlRefreshed("taken");
            return new ForeignCrlStatus(
                key.Url, before.Roots, _pace.AfterSuccess(list.NextUpdate), Failures: 0, digest,
                list.Number?.ToString(CultureInfo.InvariantCulture), list.ThisUpdate, list.NextUpdate, now, crl.Der.Length,
                list.Index.Count, list.DistributionPoint?.Urls.Count > 0);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed(key, before, new CrlRefusal(CrlFailure.Unreachable, $"no CRL within {TimeOfOne.TotalSeconds:0} seconds"));
        }
    }

    // A store that was restored may have the state without the copy.
    private async ValueTask<bool> HasCopyAsync(ForeignCrlKey key, CancellationToken cancellationToken) =>
        await _states.FindCopyAsync(key.Partner, key.Name, cancellationToken) is not null;

    private async ValueTask<Outcome<VerifiedCrl, CrlRefusal>> CheckAsync(
        Partner partner, ForeignCrlKey key, UntrustedCrl crl, ForeignCrlStatus before, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (OrderOf(crl, before, now) is { } older) return older;
        var roots = partner.Terms.AdministratorRoots;
        var trust = new CrlTrust(await SignersOfAsync(roots.Select(root => root.Certificate), crl, cancellationToken), roots, []);
        return CrlVerifier.Verify(crl, key.Url, trust, last: null, now);
    }

    private static CrlRefusal? OrderOf(UntrustedCrl crl, ForeignCrlStatus before, DateTimeOffset now)
    {
        if (before is not { ThisUpdate: { } thisUpdate, NextUpdate: { } nextUpdate }) return null;
        var number = BigInteger.TryParse(before.Number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read)
            ? read : (BigInteger?)null;
        return CrlOrder.From(new CrlMark(number, thisUpdate, nextUpdate), crl.Mark, now) switch
        {
            CrlStep.Forward or CrlStep.Restarted => null,
            CrlStep.WentBack => new CrlRefusal(CrlFailure.NumberWentBack, $"number {crl.Number} after {before.Number}"),
            CrlStep.Reused => new CrlRefusal(CrlFailure.NumberReused, $"number {crl.Number} was another list's"),
        };
    }

    // The signer's certificate: a pinned root, or where the list itself says that it is (RFC 5280 section 5.2.7).
    private async ValueTask<IReadOnlyList<StiCertificate>> SignersOfAsync(
        IEnumerable<StiCertificate> roots, UntrustedCrl crl, CancellationToken cancellationToken)
    {
        if (crl.SignerUrls.Count == 0 || roots.Any(root => CrlSignerSearch.MayBeSigner(crl, root))) return [];
        return (await _certificates.GetAsync(crl.SignerUrls[0], cancellationToken)).TryGet(out var sourced, out _)
            ? sourced.Certificates
            : [];
    }

    private ForeignCrlStatus Unchanged(ForeignCrlStatus before, DateTimeOffset nextUpdate)
    {
        _metrics?.ForeignCrlRefreshed("unchanged");
        return before with
        {
            NextAt = _pace.AfterSuccess(nextUpdate), Failures = 0, TakenAt = _time.GetUtcNow(), Failure = null, Detail = null,
        };
    }

    private ForeignCrlStatus Failed(ForeignCrlKey key, ForeignCrlStatus before, CrlRefusal refusal)
    {
        LogFailed(key.Partner, refusal.Reason, refusal.Detail, before.NextUpdate);
        _metrics?.ForeignCrlRefreshed(refusal.Reason == CrlFailure.Unreachable ? "unreachable" : "refused");
        return before with
        {
            NextAt = _pace.AfterFailure(before.Failures), Failures = before.Failures + 1, Failure = refusal.Reason, Detail = refusal.Detail,
        };
    }

    [LoggerMessage(EventId = 1831, Level = LogLevel.Information,
        Message = "Partner {Partner}: CRL {Number} taken: {Entries} entries, good until {NextUpdate:u}")]
    private partial void LogTaken(PartnerId partner, BigInteger? number, int entries, DateTimeOffset nextUpdate);

    [LoggerMessage(EventId = 1832, Level = LogLevel.Error,
        Message = "Partner {Partner}: no CRL ({Reason}): {Detail}. The last good one ends at {NextUpdate:u}")]
    private partial void LogFailed(PartnerId partner, CrlFailure reason, string detail, DateTimeOffset? nextUpdate);
}
