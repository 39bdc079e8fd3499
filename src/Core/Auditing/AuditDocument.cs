using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Storage;

namespace Shaken.Core.Auditing;

/// <summary>An entry as it is stored. Its octets are what the next entry's hash is of.</summary>
internal sealed record AuditDocument(long Number, string Previous, DateTimeOffset RecordedAt, AuditActDocument Act)
{
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditDocument);

    /// <summary>Reads an entry. False: it is not one, so somebody changed it.</summary>
    public static bool TryRead(LogEntry stored, [NotNullWhen(true)] out AuditEntry? entry)
    {
        entry = null;
        try
        {
            if (JsonSerializer.Deserialize(stored.Document.Span, AuditJson.Default.AuditDocument) is not { } document) return false;
            if (!document.Act.TryToAct(out var act)) return false;
            entry = new AuditEntry(document.Number, document.Previous, document.RecordedAt, act, HashOf(stored));
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <exception cref="StorageException">It is not an entry.</exception>
    public static AuditEntry Read(LogEntry stored) =>
        TryRead(stored, out var entry)
            ? entry
            : throw new StorageException($"Entry {stored.Number} of the audit log cannot be read: verify the log.");

    public static string HashOf(LogEntry stored) => Convert.ToHexStringLower(SHA256.HashData(stored.Document.Span));
}

/// <summary>An act as it is stored: in the log, and before that beside the change it tells of.</summary>
internal sealed record AuditActDocument(
    string Id, DateTimeOffset At, string Actor, string? Address, string Subject, string Action, string? Reason,
    IReadOnlyList<AuditChange> Changes)
{
    public static AuditActDocument Of(AuditAct act) =>
        new(act.Id, act.At, act.Actor.ToString(), act.Address, act.Subject.ToString(), act.Action, act.Reason, act.Changes);

    public bool TryToAct([NotNullWhen(true)] out AuditAct? act)
    {
        act = null;
        if (!AuditParty.TryParse(Actor, out var actor) || !AuditParty.TryParse(Subject, out var subject)) return false;
        try
        {
            act = new AuditAct(Id, At, actor, Address, subject, Action, Reason, Changes);
            return true;
        }
        catch (ArgumentException)
        {
            // Only acts within their bounds are written: this one was changed afterwards.
            return false;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(AuditedDocument))]
internal sealed partial class AuditJson : JsonSerializerContext;
