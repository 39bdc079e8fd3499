using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.PolicyAdministrator.Partners;

/// <summary>
/// Refreshes the lists of partners that are due, some at once, each within its own time (ATIS-1000087 clause 4.3.3). A list that is refused
/// or cannot be fetched never takes the place of the last good one.
/// </summary>
/// <remarks>
/// A run claims a partner by moving its next time on, so that two runs at once do not ask it twice; a run that ends in the middle leaves
/// the partner to the run after that time.
/// </remarks>
public sealed partial class RefreshPartners
{
    /// <summary>How long one partner may take, its signer's certificate included.</summary>
    public static readonly TimeSpan TimeOfOne = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    private readonly int _atOnce;
    private readonly IPartners _partners;
    private readonly PartnerStates _states;
    private readonly IPartnerLists _lists;
    private readonly TimeProvider _time;
    private readonly RefreshPace _pace;
    private readonly ListMetrics? _metrics;
    private readonly ILogger<RefreshPartners> _logger;

    /// <param name="atOnce">Partners that are asked at once.</param>
    /// <param name="metrics">Null: nothing is counted.</param>
    public RefreshPartners(
        int atOnce, IPartners partners, PartnerStates states, IPartnerLists lists, TimeProvider time, IRandom random,
        ILogger<RefreshPartners> logger, ListMetrics? metrics = null) =>
        (_atOnce, _partners, _states, _lists, _time, _pace, _logger, _metrics) =
            (atOnce, partners, states, lists, time, new RefreshPace(Shortest, Longest, time, random), logger, metrics);

    /// <summary>Refreshes what is due. Safe on many instances at once, and to be repeated.</summary>
    /// <exception cref="AggregateException">
    /// Partners whose refresh failed by a fault of our own or of the store, after all others were done. The next run goes on.
    /// </exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var active = new List<Partner>();
        await foreach (var partner in _partners.ListAsync(cancellationToken))
        {
            if (partner.State == PartnerState.Active) active.Add(partner);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = _atOnce, CancellationToken = cancellationToken };
        var faults = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(active, options, async (partner, token) =>
        {
            try
            {
                await RefreshAsync(partner, token);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // A fault of one must not keep the others from theirs.
                faults.Enqueue(new InvalidOperationException($"The partner {partner.Id} could not be refreshed.", exception));
            }
        });
        if (!faults.IsEmpty) throw new AggregateException(faults);
    }

    private async ValueTask RefreshAsync(Partner partner, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var stored = await _states.FindStoredAsync(partner.Id, cancellationToken);
        if (stored is not null && !_pace.IsDue(stored.Status.NextAt)) return;
        var before = stored?.Status ?? new PartnerStatus(now);
        var claimed = await _states.TryWriteAsync(partner.Id, before with { NextAt = now + Claim }, stored?.ETag, cancellationToken);
        if (claimed is not { } version) return;
        var after = await AskAsync(partner, before, cancellationToken);

        // A lost race is an operator's change, or a run that took over: its state is the newer one.
        await _states.TryWriteAsync(partner.Id, after, version, cancellationToken);
    }

    private async ValueTask<PartnerStatus> AskAsync(Partner partner, PartnerStatus before, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeOfOne, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var last = await _states.FindListAsync(partner, cancellationToken);

            // Without the list that it is about, a conditional request would be answered with nothing.
            var asked = last is null ? before with { ETag = null, LastModified = null } : before;
            if (!(await _lists.GetAsync(partner, asked, either.Token)).TryGet(out var answer, out var refusal))
                return Failed(partner, before, refusal);
            if (last is not null && (answer.Compact is null || answer.Compact.Trim() == last.Kept.Compact))
                return Unchanged(partner, before, last, answer);
            if (answer.Compact is not { } compact)
            {
                return Failed(
                    partner, before, new TrustListRefusal(TrustListFailure.Malformed, "the answer is 304, but nothing was asked about"));
            }

            var read = await _states.ReaderOf(partner).ReadAsync(compact, last, either.Token);
            if (!read.TryGet(out var list, out refusal)) return Failed(partner, before, refusal);

            // The list first: a state that tells of it must not be there without it.
            await _states.KeepAsync(partner, list, cancellationToken);
            LogTaken(partner.Id, list.Sequence, list.Roots.All.Count, list.Findings.Count, list.ExpiresAt);
            _metrics?.PartnerRefreshed("taken");
            return Good(before, list, answer);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var detail = $"no list within {TimeOfOne.TotalSeconds:0} seconds";
            return Failed(partner, before, new TrustListRefusal(TrustListFailure.Unreachable, detail));
        }
    }

    private PartnerStatus Unchanged(Partner partner, PartnerStatus before, TrustList last, PartnerAnswer answer)
    {
        // The same list again once it has expired is an administrator that has stopped.
        if (last.ExpiresAt <= _time.GetUtcNow())
        {
            return Failed(partner, before, new TrustListRefusal(
                TrustListFailure.Expired, $"the partner still serves the list that expired at {last.ExpiresAt:u}"));
        }

        _metrics?.PartnerRefreshed("unchanged");
        return Good(before, last, answer with
        {
            ETag = answer.ETag ?? before.ETag, LastModified = answer.LastModified ?? before.LastModified,
        });
    }

    private PartnerStatus Good(PartnerStatus before, TrustList list, PartnerAnswer answer) => new(
        _pace.AfterSuccess(list.ExpiresAt), Failures: 0, answer.ETag, answer.LastModified, list.Sequence, list.ExpiresAt,
        _time.GetUtcNow(), list.Roots.All.Count, list.Findings.Count, CrlUrls: answer.CrlUrls ?? before.CrlUrls);

    private PartnerStatus Failed(Partner partner, PartnerStatus before, TrustListRefusal refusal)
    {
        LogFailed(partner.Id, refusal.Reason, refusal.Detail, before.ExpiresAt);
        _metrics?.PartnerRefreshed(refusal.Reason == TrustListFailure.Unreachable ? "unreachable" : "refused");
        return before with
        {
            NextAt = _pace.AfterFailure(before.Failures),
            Failures = before.Failures + 1,
            Failure = refusal.Reason,
            Detail = refusal.Detail,
        };
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information,
        Message = "Partner {Partner}: trusted-CA list {Sequence} taken: {Roots} roots, {Skipped} entries left out, good until "
            + "{ExpiresAt:u}")]
    private partial void LogTaken(PartnerId partner, long sequence, int roots, int skipped, DateTimeOffset expiresAt);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error,
        Message = "Partner {Partner}: no trusted-CA list ({Reason}): {Detail}. The last good one is kept until {ExpiresAt:u}")]
    private partial void LogFailed(PartnerId partner, TrustListFailure reason, string detail, DateTimeOffset? expiresAt);
}
