using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Complaints;

/// <summary>Some complaints and where to go on; a null continuation is the end.</summary>
public sealed record ComplaintPage(IReadOnlyList<Complaint> Complaints, string? Continuation);

/// <summary>
/// Complaints about providers. Every change stands in the audit log, and reports count them. Safe on any number of instances.
/// </summary>
public sealed class ComplaintRegister : IReportSource
{
    private const string Table = "pa-complaints";
    private const string Partition = "complaints";
    private const string Section = "complaints";

    private readonly AuditedRows<ComplaintDocument> _rows;
    private readonly TimeProvider _time;

    public ComplaintRegister(AuditLog audit, IRecords records, TimeProvider time, IRandom random)
    {
        _time = time;
        _rows = new AuditedRows<ComplaintDocument>(audit, records, Table, ComplaintJson.Default.Complaint, carryOut: null, time, random);
    }

    /// <summary>The complaint of a reference; null: there is none.</summary>
    public async ValueTask<Complaint?> FindAsync(string reference, CancellationToken cancellationToken) =>
        Complaint.IsReference(reference)
            ? (await _rows.FindAsync(Partition, reference, cancellationToken))?.ToComplaint() : null;

    /// <summary>Complaints in the order of their references.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxComplaints">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<ComplaintPage> ListAsync(string? continuation, int maxComplaints, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxComplaints, cancellationToken);
        return new ComplaintPage([.. page.Values.Select(row => row.ToComplaint())], page.Continuation);
    }

    /// <summary>Enters a complaint, or replaces what is known of it. The same request again changes nothing and succeeds.</summary>
    /// <param name="reference">See <see cref="Complaint.IsReference"/>.</param>
    /// <param name="revision">The revision that the caller read; 0: there was no complaint.</param>
    public async ValueTask<Outcome<Complaint, ComplaintRefusal>> ChangeAsync(
        string reference, long revision, ComplaintTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (!Complaint.IsReference(reference))
            return new ComplaintRefusal(ComplaintFailure.TermsNotAllowed, "a reference must have 1 to 64 of A-Z a-z 0-9 - _");
        var mark = act.MarkOf(Encoding.UTF8.GetBytes(
            $"put {terms.Provider} {terms.State} {terms.ReceivedOn.DayNumber.ToString(CultureInfo.InvariantCulture)} {terms.Subject}"));
        var outcome = await _rows.ChangeAsync<ComplaintRefusal>(
            Partition, reference, mark, row => new(Change(row?.ToComplaint(), reference, revision, terms, act)), cancellationToken);
        return outcome.TryGet(out var stored, out var refusal) ? stored.ToComplaint() : refusal;
    }

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    /// <summary>The complaints that were received in a quarter: all of them, and by what became of them up to now.</summary>
    async IAsyncEnumerable<ReportFigure> IReportSource.ListAsync(
        Quarter quarter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byState = Enum.GetValues<ComplaintState>().ToDictionary(state => state, _ => 0L);
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken))
        {
            var received = new DateTimeOffset(row.ReceivedOn, TimeOnly.MinValue, TimeSpan.Zero);
            if (quarter.Contains(received)) byState[row.State]++;
        }

        yield return new ReportFigure(Section, "received", byState.Values.Sum());
        foreach (var (state, count) in byState) yield return new ReportFigure(Section, KebabCase.Of(state), count);
    }

    private Outcome<AuditedChange<ComplaintDocument>, ComplaintRefusal> Change(
        Complaint? before, string reference, long revision, ComplaintTerms terms, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
        {
            return new ComplaintRefusal(ComplaintFailure.RevisionDiffers, before is null
                ? $"there is no complaint {reference}; to enter one, revision must be 0"
                : $"the complaint has revision {present}; read it again");
        }

        var after = new Complaint(
            reference, terms.Provider, terms.ReceivedOn, terms.Subject, terms.State, present + 1, _time.GetUtcNow());
        return new AuditedChange<ComplaintDocument>(ComplaintDocument.Of(after), ActOf(before, after, act));
    }

    private static AuditAct ActOf(Complaint? before, Complaint after, ActRequest act)
    {
        var subject = new AuditParty("complaint", after.Reference);
        AuditChange[] changes =
        [
            AuditChange.Of("provider", before?.Provider.ToString(), after.Provider.ToString()),
            AuditChange.Of("receivedOn", TextOf(before?.ReceivedOn), TextOf(after.ReceivedOn)),
            AuditChange.Of("subject", before?.Subject, after.Subject),
            AuditChange.Of("state", before is null ? null : KebabCase.Of(before.State), KebabCase.Of(after.State)),
        ];
        return act.ToAct(
            subject, after.Revision, after.ChangedAt, before is null ? "complaint-entered" : "complaint-changed", changes);
    }

    private static string? TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
