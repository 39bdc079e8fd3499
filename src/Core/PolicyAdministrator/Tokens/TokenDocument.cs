using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>A token as it is stored, with the act that the audit log is still to be told.</summary>
internal sealed record TokenDocument(
    string AccountId, string Id, string Value, bool IsCa, string Fingerprint, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt,
    string IssuedTo, string? Address, TokenRevocation? Revocation, AuditActDocument? Pending)
{
    public static byte[] Write(LedgerToken token, AuditAct? pending)
    {
        var document = new TokenDocument(
            token.AccountId, token.Id, token.Value, token.IsCa, token.Fingerprint, token.IssuedAt, token.ExpiresAt,
            token.IssuedTo.ToString(), token.Address, token.Revocation, pending is null ? null : AuditActDocument.Of(pending));
        return JsonSerializer.SerializeToUtf8Bytes(document, TokenJson.Default.TokenDocument);
    }

    public static StoredToken Read(StoredRecord record)
    {
        var document = JsonSerializer.Deserialize(record.Document.Span, TokenJson.Default.TokenDocument);
        if (document is null || !AuditParty.TryParse(document.IssuedTo, out var issuedTo)) throw Unreadable(record);
        AuditAct? pending = null;
        if (document.Pending is not null && !document.Pending.TryToAct(out pending)) throw Unreadable(record);
        var token = new LedgerToken(
            document.AccountId, document.Id, document.Value, document.IsCa, document.Fingerprint, document.IssuedAt, document.ExpiresAt,
            issuedTo, document.Address, document.Revocation);
        return new StoredToken(token, pending, record.ETag);
    }

    private static StorageException Unreadable(StoredRecord record) => new($"The token {record.Key.Row} cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenDocument))]
internal sealed partial class TokenJson : JsonSerializerContext;
