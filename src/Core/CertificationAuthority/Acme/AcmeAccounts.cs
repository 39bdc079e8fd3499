using System.Text.Json;
using Shaken.Core.Keys;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The accounts, each findable by id and by key. A key's record is written first and names the account, so of many who register one key at
/// once one account comes to be; where a crash left the key's record alone, the next registration completes it.
/// </summary>
public sealed class AcmeAccounts
{
    /// <summary>The table of accounts, for the purge of those that expire.</summary>
    public const string AccountTable = "AcmeAccounts";

    /// <summary>The table of their keys. It is purged after that of the accounts.</summary>
    public const string KeyTable = "AcmeAccountKeys";

    /// <summary>The table of the list of all accounts. It is purged after that of the accounts.</summary>
    public const string IndexTable = "AcmeAccountIndex";

    private const string Row = "account";
    private const int ReadsAtOnce = 25;

    // A key's record goes after its account: a key that is free while its account still signs would get a second account.
    private static readonly TimeSpan KeyOutlasts = TimeSpan.FromDays(1);

    private readonly IRecords _records;
    private readonly AcmeAccountIndex _index;

    public AcmeAccounts(IRecords records) => (_records, _index) = (records, new AcmeAccountIndex(records));

    public async ValueTask<StoredAccount?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!AcmeId.IsWellFormed(id)) return null;
        return await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? new StoredAccount(JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.AcmeAccount)!, record.ETag)
            : null;
    }

    /// <summary>The account that signs with a key, in whatever state.</summary>
    public async ValueTask<StoredAccount?> FindByKeyAsync(JsonWebKey key, CancellationToken cancellationToken)
    {
        if (await FindKeyAsync(key, cancellationToken) is not { } record) return null;

        // After a change of keys the old key's record may stand for a moment: what counts is the account's own.
        return await FindAsync(IdIn(record), cancellationToken) is { } stored && stored.Account.Key == key ? stored : null;
    }

    /// <summary>
    /// The id of a key's account to come, or of the account that it has. One key always gets one id, from any instance and after any crash.
    /// </summary>
    /// <param name="newId">The id where the key is free.</param>
    /// <param name="keptUntil">Of the account to come; null: it stays.</param>
    public ValueTask<string> ReserveAsync(JsonWebKey key, string newId, DateTimeOffset? keptUntil, CancellationToken cancellationToken) =>
        ClaimKeyAsync(key, newId, keptUntil, cancellationToken);

    /// <summary>Adds the account of a reserved id. False: one is there, with this key or, since it changed its key, with another.</summary>
    public async ValueTask<bool> TryAddAsync(AcmeAccount account, CancellationToken cancellationToken)
    {
        await _index.EnterAsync(account, cancellationToken);
        return await _records.TryInsertAsync(RecordOf(account), cancellationToken) is not null;
    }

    /// <summary>All accounts in whatever state, newest first. A page may be short before the end.</summary>
    /// <param name="continuation">Null, or what the page before gave.</param>
    public async ValueTask<AccountPage> ListAsync(string? continuation, int maxAccounts, CancellationToken cancellationToken)
    {
        var (ids, next) = await _index.ListAsync(continuation, maxAccounts, cancellationToken);
        var accounts = new List<AcmeAccount>(ids.Count);
        foreach (var some in ids.Chunk(ReadsAtOnce))
        {
            var stored = await Task.WhenAll(some.Select(id => FindAsync(id, cancellationToken).AsTask()));
            accounts.AddRange(stored.OfType<StoredAccount>().Select(one => one.Account));
        }

        return new AccountPage(accounts, next);
    }

    /// <summary>
    /// Enters into the list of all accounts those that a store from before it has. Ids without an account are passed over. Repeated, it
    /// changes nothing.
    /// </summary>
    public async ValueTask ListAgainAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            if (await FindAsync(id, cancellationToken) is { Account: var account }) await _index.EnterAsync(account, cancellationToken);
        }
    }

    /// <summary>Replaces an account that nobody changed meanwhile.</summary>
    public async ValueTask<bool> TryReplaceAsync(AcmeAccount account, ETag expected, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(RecordOf(account), expected, cancellationToken) is not null;

    /// <summary>Keeps an account for good. Null: it is gone.</summary>
    public async ValueTask<StoredAccount?> KeepAsync(string id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await FindAsync(id, cancellationToken) is not { } stored) return null;
            if (stored.Account.KeptUntil is null) return stored;

            // The key first: an account that stays needs a record of its key that stays.
            var holder = await ClaimKeyAsync(stored.Account.Key, id, keptUntil: null, cancellationToken);
            if (holder != id) return null;
            await _index.EnterAsync(stored.Account with { KeptUntil = null }, cancellationToken);
            await TryReplaceAsync(stored.Account with { KeptUntil = null }, stored.ETag, cancellationToken);
        }

        throw StorageException.OfContention("An account");
    }

    /// <summary>
    /// Gives an account another key. Null: done; else the account that has the key, or the account itself where it was changed meanwhile.
    /// </summary>
    public async ValueTask<string?> TryChangeKeyAsync(StoredAccount stored, JsonWebKey newKey, CancellationToken cancellationToken)
    {
        var account = stored.Account;

        // Read before the account is written: a later change back to this key writes its record again, and then it is not deleted.
        var old = await FindKeyAsync(account.Key, cancellationToken);
        var holder = await ClaimKeyAsync(newKey, account.Id, account.KeptUntil, cancellationToken);
        if (holder != account.Id) return holder;
        if (!await TryReplaceAsync(account with { Key = newKey }, stored.ETag, cancellationToken)) return account.Id;

        // Left behind by a crash here, the old key's record leads to an account with another key and is taken for free.
        if (old is not null && IdIn(old) == account.Id) await _records.TryDeleteAsync(old.Key, old.ETag, cancellationToken);
        return null;
    }

    // Whose the key is afterwards: the claimer's, or that of the account that has it.
    private async ValueTask<string> ClaimKeyAsync(JsonWebKey key, string claimer, DateTimeOffset? keptUntil,
        CancellationToken cancellationToken)
    {
        var expiresAt = keptUntil + KeyOutlasts;
        var claim = ClaimOf(key, claimer, expiresAt);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.TryInsertAsync(claim, cancellationToken) is not null) return claimer;
            if (await FindKeyAsync(key, cancellationToken) is not { } record) continue;
            var holder = await FindAsync(IdIn(record), cancellationToken);

            // No account yet: a registration that is under way, or that a crash cut off. The next request completes it.
            if (holder is null || holder.Account.Key == key)
            {
                // It must last as long as the account that it is about to name.
                if (record.ExpiresAt is null || record.ExpiresAt >= expiresAt) return IdIn(record);
                if (await _records.TryReplaceAsync(ClaimOf(key, IdIn(record), expiresAt), record.ETag, cancellationToken) is not null)
                    return IdIn(record);
                continue;
            }

            // The holder claimed the key and has it not: its change is under way, or a crash cut it off. With its account written again, a
            // change under way comes too late; without, both would end with one key. A claim of one's own is written again, for others who
            // just read it.
            if (holder.Account.Id != claimer && !await TryReplaceAsync(holder.Account, holder.ETag, cancellationToken)) continue;
            if (await _records.TryReplaceAsync(claim, record.ETag, cancellationToken) is not null) return claimer;
        }

        throw StorageException.OfContention("The claim of an account's key");
    }

    private static NewRecord ClaimOf(JsonWebKey key, string id, DateTimeOffset? expiresAt) =>
        new(KeyOf(key), JsonSerializer.SerializeToUtf8Bytes(id, AcmeJson.Default.String), expiresAt);

    private ValueTask<StoredRecord?> FindKeyAsync(JsonWebKey key, CancellationToken cancellationToken) =>
        _records.FindAsync(KeyOf(key), cancellationToken);

    private static string IdIn(StoredRecord record) => JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.String)!;

    private static NewRecord RecordOf(AcmeAccount account) =>
        new(KeyOf(account.Id), JsonSerializer.SerializeToUtf8Bytes(account, AcmeJson.Default.AcmeAccount), account.KeptUntil);

    private static RecordKey KeyOf(string id) => new(AccountTable, id, Row);

    private static RecordKey KeyOf(JsonWebKey key) => new(KeyTable, key.Thumbprint(), Row);
}
