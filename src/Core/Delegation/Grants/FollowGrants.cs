using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>
/// Does what time brings: grants begin and end in the delegation base, the numbers of ended ones become free, attempts that were left in
/// the middle are given up. Safe on any number of instances, and to be repeated.
/// </summary>
public sealed class FollowGrants
{
    // What a run does at most; the next goes on where it ended.
    private const int MostOfOneRun = 1000;

    private readonly StoredGrants _stored;
    private readonly LentBlocks _blocks;
    private readonly DueGrants _due;
    private readonly ReserveNumbers _reserve;
    private readonly DelegationLog _log;
    private readonly TimeProvider _time;

    public FollowGrants(AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        _time = time;
        _stored = new StoredGrants(audit, records, time, random);
        (_blocks, _due, _log) = (new LentBlocks(records), new DueGrants(records), new DelegationLog(records, time));
        _reserve = new ReserveNumbers(_stored, _blocks, _due, time);
    }

    /// <summary>Does what is due by now.</summary>
    /// <returns>How much was due; there may be more.</returns>
    /// <exception cref="AggregateException">What could not be done, after all else was. It stays due.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var faults = new List<Exception>();
        var works = await _due.ListAsync(_time.GetUtcNow(), MostOfOneRun, cancellationToken);
        foreach (var work in works)
        {
            if (await TryDoAsync(work, cancellationToken) is { } fault) faults.Add(fault);
        }

        return faults.Count == 0 ? works.Count : throw new AggregateException("Grants could not be begun, ended or given up.", faults);
    }

    // Null: it is done.
    private async ValueTask<Exception?> TryDoAsync(DueGrant work, CancellationToken cancellationToken)
    {
        try
        {
            if (await _stored.FindToldAsync(work.Id, cancellationToken) is { } grant) await DoAsync(work.Work, grant, cancellationToken);
            await _due.RemoveAsync(work, cancellationToken);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever one grant meets must not keep the others from their end: the caller tells of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private async ValueTask DoAsync(DueWork work, StoredGrant grant, CancellationToken cancellationToken)
    {
        var (id, document) = (grant.Id, grant.Document);
        switch (work, document.Stage)
        {
            case (DueWork.Begin, GrantStage.InForce):
                await _log.AppendAsync(id, document, DelegationEvent.Begun, cancellationToken);
                break;
            case (DueWork.End, GrantStage.InForce):
                await _log.AppendAsync(id, document, DelegationEvent.Ended, cancellationToken);
                await _blocks.ReleaseAllAsync(grant, cancellationToken);
                break;
            case (DueWork.GiveUp, GrantStage.Reserving):
                if (document.ReservedUntil <= _time.GetUtcNow() && await _reserve.TryGiveUpAsync(grant, cancellationToken))
                    await _blocks.ReleaseAllAsync(grant, cancellationToken);
                break;
            case (DueWork.GiveUp, GrantStage.GivenUp):
                await _blocks.ReleaseAllAsync(grant, cancellationToken);
                break;
        }
    }
}
