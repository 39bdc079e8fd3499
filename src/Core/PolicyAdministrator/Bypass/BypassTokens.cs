using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Storage;
using Shaken.Core.Tokens.Bypass;

namespace Shaken.Core.PolicyAdministrator.Bypass;

/// <summary>
/// Issues bypass tokens to providers whose signing service is down, and revokes them. A token is answered only when it stands in the
/// ledger; both acts stand in the audit log.
/// </summary>
public sealed class BypassTokens
{
    /// <summary>The table, for the purge of what expired long ago.</summary>
    public const string Table = "pa-bypass-tokens";

    private const int IdOctets = 16;
    private const int PartitionLength = 2;

    // What an auditor may still ask about.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(400);

    private readonly ProviderAccounts _accounts;
    private readonly BypassTokenSigner _signer;
    private readonly string _issuer;
    private readonly AuditedRows<BypassTokenDocument> _rows;
    private readonly TimeProvider _time;

    /// <param name="issuer">iss: plain text of 1 to <see cref="BypassTokenClaims.MaxIssuer"/> characters.</param>
    public BypassTokens(
        string issuer, BypassTokenSigner signer, ProviderAccounts accounts, AuditLog audit, IRecords records, TimeProvider time,
        IRandom random)
    {
        (_issuer, _signer, _accounts, _time) = (issuer, signer, accounts, time);
        _rows = new AuditedRows<BypassTokenDocument>(audit, records, Table, BypassJson.Default.Token, carryOut: null, time, random);
    }

    /// <summary>
    /// Issues a token. The same request again gives the same token, signed anew: its id follows from the request.
    /// </summary>
    /// <param name="life">From now to exp: at most <see cref="BypassTokenClaims.LongestLife"/>.</param>
    public async ValueTask<Outcome<IssuedBypassToken, BypassRefusal>> IssueAsync(
        string accountId, ProviderId provider, TimeSpan life, ActRequest act, CancellationToken cancellationToken)
    {
        if (life < TimeSpan.FromSeconds(1) || life > BypassTokenClaims.LongestLife)
            return new BypassRefusal(BypassFailure.LifeNotAllowed,
                $"a bypass token is good for 1 second to {BypassTokenClaims.LongestLife.TotalHours:0} hours");
        if (await FindViolationAsync(accountId, provider, cancellationToken) is { } breach) return breach;
        var content = string.Create(CultureInfo.InvariantCulture, $"issue {accountId} {provider} {life.TotalSeconds:0}");
        var mark = act.MarkOf(Encoding.UTF8.GetBytes(content));

        // In hex, not base64url: what starts with "-" is an option to command lines.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(mark)).AsSpan(0, IdOctets));

        // NumericDates count whole seconds.
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((issuedAt + life).ToUnixTimeSeconds());
        var claims = new BypassTokenClaims(_issuer, provider, issuedAt, expiresAt, id);
        var token = new LedgerBypassToken(claims, accountId, RevokedAt: null);
        var stored = await _rows.ChangeAsync<BypassRefusal>(
            PartitionOf(id), id, mark,
            row => new(row is null
                ? ChangeOf(token, act, "bypass-token-issued",
                    AuditChange.Of("expires", null, expiresAt.ToString("u", CultureInfo.InvariantCulture)))

                // The request was remembered no longer, because the token was revoked since.
                : (Outcome<AuditedChange<BypassTokenDocument>, BypassRefusal>)NotFound()),
            cancellationToken);
        if (!stored.TryGet(out var document, out var refusal)) return refusal;
        var issued = document.ToToken();
        if (issued.RevokedAt is not null)
            return new BypassRefusal(BypassFailure.Revoked, "the token of this request was revoked; send another request id");
        return new IssuedBypassToken(issued, await _signer.SignAsync(issued.Claims, cancellationToken));
    }

    /// <summary>Revokes a token of an account. One that is revoked already stays as it is.</summary>
    public async ValueTask<Outcome<LedgerBypassToken, BypassRefusal>> RevokeAsync(
        string accountId, string id, ActRequest act, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } present || present.AccountId != accountId) return NotFound();
        if (present.RevokedAt is not null) return present;
        var stored = await _rows.ChangeAsync<BypassRefusal>(
            PartitionOf(id), id, act.MarkOf("revoke"u8),
            row =>
            {
                var before = row!.ToToken();
                var after = before with { RevokedAt = before.RevokedAt ?? _time.GetUtcNow() };
                return new(ChangeOf(after, act, "bypass-token-revoked", AuditChange.Of("revoked", "false", "true")));
            },
            cancellationToken);
        return stored.TryGet(out var document, out var refusal) ? document.ToToken() : refusal;
    }

    /// <summary>The token of an id, whatever became of it; null: there is none.</summary>
    public async ValueTask<LedgerBypassToken?> FindAsync(string id, CancellationToken cancellationToken) =>
        BypassTokenClaims.IsId(id) && id.Length >= PartitionLength
            ? (await _rows.FindAsync(PartitionOf(id), id, cancellationToken))?.ToToken()
            : null;

    /// <summary>
    /// Until when a token counts: it was not revoked, has not expired, and its provider's account gets tokens. Null: it does not count.
    /// </summary>
    public async ValueTask<DateTimeOffset?> FindEndAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { RevokedAt: null } token && token.Claims.ExpiresAt > _time.GetUtcNow()
        && await FindViolationAsync(token.AccountId, token.Claims.Provider, cancellationToken) is null
            ? token.Claims.ExpiresAt
            : null;

    /// <summary>Tells the audit log of changes that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _rows.SweepAsync(cancellationToken);

    private async ValueTask<BypassRefusal?> FindViolationAsync(string accountId, ProviderId provider, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(accountId, cancellationToken) is not { } account)
            return new BypassRefusal(BypassFailure.AccountNotFound, "there is no account of this id");
        if (!account.State.GetsTokens())
            return new BypassRefusal(BypassFailure.AccountNotOpen, $"the account is {KebabCase.Of(account.State)} and gets no tokens");
        return account.TokenProviders.Contains(provider)
            ? null
            : new BypassRefusal(BypassFailure.CodeNotHeld, $"the account does not have the code {provider}");
    }

    private AuditedChange<BypassTokenDocument> ChangeOf(LedgerBypassToken token, ActRequest act, string action, AuditChange change)
    {
        var subject = new AuditParty("bypass-token", token.Claims.Id);
        AuditChange[] changes =
        [
            change, AuditChange.Of("account", null, token.AccountId),
            AuditChange.Of("provider", null, token.Claims.Provider.ToString()),
        ];
        var audited = new AuditAct(
            $"{subject}/{action}", _time.GetUtcNow(), act.Actor, act.Address, subject, action, act.Reason, changes);
        return new AuditedChange<BypassTokenDocument>(
            BypassTokenDocument.Of(token), audited, token.Claims.ExpiresAt + KeptAfterExpiry);
    }

    private static BypassRefusal NotFound() => new(BypassFailure.NotFound, "the account has no bypass token of this id");

    private static string PartitionOf(string id) => id[..PartitionLength];
}
