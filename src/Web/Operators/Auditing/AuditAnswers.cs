using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;

namespace Shaken.Web.Operators.Auditing;

/// <summary>A page of the audit log; a cursor leads to the next, and a page may be short before the end.</summary>
public sealed record AuditListAnswer(IReadOnlyList<AuditLine> Entries, string? Cursor);

/// <summary>An entry of the audit log.</summary>
/// <param name="At">When it was done, by the clock of the instance that did it.</param>
/// <param name="RecordedAt">When it was recorded; it never falls along the log.</param>
public sealed record AuditLine(
    long Number, DateTimeOffset RecordedAt, DateTimeOffset At, string Actor, string? Address, string Subject, string Action, string? Reason,
    IReadOnlyList<AuditChange> Changes, string Id, string Previous, string Hash)
{
    public static AuditLine Of(AuditEntry entry)
    {
        var act = entry.Act;
        return new AuditLine(
            entry.Number, entry.RecordedAt, act.At, act.Actor.ToString(), act.Address, act.Subject.ToString(), act.Action, act.Reason,
            act.Changes, act.Id, entry.Previous, entry.Hash);
    }
}

/// <summary>Whether the chain is whole.</summary>
/// <param name="Last">The last entry that is right: keep it elsewhere, and give it to the next check.</param>
public sealed record AuditVerifyAnswer(bool IsWhole, AuditAnchor? Last, AuditBreakLine? Break)
{
    public static AuditVerifyAnswer Of(AuditVerification found) => new(
        found.Break is null, found.Last, found.Break is { } fault ? new AuditBreakLine(fault.Number, KebabCase.Of(fault.Fault)) : null);
}

/// <summary>The first fault of the chain.</summary>
public sealed record AuditBreakLine(long Number, string Fault);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditListAnswer))]
[JsonSerializable(typeof(AuditVerifyAnswer))]
internal sealed partial class AuditAnswersJson : JsonSerializerContext;
