using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>Withdrawn grants whose certificates are not revoked yet.</summary>
/// <param name="Count">How many, as far as was looked.</param>
/// <param name="Since">When the one was withdrawn that has waited longest; null: none waits.</param>
public sealed record UnsettledGrants(int Count, DateTimeOffset? Since);

/// <summary>
/// Revokes the certificates of withdrawn grants, then releases the numbers: until then no other customer can have them. What fails stays
/// in the queue and is tried again. Safe on any number of instances, and to be repeated.
/// </summary>
public sealed partial class SettleWithdrawn
{
    private const int PageSize = 200;

    private readonly IReadOnlyList<IWithdrawnGrants> _issued;
    private readonly StoredGrants _stored;
    private readonly LentBlocks _blocks;
    private readonly WithdrawnQueue _queue;
    private readonly ILogger<SettleWithdrawn> _logger;

    /// <param name="issued">What was issued on the strength of grants; none: there is nothing to revoke.</param>
    public SettleWithdrawn(
        IEnumerable<IWithdrawnGrants> issued, AuditLog audit, IRecords records, TimeProvider time, IRandom random,
        ILogger<SettleWithdrawn> logger)
    {
        _issued = [.. issued];
        _logger = logger;
        _stored = new StoredGrants(audit, records, time, random);
        (_blocks, _queue) = (new LentBlocks(records), new WithdrawnQueue(records, time));
    }

    /// <summary>Settles what waits, each once.</summary>
    /// <exception cref="AggregateException">Grants whose certificates could not be revoked, after all others were done.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var faults = new List<Exception>();
        string? continuation = null;
        do
        {
            // To the end of the queue: many that fail must not keep those behind them.
            (var grants, continuation) = await _queue.ListAsync(continuation, PageSize, cancellationToken);
            foreach (var waiting in grants)
            {
                if ((await TrySettleAsync(waiting, cancellationToken)).Fault is { } fault) faults.Add(fault);
            }
        }
        while (continuation is not null);

        if (faults.Count > 0) throw new AggregateException("Certificates of withdrawn grants could not be revoked.", faults);
    }

    /// <summary>Settles one grant at once, if it waits.</summary>
    /// <returns>False: it could not be, and is tried again by <see cref="RunAsync"/>.</returns>
    public async ValueTask<bool> TryRunAsync(GrantId id, CancellationToken cancellationToken) =>
        await _queue.FindAsync(id, cancellationToken) is not { } waiting || (await TrySettleAsync(waiting, cancellationToken)).IsSettled;

    /// <summary>What waits, for the health of the deployment.</summary>
    public async ValueTask<UnsettledGrants> CountAsync(CancellationToken cancellationToken)
    {
        var (grants, _) = await _queue.ListAsync(continuation: null, StorageLimits.Page, cancellationToken);
        return new UnsettledGrants(grants.Count, grants.Count == 0 ? null : grants.Min(grant => grant.Since));
    }

    // Neither settled nor with a fault: an order is at work still.
    private async ValueTask<(bool IsSettled, Exception? Fault)> TrySettleAsync(WaitingGrant waiting, CancellationToken cancellationToken)
    {
        try
        {
            return (await SettleAsync(waiting, cancellationToken), null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever keeps one grant from being settled must not keep the others: the caller tells of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotSettled(exception, waiting.Id);
            return (false, exception);
        }
    }

    private async ValueTask<bool> SettleAsync(WaitingGrant waiting, CancellationToken cancellationToken)
    {
        for (var round = 0; round < StorageLimits.ConditionalTries; round++)
        {
            if (await _stored.FindToldAsync(waiting.Id, cancellationToken) is not { } grant)
                throw new StorageException("A withdrawn grant has no record.");
            if (grant.Document.Stage == GrantStage.Withdrawn)
            {
                var told = grant.Document.ToGrant(grant.Id);
                var isAll = true;
                foreach (var issued in _issued) isAll &= await issued.RevokeAsync(told, told.WithdrawnFor ?? "", cancellationToken);
                if (!isAll) return false;
                var settled = grant.Document with { Stage = GrantStage.Settled };
                if (!await _stored.TryWriteSilentlyAsync(grant, grant.Id, settled, cancellationToken)) continue;
            }

            await _blocks.ReleaseAllAsync(grant, cancellationToken);
            await _queue.RemoveAsync(waiting, cancellationToken);
            return true;
        }

        throw StorageException.OfContention("A grant");
    }

    [LoggerMessage(EventId = 4311, Level = LogLevel.Error,
        Message = "What was issued for the withdrawn grant {Grant} could not be revoked; it is tried again")]
    private partial void LogNotSettled(Exception exception, GrantId grant);
}
