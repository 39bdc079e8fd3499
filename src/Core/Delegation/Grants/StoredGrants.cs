using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>A grant as it lies in the store.</summary>
internal sealed record StoredGrant(GrantId Id, GrantDocument Document, AuditedRecord Record);

/// <summary>Some grants and where to go on; a null continuation is the end.</summary>
internal sealed record StoredGrantPage(IReadOnlyList<StoredGrant> Grants, string? Continuation);

/// <summary>
/// The records of grants, one partition a customer. What a change means elsewhere (the delegation base, the queue of revocations, the
/// queue of due work) is carried out before its audit act is told, by whichever instance comes first.
/// </summary>
internal sealed class StoredGrants
{
    public const string Table = "delegation-grants";

    // For an operator who looks for a grant that ended; the audit log keeps it for good.
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(400);

    private readonly AuditedRecords _records;
    private readonly DueGrants _due;
    private readonly WithdrawnQueue _withdrawn;
    private readonly DelegationLog _log;

    public StoredGrants(AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        _records = new AuditedRecords(records, audit, Table, time, random, CarryOutAsync);
        (_due, _withdrawn, _log) = (new DueGrants(records), new WithdrawnQueue(records, time), new DelegationLog(records, time));
    }

    public async ValueTask<StoredGrant?> FindAsync(GrantId id, CancellationToken cancellationToken) =>
        await _records.FindAsync(id.Customer.Value, id.Value, cancellationToken) is { } record ? Read(id, record) : null;

    /// <summary>The grant, after its last change was carried out and told.</summary>
    public async ValueTask<StoredGrant?> FindToldAsync(GrantId id, CancellationToken cancellationToken) =>
        await _records.FindToldAsync(id.Customer.Value, id.Value, cancellationToken) is { } record ? Read(id, record) : null;

    public async ValueTask<StoredGrantPage> ListAsync(
        CustomerId customer, string? continuation, int maxGrants, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(customer.Value, continuation, maxGrants, cancellationToken);
        return new StoredGrantPage([.. page.Records.Select(record => Read(IdOf(record), record))], page.Continuation);
    }

    /// <summary>Writes a change with its audit act. False: another was quicker.</summary>
    /// <param name="before">As <see cref="FindToldAsync"/> gave it.</param>
    public ValueTask<bool> TryWriteAsync(
        StoredGrant before, GrantDocument after, AuditAct act, CancellationToken cancellationToken) =>
        _records.TryWriteAsync(before.Record, RecordOf(before.Id, after), act, cancellationToken);

    /// <summary>Writes what is no act of anybody: an attempt, its end, a revocation that is done. False: another was quicker.</summary>
    /// <param name="before">As <see cref="FindToldAsync"/> gave it; null: the record is new.</param>
    public ValueTask<bool> TryWriteSilentlyAsync(
        StoredGrant? before, GrantId id, GrantDocument after, CancellationToken cancellationToken) =>
        _records.TryWriteSilentlyAsync(before?.Record, RecordOf(id, after), cancellationToken);

    /// <summary>Carries out and tells what instances left undone. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _records.SweepAsync(cancellationToken);

    private async ValueTask CarryOutAsync(AuditedRecord record, CancellationToken cancellationToken)
    {
        var (id, document) = (IdOf(record), GrantDocument.Read(record.Content));
        if (document.Stage == GrantStage.InForce)
        {
            // A minute late, so that no instance's clock still says the opposite when the base is read.
            await _due.AddAsync(id, DueWork.End, document.Until + ClockTolerance.Instances, cancellationToken);
            if (document.BeginsLater)
                await _due.AddAsync(id, DueWork.Begin, document.From + ClockTolerance.Instances, cancellationToken);
            else await _log.AppendAsync(id, document, DelegationEvent.Begun, cancellationToken);
        }

        if (document.Stage != GrantStage.Withdrawn) return;
        await _withdrawn.AddAsync(id, cancellationToken);
        await _log.AppendAsync(id, document, DelegationEvent.Ended, cancellationToken);
    }

    private static NewAuditedRecord RecordOf(GrantId id, GrantDocument document)
    {
        var expiresAt = document.Stage is GrantStage.Reserving or GrantStage.GivenUp
            ? document.ReservedUntil + ClockTolerance.Records
            : document.Until + KeptAfterEnd;
        return new NewAuditedRecord(id.Customer.Value, id.Value, document.Write(), expiresAt);
    }

    private static StoredGrant Read(GrantId id, AuditedRecord record) => new(id, GrantDocument.Read(record.Content), record);

    private static GrantId IdOf(AuditedRecord record) =>
        GrantId.TryParse(record.Key.Row, out var id) ? id : throw new StorageException("A grant cannot be read.");
}
