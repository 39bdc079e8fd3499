using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>
/// Every SPC token, by account: who asked for it, from where, for what, and whether it was revoked. A token is answered only when it stands
/// here (ADR 0048).
/// </summary>
public sealed class TokenLedger
{
    /// <summary>The table, for the purge of what expired long ago.</summary>
    public const string Table = "pa-tokens";

    private const int MaxTokenId = 64;

    // What an auditor may still ask about.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(400);

    private readonly IRecords _records;

    public TokenLedger(IRecords records) => _records = records;

    public async ValueTask<LedgerToken?> FindAsync(string accountId, string tokenId, CancellationToken cancellationToken) =>
        (await FindStoredAsync(accountId, tokenId, cancellationToken))?.Token;

    /// <summary>Tokens of an account, in no order of meaning.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxTokens">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<TokenPage> ListAsync(
        string accountId, string? continuation, int maxTokens, CancellationToken cancellationToken)
    {
        if (!ProviderAccount.IsId(accountId)) return new TokenPage([], null);
        var page = await _records.ListAsync(Table, accountId, continuation, maxTokens, cancellationToken);
        return new TokenPage([.. page.Records.Select(record => TokenDocument.Read(record).Token)], page.Continuation);
    }

    internal async ValueTask<StoredToken?> FindStoredAsync(string accountId, string tokenId, CancellationToken cancellationToken) =>
        ProviderAccount.IsId(accountId) && IsTokenId(tokenId)
            && await _records.FindAsync(KeyOf(accountId, tokenId), cancellationToken) is { } record
            ? TokenDocument.Read(record)
            : null;

    internal async ValueTask AddAsync(LedgerToken token, CancellationToken cancellationToken)
    {
        if (await _records.TryInsertAsync(RecordOf(token, pending: null), cancellationToken) is null)
            throw new StorageException("The generator of random numbers repeats itself.");
    }

    internal async ValueTask<ETag?> TryReplaceAsync(
        LedgerToken token, AuditAct? pending, ETag expected, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(RecordOf(token, pending), expected, cancellationToken);

    private static NewRecord RecordOf(LedgerToken token, AuditAct? pending) =>
        new(KeyOf(token.AccountId, token.Id), TokenDocument.Write(token, pending), token.ExpiresAt + KeptAfterExpiry);

    private static RecordKey KeyOf(string accountId, string tokenId) => new(Table, accountId, tokenId);

    // Ours are random octets in base64url.
    private static bool IsTokenId(string text) =>
        text.Length is >= 1 and <= MaxTokenId && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
