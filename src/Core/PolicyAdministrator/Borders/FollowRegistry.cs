using Microsoft.Extensions.Logging;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.PolicyAdministrator.Borders;

/// <summary>
/// Follows the list of the registry that is approved. A list that is refused, or cannot be fetched, never takes the place of the last good
/// one.
/// </summary>
/// <remarks>
/// A run claims the registry by moving its next time on, so that two runs at once do not ask it twice; a run that ends in the middle leaves
/// it to the run after that time.
/// </remarks>
public sealed class FollowRegistry
{
    // More than fetching the list and its signer's certificate may take.
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly RegistrySubscriptions _subscriptions;
    private readonly SubscribedRegistry _registry;
    private readonly IUrlFetcher _fetcher;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly RefreshPace _pace;
    private readonly ILogger<RegistryListRefresh> _logger;
    private readonly ListMetrics? _metrics;

    /// <param name="metrics">Null: nothing is counted.</param>
    public FollowRegistry(
        RegistrySubscriptions subscriptions, SubscribedRegistry registry, IUrlFetcher fetcher, IBlobs blobs, TimeProvider time,
        IRandom random, ILogger<RegistryListRefresh> logger, ListMetrics? metrics = null)
    {
        (_subscriptions, _registry, _fetcher, _blobs) = (subscriptions, registry, fetcher, blobs);
        (_time, _pace, _logger, _metrics) = (time, new RefreshPace(Shortest, Longest, time, random), logger, metrics);
    }

    /// <summary>Asks for the list, if one is approved and the time has come. Safe on many instances at once, and to be repeated.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var subscription = await _subscriptions.GetAsync(cancellationToken);
        if (subscription.Approved is not { } terms) return;
        var now = _time.GetUtcNow();
        var stored = await _registry.FindStoredAsync(cancellationToken);
        if (stored is { } known && known.Status.Subscription == subscription.Revision && !_pace.IsDue(known.Status.NextAt)) return;
        var before = stored?.Status ?? new RegistryStatus(now, subscription.Revision);
        var claim = before with { NextAt = now + Claim, Subscription = subscription.Revision };
        if (await _registry.TryWriteAsync(claim, stored?.Version, cancellationToken) is not { } version) return;
        var after = await AskAsync(terms, claim, cancellationToken);

        // A lost race is a run that took over: its state is the newer one.
        await _registry.TryWriteAsync(after, version, cancellationToken);
    }

    private async ValueTask<RegistryStatus> AskAsync(RegistryTerms terms, RegistryStatus before, CancellationToken cancellationToken)
    {
        var origin = new TrustListUrl(_fetcher, terms.ListUrl, RegistryListRefresh.Member);
        var refresh = new RegistryListRefresh(origin, _registry.ReaderOf(terms), _blobs, _time, _logger);
        await refresh.RestoreAsync(cancellationToken);
        if (!(await refresh.RefreshAsync(cancellationToken)).TryGet(out var list, out var refusal))
        {
            _metrics?.RegistryRefreshed(refusal.Reason == DocumentFailure.Unreachable ? "unreachable" : "refused");
            return before with
            {
                NextAt = _pace.AfterFailure(before.Failures),
                Failures = before.Failures + 1,
                Failure = refusal.Reason,
                Detail = refusal.Detail,
            };
        }

        // The refresh goes on where the store does not answer; a state that tells of the list must not be there without it.
        if (!((await _registry.FindListAsync(cancellationToken))?.Sequence >= list.Sequence))
            throw new StorageException("The registry list was not kept.");
        _metrics?.RegistryRefreshed("taken");
        return new RegistryStatus(_pace.AfterSuccess(list.ExpiresAt), before.Subscription, Failures: 0, _time.GetUtcNow());
    }
}
