using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Traces;

namespace Shaken.Web.Reputation;

/// <summary>A call trace in a list, without what is sealed.</summary>
/// <param name="Author">Who opened it, as FR/ABC123.</param>
/// <param name="Addressee">Who is asked; absent: the authority.</param>
/// <param name="State"><c>open</c>, <c>answered</c> or <c>closed</c>.</param>
internal sealed record TraceSummaryAnswer(
    string Id, string Author, string? Addressee, string State, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt, long Revision)
{
    public static TraceSummaryAnswer Of(TraceSummary trace) => new(
        trace.Id, trace.Author.ToString(), trace.Addressee?.ToString(), KebabCase.Of(trace.State), trace.OpenedAt, trace.ChangedAt,
        trace.Revision);
}

/// <summary>A page of call traces; a cursor leads to the next. A page may be short before the end.</summary>
internal sealed record TracesAnswer(IReadOnlyList<TraceSummaryAnswer> Traces, string? Cursor);

/// <summary>A traced call. Of numbers it has the last four digits.</summary>
internal sealed record TracedCallAnswer(
    string Role, DateTimeOffset StartedAt, string Called, string Displayed, string? Asserted, string? Attest, string? Signatory,
    string? Ingress, string? Egress, string? Terminating, int? RejectCode, bool Broken, bool Emergency)
{
    public static TracedCallAnswer Of(TracedCall call) => new(
        KebabCase.Of(call.Role), call.StartedAt, call.Called.Value, call.Displayed.Value, call.Asserted?.Value, call.Attest?.ToString(),
        call.Signatory?.ToString(), call.Ingress?.ToString(), call.Egress?.ToString(), call.Terminating?.ToString(), call.RejectCode,
        call.IsBroken, call.IsEmergency);
}

/// <summary>An answer to a trace.</summary>
/// <param name="By">Who answered; absent: the authority.</param>
/// <param name="Finding"><c>not-ours</c>, <c>came-from</c>, <c>own-customer</c> or <c>customer-stopped</c>.</param>
internal sealed record TraceAnswerAnswer(string? By, DateTimeOffset At, string Finding, string? From, string? Note)
{
    public static TraceAnswerAnswer Of(TraceAnswer answer) => new(
        answer.By?.ToString(), answer.At, KebabCase.Of(answer.Finding), answer.From?.ToString(), answer.Note);
}

/// <summary>A call trace, opened for its reader.</summary>
internal sealed record CallTraceAnswer(TraceSummaryAnswer Trace, TracedCallAnswer Call, IReadOnlyList<TraceAnswerAnswer> Answers)
{
    public static CallTraceAnswer Of(CallTrace trace) => new(
        TraceSummaryAnswer.Of(trace.Summary), TracedCallAnswer.Of(trace.Call), [.. trace.Answers.Select(TraceAnswerAnswer.Of)]);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TracesAnswer))]
[JsonSerializable(typeof(CallTraceAnswer))]
internal sealed partial class TraceAnswersJson : JsonSerializerContext;
