using System.Text;
using System.Text.Json;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Traces;

/// <summary>Some traces and where to go on; a null continuation is the end. A page may be short before it.</summary>
public sealed record TracePage(IReadOnlyList<TraceSummary> Traces, string? Continuation);

/// <summary>
/// Call traces that providers and the authority share, as the French system does: the last four digits of numbers, sealed in the store;
/// every reading and every change stands in the audit log, without digits. Safe on any number of instances.
/// </summary>
public sealed class CallTraces
{
    /// <summary>The table, for its purge.</summary>
    public const string Table = "reputation-traces";

    /// <summary>Answers of one trace.</summary>
    public const int MaxAnswers = 20;

    /// <summary>How long a trace is kept after its last change.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(365);

    /// <summary>How old a call may be that is traced.</summary>
    public static readonly TimeSpan OldestCall = TimeSpan.FromDays(90);

    private const string Partition = "traces";

    private readonly AuditedRows<TraceRow> _rows;
    private readonly AuditLog _audit;
    private readonly IReadOnlyList<Sealing> _sealings;
    private readonly TimeProvider _time;

    public CallTraces(AuditLog audit, IRecords records, DeploymentSecrets secrets, TimeProvider time, IRandom random)
    {
        (_audit, _time) = (audit, time);
        _sealings = [.. secrets.All.Select(secret => new Sealing(secret, Table, random))];
        _rows = new AuditedRows<TraceRow>(audit, records, Table, TraceJson.Default.Trace, carryOut: null, time, random);
    }

    /// <summary>Opens a trace. The same request again gives the trace that it opened.</summary>
    /// <param name="addressee">Who is asked; null: the authority.</param>
    public async ValueTask<Outcome<CallTrace, TraceRefusal>> OpenAsync(
        TraceParty party, ProviderId author, ProviderId? addressee, TracedCall call, ActRequest act, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (!party.IsAuthority && !party.IsFor(author)) return NotFor(author);
        if (TraceNote.TellsNumber(act.Reason)) return NumberInReason;
        if (now - call.StartedAt > OldestCall || call.StartedAt - now > ClockTolerance.OtherParties)
        {
            return new TraceRefusal(
                TraceFailure.TraceNotAllowed, $"the call must have begun within the last {OldestCall.TotalDays:0} days");
        }

        var content = new TraceContent(TracedCallDocument.Of(call), []);
        var mark = MarkOf(act, $"open {author} {addressee}", content);

        // Named by the request, so that the same one opens no second trace.
        var id = mark[..TraceSummary.IdLength];
        var outcome = await _rows.ChangeAsync<TraceRefusal>(
            Partition, id, mark,
            row => ValueTask.FromResult<Outcome<AuditedChange<TraceRow>, TraceRefusal>>(row is null
                ? Write(id, author, addressee, TraceState.Open, now, revision: 1, content, now, act, "trace-opened")
                : new TraceRefusal(TraceFailure.RevisionDiffers, "this request opened a trace that was changed since; read it")),
            cancellationToken);
        return Shown(outcome, revision: 1);
    }

