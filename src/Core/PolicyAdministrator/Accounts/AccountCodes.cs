using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Accounts;

/// <summary>Which account claimed a code last. A claim counts only while that account holds the code.</summary>
internal sealed class AccountCodes(IRecords records)
{
    private const string Table = "pa-account-codes";

    public async ValueTask<CodeClaim?> FindClaimAsync(ProviderId provider, CancellationToken cancellationToken) =>
        await records.FindAsync(KeyOf(provider), cancellationToken) is { } record
            ? new CodeClaim(JsonSerializer.Deserialize(record.Document.Span, AccountJson.Default.String)!, record.ETag)
            : null;

    /// <summary>Claims a code that nobody ever claimed.</summary>
    public async ValueTask<bool> TryClaimAsync(ProviderId provider, string accountId, CancellationToken cancellationToken) =>
        await records.TryInsertAsync(RecordOf(provider, accountId), cancellationToken) is not null;

    /// <summary>Takes a claim over, if nobody wrote it since it was read.</summary>
    public async ValueTask<bool> TryClaimAsync(
        ProviderId provider, string accountId, CodeClaim before, CancellationToken cancellationToken) =>
        await records.TryReplaceAsync(RecordOf(provider, accountId), before.ETag, cancellationToken) is not null;

    private static NewRecord RecordOf(ProviderId provider, string accountId) =>
        new(KeyOf(provider), JsonSerializer.SerializeToUtf8Bytes(accountId, AccountJson.Default.String));

    private static RecordKey KeyOf(ProviderId provider) => new(Table, provider.Country.Value, provider.Code.Value);
}

/// <summary>A claim as it is stored.</summary>
internal sealed record CodeClaim(string AccountId, ETag ETag);
