using System.Text.Json;
using Shaken.Core.Signing;
using Shaken.Core.Storage;

namespace Shaken.Core.Acme;

/// <summary>
/// The accounts, each findable by id and by key. A key's record is written first and names the account, so of many who register one key at once one
/// account comes to be; where a crash left the key's record alone, the next registration completes it.
/// </summary>
public sealed class AcmeAccounts
{
    private const string AccountTable = "AcmeAccounts";
    private const string KeyTable = "AcmeAccountKeys";
    private const string Row = "account";

    private readonly IRecords _records;

    public AcmeAccounts(IRecords records) => _records = records;

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

    /// <summary>Registers an account, unless one has its key: then that one comes back.</summary>
    /// <returns>The account of the key, and whether it is new.</returns>
    public async ValueTask<(AcmeAccount Account, bool IsNew)> RegisterAsync(AcmeAccount account, CancellationToken cancellationToken)
    {
        var id = await ClaimKeyAsync(account.Key, account.Id, cancellationToken);
        var claimed = account with { Id = id };
        if (await _records.TryInsertAsync(new NewRecord(KeyOf(id), Write(claimed)), cancellationToken) is not null) return (claimed, true);
        return await FindAsync(id, cancellationToken) is { } existing
            ? (existing.Account, false)
            : throw new StorageException("An account that was there is gone; accounts are never deleted.");
    }

    /// <summary>Replaces an account that nobody changed meanwhile.</summary>
    public async ValueTask<bool> TryReplaceAsync(AcmeAccount account, ETag expected, CancellationToken cancellationToken) =>
        await _records.TryReplaceAsync(new NewRecord(KeyOf(account.Id), Write(account)), expected, cancellationToken) is not null;

    /// <summary>Gives an account another key. Null: done; else the account that has the key, or the account itself where it was changed meanwhile.</summary>
    public async ValueTask<string?> TryChangeKeyAsync(StoredAccount stored, JsonWebKey newKey, CancellationToken cancellationToken)
    {
        var account = stored.Account;
        var holder = await ClaimKeyAsync(newKey, account.Id, cancellationToken);
        if (holder != account.Id) return holder;
        if (!await TryReplaceAsync(account with { Key = newKey }, stored.ETag, cancellationToken)) return account.Id;

        // Left behind by a crash here, the old key's record leads to an account with another key and is taken for free.
        if (await FindKeyAsync(account.Key, cancellationToken) is { } old && IdIn(old) == account.Id) await _records.TryDeleteAsync(old.Key, old.ETag, cancellationToken);
        return null;
    }

    // Whose the key is afterwards: the claimer's, or that of the account that has it.
    private async ValueTask<string> ClaimKeyAsync(JsonWebKey key, string claimer, CancellationToken cancellationToken)
    {
        var claim = new NewRecord(KeyOf(key), JsonSerializer.SerializeToUtf8Bytes(claimer, AcmeJson.Default.String));
        while (true)
        {
            if (await _records.TryInsertAsync(claim, cancellationToken) is not null) return claimer;
            if (await FindKeyAsync(key, cancellationToken) is not { } record) continue;
            var holder = await FindAsync(IdIn(record), cancellationToken);

            // No account yet: a registration that is under way, or that a crash cut off. Whoever comes next completes it.
            if (holder is null || holder.Account.Key == key) return IdIn(record);

            // The holder claimed the key and has it not: its change is under way, or a crash cut it off. With its account written again, a change under way
            // comes too late; without, both would end with one key. A claim of one's own is written again, for others who just read it.
            if (holder.Account.Id != claimer && !await TryReplaceAsync(holder.Account, holder.ETag, cancellationToken)) continue;
            if (await _records.TryReplaceAsync(claim, record.ETag, cancellationToken) is not null) return claimer;
        }
    }

    private ValueTask<StoredRecord?> FindKeyAsync(JsonWebKey key, CancellationToken cancellationToken) => _records.FindAsync(KeyOf(key), cancellationToken);

    private static string IdIn(StoredRecord record) => JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.String)!;

    private static byte[] Write(AcmeAccount account) => JsonSerializer.SerializeToUtf8Bytes(account, AcmeJson.Default.AcmeAccount);

    private static RecordKey KeyOf(string id) => new(AccountTable, id, Row);

    private static RecordKey KeyOf(JsonWebKey key) => new(KeyTable, key.Thumbprint(), Row);
}
