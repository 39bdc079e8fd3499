using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Tracebacks;

/// <summary>Some tracebacks and where to go on; a null continuation is the end.</summary>
public sealed record TracebackPage(IReadOnlyList<Traceback> Tracebacks, string? Continuation);

/// <summary>
/// Tracebacks that the authority asked for. Every change stands in the audit log, scores weigh them in, and reports count them. Safe on
/// any number of instances.
/// </summary>
public sealed partial class TracebackRegister : IReportSource
{
    private const string Table = "reputation-tracebacks";
    private const string Partition = "tracebacks";
    private const string Section = "tracebacks";

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    private readonly AuditedRows<TracebackDocument> _rows;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KeptReads<string, TracebackEvidence> _reads;

    public TracebackRegister(
        AuditLog audit, IRecords records, TimeProvider time, IRandom random, ILogger<TracebackRegister> logger)
    {
        (_time, _logger) = (time, logger);
        _rows = new AuditedRows<TracebackDocument>(audit, records, Table, TracebackJson.Default.Traceback, carryOut: null, time, random);
        _reads = new KeptReads<string, TracebackEvidence>(
            new ReadLife(RefreshAfter: LookAgainAfter / 2, Fresh: LookAgainAfter, DuringOutage: TimeSpan.FromDays(1)), time, capacity: 1,
            (_, exception) => LogNotRead(exception));
    }

    /// <summary>The traceback of a reference; null: there is none.</summary>
    public async ValueTask<Traceback?> FindAsync(string reference, CancellationToken cancellationToken) =>
        Traceback.IsReference(reference)
            ? (await _rows.FindAsync(Partition, reference, cancellationToken))?.ToTraceback() : null;

    /// <summary>Tracebacks in the order of their references.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxTracebacks">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<TracebackPage> ListAsync(string? continuation, int maxTracebacks, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxTracebacks, cancellationToken);
        return new TracebackPage([.. page.Values.Select(row => row.ToTraceback())], page.Continuation);
    }

    /// <summary>Enters a traceback, or replaces what is known of it. The same request again changes nothing and succeeds.</summary>
    /// <param name="reference">See <see cref="Traceback.IsReference"/>.</param>
    /// <param name="revision">The revision that the caller read; 0: there was no traceback.</param>
    public async ValueTask<Outcome<Traceback, TracebackRefusal>> ChangeAsync(
        string reference, long revision, TracebackTerms terms, ActRequest act, CancellationToken cancellationToken)
    {
        if (!Traceback.IsReference(reference))
            return new TracebackRefusal(TracebackFailure.TermsNotAllowed, "a reference must have 1 to 64 of A-Z a-z 0-9 - _");
        var mark = act.MarkOf(Encoding.UTF8.GetBytes(
            $"put {terms.Country} {terms.Provider} {terms.State} {terms.AskedOn.DayNumber.ToString(CultureInfo.InvariantCulture)}"));
        var outcome = await _rows.ChangeAsync<TracebackRefusal>(
            Partition, reference, mark, row => new(Change(row?.ToTraceback(), reference, revision, terms, act)), cancellationToken);
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        _reads.Forget(Partition);
        return stored.ToTraceback();
    }

    /// <summary>What all tracebacks say of countries and providers, at most a minute old.</summary>
    internal async ValueTask<TracebackEvidence> GetEvidenceAsync(CancellationToken cancellationToken) =>
        (await _reads.GetAsync(Partition, ReadAsync, cancellationToken))!;

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    /// <summary>The tracebacks that were asked in a quarter: all of them, and by what became of them up to now.</summary>
    async IAsyncEnumerable<ReportFigure> IReportSource.ListAsync(
        Quarter quarter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byState = Enum.GetValues<TracebackState>().ToDictionary(state => state, _ => 0L);
        await foreach (var row in _rows.ListAsync(Partition, cancellationToken))
        {
            if (quarter.Contains(new DateTimeOffset(row.AskedOn, TimeOnly.MinValue, TimeSpan.Zero))) byState[row.State]++;
        }

        yield return new ReportFigure(Section, "all", byState.Values.Sum());
        foreach (var (state, count) in byState) yield return new ReportFigure(Section, KebabCase.Of(state), count);
    }

    private async ValueTask<TracebackEvidence?> ReadAsync(string partition, CancellationToken cancellationToken)
    {
        var all = new List<Traceback>();
        await foreach (var row in _rows.ListAsync(partition, cancellationToken)) all.Add(row.ToTraceback());
        return new TracebackEvidence(all);
    }

    private Outcome<AuditedChange<TracebackDocument>, TracebackRefusal> Change(
        Traceback? before, string reference, long revision, TracebackTerms terms, ActRequest act)
    {
        var present = before?.Revision ?? 0;
        if (present != revision)
        {
            return new TracebackRefusal(TracebackFailure.RevisionDiffers, before is null
                ? $"there is no traceback {reference}; to enter one, revision must be 0"
                : $"the traceback has revision {present}; read it again");
        }

        var after = new Traceback(
            reference, terms.Country, terms.Provider, terms.AskedOn, terms.State, present + 1, _time.GetUtcNow());
        return new AuditedChange<TracebackDocument>(TracebackDocument.Of(after), ActOf(before, after, act));
    }

    private static AuditAct ActOf(Traceback? before, Traceback after, ActRequest act)
    {
        AuditChange[] changes =
        [
            AuditChange.Of("country", before?.Country.Value, after.Country.Value),
            AuditChange.Of("provider", before?.Provider?.ToString(), after.Provider?.ToString()),
            AuditChange.Of("askedOn", TextOf(before?.AskedOn), TextOf(after.AskedOn)),
            AuditChange.Of("state", before is null ? null : KebabCase.Of(before.State), KebabCase.Of(after.State)),
        ];
        return act.ToAct(
            new AuditParty("traceback", after.Reference), after.Revision, after.ChangedAt,
            before is null ? "traceback-entered" : "traceback-changed", changes);
    }

    private static string? TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(EventId = 4504, Level = LogLevel.Warning,
        Message = "The tracebacks could not be read again; scores go on with those that were read last")]
    private partial void LogNotRead(Exception exception);
}
