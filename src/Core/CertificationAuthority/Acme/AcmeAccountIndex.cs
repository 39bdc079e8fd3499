using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The ids of all accounts, newest first. A row is written before its account and lasts at least as long: one that names no account is
/// passed over.
/// </summary>
internal sealed class AcmeAccountIndex(IRecords records)
{
    private const string Partition = "all";

    /// <summary>Enters an account, or keeps its row for longer. Repeated, it changes nothing.</summary>
    public async ValueTask EnterAsync(AcmeAccount account, CancellationToken cancellationToken)
    {
        var row = new NewRecord(
            KeyOf(account), JsonSerializer.SerializeToUtf8Bytes(account.Id, AcmeJson.Default.String), account.KeptUntil);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await records.TryInsertAsync(row, cancellationToken) is not null) return;
            if (await records.FindAsync(row.Key, cancellationToken) is not { } present) continue;
            if (present.ExpiresAt is null || present.ExpiresAt >= account.KeptUntil) return;
            if (await records.TryReplaceAsync(row, present.ETag, cancellationToken) is not null) return;
        }

        throw StorageException.OfContention("The index of accounts");
    }

    /// <summary>Some ids, and where to go on.</summary>
    public async ValueTask<(IReadOnlyList<string> Ids, string? Continuation)> ListAsync(
        string? continuation, int maxIds, CancellationToken cancellationToken)
    {
        var page = await records.ListAsync(AcmeAccounts.IndexTable, Partition, continuation, maxIds, cancellationToken);
        return ([.. page.Records.Select(IdIn)], page.Continuation);
    }

    private static string IdIn(StoredRecord record) => JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.String)!;

    private static RecordKey KeyOf(AcmeAccount account) =>
        new(AcmeAccounts.IndexTable, Partition, NewestFirst.RowOf(account.CreatedAt, account.Id));
}
