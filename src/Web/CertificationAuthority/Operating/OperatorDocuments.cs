using System.Text.Json.Serialization;

namespace Shaken.Web.CertificationAuthority.Operating;

/// <summary>A key for external account binding (RFC 8555 section 7.3.4), shown this once.</summary>
/// <param name="Kid">Names the key.</param>
/// <param name="MacKey">32 octets in base64url, for HS256.</param>
public sealed record ExternalKeyAnswer(string Kid, string MacKey, string Organization);

/// <summary>An ACME account as its CA knows it.</summary>
/// <param name="Thumbprint">Of its key (RFC 7638).</param>
public sealed record AccountAnswer(string Id, string Status, string? Organization, IReadOnlyList<string> Contact, string? ExternalKeyId, DateTimeOffset CreatedAt, string Thumbprint);

/// <summary>A page of ACME accounts, newest first; a cursor leads to the next. A page may be short before the end.</summary>
public sealed record AcmeAccountsAnswer(IReadOnlyList<AccountAnswer> Accounts, string? Cursor);

/// <summary>A subscriber of the manual flow, who has no account.</summary>
public sealed record SubscriberAnswer(string Id, string Status);

/// <summary>What a step of rebuilding the ledger did.</summary>
/// <param name="Chains">Published chains that were looked at.</param>
/// <param name="Added">Certificates that the ledger did not know.</param>
/// <param name="KeysBlocked">Certificates revoked for keyCompromise, whose keys are certified no more.</param>
/// <param name="Cursor">Of the next step; absent at the end.</param>
public sealed record LedgerAnswer(int Chains, int Added, int KeysBlocked, string? Cursor);

/// <summary>A page of certificates; a cursor leads to the next.</summary>
public sealed record IssuedAnswer(IReadOnlyList<IssuedLine> Certificates, string? Cursor);

/// <summary>One issued certificate.</summary>
/// <param name="Id">SHA-256 of its DER.</param>
/// <param name="Serial">In hexadecimal digits.</param>
public sealed record IssuedLine(string Id, string Serial, string Subject, DateTimeOffset NotAfter, string Url);

/// <summary>A suspended account.</summary>
/// <param name="Revoked">How many certificates were revoked by this request.</param>
public sealed record SuspendedAnswer(string Id, int Revoked);

/// <summary>A revoked certificate.</summary>
public sealed record RevokedAnswer(string Serial, string Reason, DateTimeOffset RevokedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExternalKeyAnswer))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AcmeAccountsAnswer))]
[JsonSerializable(typeof(IssuedAnswer))]
[JsonSerializable(typeof(SubscriberAnswer))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(SuspendedAnswer))]
[JsonSerializable(typeof(RevokedAnswer))]
internal sealed partial class OperatorJson : JsonSerializerContext;
