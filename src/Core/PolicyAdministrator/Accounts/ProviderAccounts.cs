using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>The accounts of providers: found by id and by code, listed by pages. <see cref="ChangeAccount"/> changes them.</summary>
public sealed class ProviderAccounts
{
    private const string Table = "pa-accounts";

    // One partition, so that a page is one read and goes on where the last one ended.
    private const string Partition = "accounts";

    private readonly IRecords _records;
    private readonly AccountCodes _codes;

    public ProviderAccounts(IRecords records) => (_records, _codes) = (records, new AccountCodes(records));

    public async ValueTask<ProviderAccount?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await FindStoredAsync(id, cancellationToken))?.Account;

    /// <summary>The account that a provider's tokens are for, whatever its state; null: no account has the code.</summary>
    public async ValueTask<ProviderAccount?> FindAsync(ProviderId provider, CancellationToken cancellationToken) =>
        await _codes.FindClaimAsync(provider, cancellationToken) is { } claim
        && await FindAsync(claim.AccountId, cancellationToken) is { } account && account.HeldProviders.Contains(provider)
            ? account
            : null;

    /// <summary>Accounts in the order of their ids.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    /// <param name="maxAccounts">1 to <see cref="StorageLimits.Page"/>.</param>
    public async ValueTask<AccountPage> ListAsync(string? continuation, int maxAccounts, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(Table, Partition, continuation, maxAccounts, cancellationToken);
        return new AccountPage([.. page.Records.Select(record => AccountDocument.Read(record).Account)], page.Continuation);
    }

    internal async ValueTask<StoredProviderAccount?> FindStoredAsync(string id, CancellationToken cancellationToken) =>
        ProviderAccount.IsId(id) && await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? AccountDocument.Read(record)
            : null;

    internal async ValueTask<ETag?> TryAddAsync(
        ProviderAccount account, IReadOnlyList<string> marks, PendingChange pending, CancellationToken cancellationToken) =>
        await _records.TryInsertAsync(RecordOf(account, marks, pending), cancellationToken);

    internal async ValueTask<ETag?> TryReplaceAsync(
        ProviderAccount account, IReadOnlyList<string> marks, PendingChange? pending, ETag expected,
        CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(RecordOf(account, marks, pending), expected, cancellationToken);

    /// <summary>Writes the account again as it is. A change that read it before then fails. False: it was changed meanwhile.</summary>
    internal async ValueTask<bool> TryTouchAsync(StoredProviderAccount stored, CancellationToken cancellationToken) =>
        await TryReplaceAsync(stored.Account, stored.Marks, stored.Pending, stored.ETag, cancellationToken) is not null;

    private static NewRecord RecordOf(ProviderAccount account, IReadOnlyList<string> marks, PendingChange? pending) =>
        new(KeyOf(account.Id), AccountDocument.Write(account, marks, pending));

    private static RecordKey KeyOf(string id) => new(Table, Partition, id);
}
