using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>
/// Revokes SPC tokens. A revocation is answered when it is stored, stands in the audit log, and the CAs have been given notice; one that
/// was stored and not told of is told of by its repetition, or by <see cref="SweepAsync"/> (ADR 0044).
/// </summary>
public sealed class RevokeToken
{
    private const string Table = "pa-token-changes";

    private readonly TokenLedger _ledger;
    private readonly AuditLog _audit;
    private readonly NoticeLog _notices;
    private readonly ChangesUnderWay _underWay;
    private readonly TimeProvider _time;

    public RevokeToken(TokenLedger ledger, AuditLog audit, NoticeLog notices, IRecords records, TimeProvider time, IRandom random) =>
        (_ledger, _audit, _notices, _time, _underWay) =
            (ledger, audit, notices, time, new ChangesUnderWay(records, Table, time, random));

    /// <summary>Revokes one token. One that is revoked already stays as it is.</summary>
    public async ValueTask<Outcome<LedgerToken, TokenRefusal>> RevokeAsync(
        string accountId, string tokenId, ActRequest act, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _ledger.FindStoredAsync(accountId, tokenId, cancellationToken) is not { } stored)
                return new TokenRefusal(TokenFailure.TokenNotFound, "the account has no token of this id");
            if (stored.Pending is not null)
            {
                await TellAsync(stored, cancellationToken);
                continue;
            }

            if (stored.Token.Revocation is not null) return stored.Token;
            var revoked = stored.Token with { Revocation = new TokenRevocation(_time.GetUtcNow(), act.Reason) };
            var pending = ActOf(revoked, act);
            var underWay = await _underWay.BeginAsync(IdOf(revoked), cancellationToken);
            if (await _ledger.TryReplaceAsync(revoked, pending, stored.ETag, cancellationToken) is { } version)
            {
                // It is stored: from here on a caller that leaves ends nothing.
                await TellAsync(new StoredToken(revoked, pending, version), CancellationToken.None);
                await _underWay.EndAsync(underWay, CancellationToken.None);
                return revoked;
            }

            await _underWay.EndAsync(underWay, cancellationToken);
        }

        throw StorageException.OfContention($"The token {tokenId}");
    }

    /// <summary>
    /// Revokes the tokens of an account that are still good: for an account that gets none any more. Repeated, it completes what was cut
    /// off.
    /// </summary>
    /// <returns>How many were revoked now.</returns>
    public async ValueTask<int> RevokeAllAsync(string accountId, ActRequest act, CancellationToken cancellationToken)
    {
        var revoked = 0;
        string? continuation = null;
        do
        {
            var page = await _ledger.ListAsync(accountId, continuation, StorageLimits.Page, cancellationToken);
            foreach (var token in page.Tokens.Where(token => token.IsGoodAt(_time.GetUtcNow())))
            {
                if ((await RevokeAsync(accountId, token.Id, act, cancellationToken)).IsSuccess) revoked++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return revoked;
    }

    /// <summary>Tells of all revocations that an instance left untold. Safe on many instances at once, and to be repeated.</summary>
    public ValueTask SweepAsync(CancellationToken cancellationToken) => _underWay.SweepAsync(
        async (id, _, token) =>
        {
            if (id.Split(':') is not [var account, var jti]) return true;
            if (await _ledger.FindStoredAsync(account, jti, token) is not { } stored) return true;

            // Written again, the token makes a revocation fail that is still under way: that one begins anew, with a row of its own.
            if (stored.Pending is null) return await _ledger.TryReplaceAsync(stored.Token, pending: null, stored.ETag, token) is not null;
            await TellAsync(stored, token);
            return true;
        },
        cancellationToken);

    private async ValueTask TellAsync(StoredToken stored, CancellationToken cancellationToken)
    {
        if (stored.Pending is not { } pending) return;
        await _audit.AppendAsync(pending, cancellationToken);
        await _notices.AppendAsync(new NewNotice(pending.Id, new TokenNotice(stored.Token.Id)), cancellationToken);

        // A lost race is another's who told the same.
        await _ledger.TryReplaceAsync(stored.Token, pending: null, stored.ETag, cancellationToken);
    }

    // An account's id holds no colon.
    private static string IdOf(LedgerToken token) => $"{token.AccountId}:{token.Id}";

    private static AuditAct ActOf(LedgerToken token, ActRequest act)
    {
        var subject = new AuditParty("token", token.Id);
        AuditChange[] changes = [AuditChange.Of("account", null, token.AccountId), AuditChange.Of("revoked", "false", "true")];
        return new AuditAct(
            $"{subject}/revoked", token.Revocation!.At, act.Actor, act.Address, subject, "token-revoked", act.Reason, changes);
    }
}
