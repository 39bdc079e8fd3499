using System.Text.Json;
using System.Text.Json.Serialization;
using Shaken.Core.Auditing;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>A root as it is stored, with what the audit log is still to be told.</summary>
internal sealed record AuthorityDocument(
    byte[] Certificate, string Name, string PracticeStatement, AuthorityState State, long Revision, DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt, string ChangedBy, IReadOnlyList<string> Marks, AuditActDocument? Pending)
{
    public static byte[] Write(ApprovedAuthority authority, IReadOnlyList<string> marks, AuditAct? pending)
    {
        var document = new AuthorityDocument(
            authority.Root.Certificate.Der.ToArray(), authority.Name, authority.PracticeStatement, authority.State, authority.Revision,
            authority.CreatedAt, authority.ChangedAt, authority.ChangedBy.ToString(), marks,
            pending is null ? null : AuditActDocument.Of(pending));
        return JsonSerializer.SerializeToUtf8Bytes(document, AuthorityJson.Default.AuthorityDocument);
    }

    public static StoredAuthority Read(StoredRecord record)
    {
        var document = JsonSerializer.Deserialize(record.Document.Span, AuthorityJson.Default.AuthorityDocument);
        if (document is null || !StiCertificate.TryRead(document.Certificate, out var certificate, out _)
            || !TrustedRoot.TryCreateVouched(certificate, out var root, out _)
            || !AuditParty.TryParse(document.ChangedBy, out var changedBy))
            throw Unreadable(record);
        AuditAct? pending = null;
        if (document.Pending is not null && !document.Pending.TryToAct(out pending)) throw Unreadable(record);
        var authority = new ApprovedAuthority(
            root, document.Name, document.PracticeStatement, document.State, document.Revision, document.CreatedAt, document.ChangedAt,
            changedBy);
        return new StoredAuthority(authority, pending, document.Marks, record.ETag);
    }

    private static StorageException Unreadable(StoredRecord record) => new($"The root {record.Key.Row} cannot be read.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AuthorityDocument))]
internal sealed partial class AuthorityJson : JsonSerializerContext;
