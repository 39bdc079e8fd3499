using Shaken.Core.Auditing;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>An SPC token as the ledger knows it: everything but its signature.</summary>
/// <param name="Id">jti.</param>
/// <param name="Value">tkvalue.</param>
/// <param name="IssuedTo">Who asked for it.</param>
/// <param name="Address">From where.</param>
/// <param name="Revocation">Null: it was not revoked.</param>
public sealed record LedgerToken(
    string AccountId, string Id, string Value, bool IsCa, string Fingerprint, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt,
    AuditParty IssuedTo, string? Address, TokenRevocation? Revocation)
{
    /// <summary>Whether CAs take it at a moment, as far as the token goes.</summary>
    public bool IsGoodAt(DateTimeOffset moment) => Revocation is null && ExpiresAt > moment;
}

/// <summary>When and why a token was revoked.</summary>
public sealed record TokenRevocation(DateTimeOffset At, string Reason);

/// <summary>A signed token, and what the ledger knows of it.</summary>
public sealed record IssuedToken(LedgerToken Entry, string Jwt);

/// <summary>Some tokens of an account and where to go on; a null continuation is the end.</summary>
public sealed record TokenPage(IReadOnlyList<LedgerToken> Tokens, string? Continuation);

/// <summary>A token as it lies in the store.</summary>
/// <param name="Pending">What the audit log and the CAs are still to be told of its revocation; null: nothing.</param>
internal sealed record StoredToken(LedgerToken Token, AuditAct? Pending, ETag ETag);
