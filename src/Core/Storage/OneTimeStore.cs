using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Storage;

/// <summary>
/// Identifiers that may be used once, such as the jti of a token: of many who redeem one at the same time, on however many instances, one
/// succeeds. Only a hash of the identifier is stored.
/// </summary>
public sealed class OneTimeStore
{
    private readonly IRecords _records;
    private readonly string _table;

    /// <param name="table">A table of its own.</param>
    public OneTimeStore(IRecords records, string table) => (_records, _table) = (records, table);

    /// <summary>Redeems an identifier.</summary>
    /// <param name="scope">Whose identifier it is: two scopes never clash.</param>
    /// <param name="redeemer">The request. The same request again succeeds again, so that a retried one is not refused.</param>
    /// <param name="expiresAt">
    /// Until when a second use must be refused; by whose clock ever, within <see cref="ClockTolerance.Instances"/>.
    /// </param>
    /// <param name="mayUseReserve">What follows takes something out of the store: see <see cref="NewRecord.MayUseReserve"/>.</param>
    public async ValueTask<bool> TryRedeemAsync(
        string scope, string identifier, string redeemer, DateTimeOffset expiresAt, CancellationToken cancellationToken,
            bool mayUseReserve = false)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope.Length}:{scope}{identifier}")));

        // 4,096 partitions: no hot one forms, and of what expires in a minute many lie together, so that a purge removes them together.
        var key = new RecordKey(_table, hash[..3], hash);
        var document = JsonSerializer.SerializeToUtf8Bytes(redeemer, StorageJson.Default.String);
        var used = new NewRecord(key, document, expiresAt + ClockTolerance.Instances) { MayUseReserve = mayUseReserve };
        if (await _records.TryInsertAsync(used, cancellationToken) is not null) return true;
        return await _records.FindAsync(key, cancellationToken) is { } record && record.Document.Span.SequenceEqual(document);
    }
}
