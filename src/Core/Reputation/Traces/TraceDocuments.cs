using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Traces;

/// <summary>A trace as it is stored.</summary>
/// <param name="SecretId">Which deployment secret seals the content.</param>
/// <param name="Sealed">A <see cref="TraceContent"/>.</param>
internal sealed record TraceRow(
    string Id, string Author, string? Addressee, TraceState State, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt, long Revision,
    string SecretId, byte[] Sealed)
{
    public TraceSummary ToSummary()
    {
        ProviderId? addressee = null;
        return ProviderId.TryParse(Author, out var author) && (Addressee is null || ProviderId.TryParse(Addressee, out addressee))
            ? new TraceSummary(Id, author, addressee, State, OpenedAt, ChangedAt, Revision)
            : throw new StorageException("A call trace cannot be read.");
    }
}

/// <summary>What is sealed of a trace.</summary>
internal sealed record TraceContent(TracedCallDocument Call, IReadOnlyList<TraceAnswerDocument> Answers);

/// <summary>A traced call as it is stored, sealed.</summary>
internal sealed record TracedCallDocument(
    TraceRole Role, DateTimeOffset StartedAt, string Called, string Displayed, string? Asserted, Attestation? Attest, string? Signatory,
    string? Ingress, string? Egress, string? Terminating, int? RejectCode, bool IsBroken, bool IsEmergency)
{
    public static TracedCallDocument Of(TracedCall call) => new(
        call.Role, call.StartedAt, call.Called.Value, call.Displayed.Value, call.Asserted?.Value, call.Attest,
        call.Signatory?.ToString(), call.Ingress?.ToString(), call.Egress?.ToString(), call.Terminating?.ToString(), call.RejectCode,
        call.IsBroken, call.IsEmergency);

    public TracedCall ToCall() => LastDigits.TryParse(Called, out var called) && LastDigits.TryParse(Displayed, out var displayed)
        ? new TracedCall(Role, StartedAt, called, displayed)
        {
            Asserted = LastDigits.TryParse(Asserted, out var asserted) ? asserted : null,
            Attest = Attest,
            Signatory = ProviderOf(Signatory),
            Ingress = ProviderOf(Ingress),
            Egress = ProviderOf(Egress),
            Terminating = ProviderOf(Terminating),
            RejectCode = RejectCode,
            IsBroken = IsBroken,
            IsEmergency = IsEmergency,
        }
        : throw new StorageException("A call trace cannot be read.");

    internal static ProviderId? ProviderOf(string? text) => ProviderId.TryParse(text, out var provider) ? provider : null;
}

/// <summary>An answer as it is stored, sealed.</summary>
internal sealed record TraceAnswerDocument(string? By, DateTimeOffset At, TraceFinding Finding, string? From, string? Note)
{
    public static TraceAnswerDocument Of(TraceAnswer answer) =>
        new(answer.By?.ToString(), answer.At, answer.Finding, answer.From?.ToString(), answer.Note);

    public TraceAnswer ToAnswer() =>
        new(TracedCallDocument.ProviderOf(By), At, Finding, TracedCallDocument.ProviderOf(From), Note);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuditedRowDocument<TraceRow>), TypeInfoPropertyName = "Trace")]
[JsonSerializable(typeof(TraceContent))]
internal sealed partial class TraceJson : JsonSerializerContext;