    /// <summary>Traces that a party may read, in the order of their ids, without what is sealed.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxTraces">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<TracePage> ListAsync(
        TraceParty party, string? continuation, int maxTraces, CancellationToken cancellationToken)
    {
        var page = await _rows.ListPageAsync(Partition, continuation, maxTraces, cancellationToken);
        return new TracePage([.. page.Values.Select(row => row.ToSummary()).Where(party.MayRead)], page.Continuation);
    }

    /// <summary>Opens a trace for a reader. The audit log tells of it before anything is shown.</summary>
    /// <param name="readingId">Names the reading: each has its entry in the log.</param>
    public async ValueTask<Outcome<CallTrace, TraceRefusal>> ReadAsync(
        TraceParty party, string id, ActRequest act, string readingId, CancellationToken cancellationToken)
    {
        if (await FindAsync(party, id, cancellationToken) is not { } row) return NotFound;
        await _audit.AppendAsync(
            new AuditAct(
                $"trace-read:{id}/{readingId}", _time.GetUtcNow(), act.Actor, act.Address, SubjectOf(id), "trace-read", act.Reason, []),
            cancellationToken);
        return Open(row);
    }

    /// <summary>Answers a trace.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    /// <param name="answer">Its moment is set here.</param>
    public ValueTask<Outcome<CallTrace, TraceRefusal>> AnswerAsync(
        TraceParty party, string id, long revision, TraceAnswer answer, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(party, id, revision, act, $"answer {answer.By} {answer.Finding} {answer.From} {answer.Note}", row =>
        {
            var trace = row.ToSummary();
            if (!party.MayAnswer(trace) || (answer.By is not null && !party.IsFor(answer.By)) || (answer.By is null && !party.IsAuthority))
                return new TraceRefusal(TraceFailure.NotForCaller, "only the provider that is asked, or the authority, may answer");
            if ((answer.Finding == TraceFinding.CameFrom) != (answer.From is not null))
                return new TraceRefusal(TraceFailure.TraceNotAllowed, "came-from names a provider, and nothing else does");
            if (answer.Note is not null && !TraceNote.IsAllowed(answer.Note))
            {
                return new TraceRefusal(
                    TraceFailure.TraceNotAllowed,
                    $"note must be plain text of at most {TraceNote.MaxLength} characters without more than four digits in a row");
            }

            if (trace.State == TraceState.Closed) return new TraceRefusal(TraceFailure.NotOpen, "the trace is closed");
            var content = ContentOf(row);
            if (content.Answers.Count >= MaxAnswers)
                return new TraceRefusal(TraceFailure.NotOpen, $"the trace has {MaxAnswers} answers; open another one");
            var now = _time.GetUtcNow();
            return Write(
                id, trace.Author, trace.Addressee, TraceState.Answered, trace.OpenedAt, revision + 1,
                content with { Answers = [.. content.Answers, TraceAnswerDocument.Of(answer with { At = now })] }, now, act,
                "trace-answered");
        }, cancellationToken);

    /// <summary>Closes a trace: its author or the authority.</summary>
    /// <param name="revision">The revision that the caller read.</param>
    public ValueTask<Outcome<CallTrace, TraceRefusal>> CloseAsync(
        TraceParty party, string id, long revision, ActRequest act, CancellationToken cancellationToken) =>
        ChangeAsync(party, id, revision, act, "close", row =>
        {
            var trace = row.ToSummary();
            return party.IsAuthority || party.IsFor(trace.Author)
                ? Write(
                    id, trace.Author, trace.Addressee, TraceState.Closed, trace.OpenedAt, revision + 1, ContentOf(row),
                    _time.GetUtcNow(), act, "trace-closed")
                : new TraceRefusal(TraceFailure.NotForCaller, "only the author of a trace, or the authority, may close it");
        }, cancellationToken);

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<Outcome<CallTrace, TraceRefusal>> ChangeAsync(
        TraceParty party, string id, long revision, ActRequest act, string what,
        Func<TraceRow, Outcome<AuditedChange<TraceRow>, TraceRefusal>> change, CancellationToken cancellationToken)
    {
        if (await FindAsync(party, id, cancellationToken) is null) return NotFound;
        if (TraceNote.TellsNumber(act.Reason)) return NumberInReason;
        var outcome = await _rows.ChangeAsync<TraceRefusal>(
            Partition, id, act.MarkOf(Encoding.UTF8.GetBytes(what)),
            row => ValueTask.FromResult<Outcome<AuditedChange<TraceRow>, TraceRefusal>>(row is null ? NotFound
                : row.Revision != revision
                    ? new TraceRefusal(TraceFailure.RevisionDiffers, $"the trace has revision {row.Revision}; read it again")
                : change(row)),
            cancellationToken);
        return Shown(outcome, revision + 1);
    }

    // Sent again after others changed the trace, a request would show what they wrote without a reading in the audit log.
    private Outcome<CallTrace, TraceRefusal> Shown(Outcome<TraceRow, TraceRefusal> outcome, long revision)
    {
        if (!outcome.TryGet(out var stored, out var refusal)) return refusal;
        return stored.Revision == revision
            ? Open(stored)
            : new TraceRefusal(TraceFailure.RevisionDiffers, "the trace was changed since this request; read it");
    }

    // A trace of others is none: its id must not tell that it is there.
    private async ValueTask<TraceRow?> FindAsync(TraceParty party, string id, CancellationToken cancellationToken) =>
        TraceSummary.IsId(id) && await _rows.FindAsync(Partition, id, cancellationToken) is { } row && party.MayRead(row.ToSummary())
            ? row
            : null;

    private AuditedChange<TraceRow> Write(
        string id, ProviderId author, ProviderId? addressee, TraceState state, DateTimeOffset openedAt, long revision,
        TraceContent content, DateTimeOffset now, ActRequest act, string action)
    {
        var octets = JsonSerializer.SerializeToUtf8Bytes(content, TraceJson.Default.TraceContent);
        var row = new TraceRow(
            id, author.ToString(), addressee?.ToString(), state, openedAt, now, revision, _sealings[0].SecretId,
            _sealings[0].Seal(octets, id));
        AuditChange[] changes =
        [
            AuditChange.Of("author", null, author.ToString()), AuditChange.Of("addressee", null, addressee?.ToString()),
            AuditChange.Of("state", null, KebabCase.Of(state)),
        ];
        return new AuditedChange<TraceRow>(row, act.ToAct(SubjectOf(id), revision, now, action, changes), now + KeptFor);
    }

    private CallTrace Open(TraceRow row)
    {
        var content = ContentOf(row);
        return new CallTrace(row.ToSummary(), content.Call.ToCall(), [.. content.Answers.Select(answer => answer.ToAnswer())]);
    }

    private TraceContent ContentOf(TraceRow row)
    {
        var sealing = _sealings.FirstOrDefault(one => one.SecretId == row.SecretId);
        return sealing is not null && sealing.TryOpen(row.Sealed, row.Id, out var plain)
            && JsonSerializer.Deserialize(plain, TraceJson.Default.TraceContent) is { } content
            ? content
            : throw new StorageException(
                "A call trace does not open: the deployment secret that seals it is not set here, or the record was changed.");
    }

    // The keyed hash keeps the digits of a call from being tried against the stored mark.
    private string MarkOf(ActRequest act, string what, TraceContent content)
    {
        var text = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(content, TraceJson.Default.TraceContent));
        return act.MarkOf(Encoding.UTF8.GetBytes(_sealings[0].Hash($"{what} {text}")));
    }

    private static AuditParty SubjectOf(string id) => new("trace", id);

    private static TraceRefusal NotFound { get; } = new(TraceFailure.NotFound, "there is no trace of this id that the caller may read");

    private static TraceRefusal NumberInReason { get; } = new(
        TraceFailure.TraceNotAllowed, "reason must not have more than four digits in a row: the audit log keeps it");

    private static TraceRefusal NotFor(ProviderId provider) =>
        new(TraceFailure.NotForCaller, $"the caller does not speak for {provider}");
}
