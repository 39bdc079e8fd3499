using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// Which orders gave an account the authorization for a TNAuthList in a country: a single record, so that what revokeCert asks (RFC 8555
/// section 7.6) costs the same however many orders the account has. It only points: whether an authorization is good stands in its order.
/// </summary>
public sealed class AcmeAuthorizations
{
    /// <summary>The table of its records.</summary>
    public const string Table = "AcmeAuthorizations";

    // More than one, as an order that a crash kept from its authorization, or whose authorization was given up, must not hide the one
    // before it.
    private const int MaxOrders = 4;

    private readonly IRecords _records;

    internal AcmeAuthorizations(IRecords records) => _records = records;

    /// <summary>Names the order first among those of its account, TNAuthList and country. Doing it again changes nothing.</summary>
    /// <param name="order">As it will be: authorized.</param>
    internal async ValueTask AddAsync(AcmeOrder order, CancellationToken cancellationToken)
    {
        if (order.Authorization is not { Grant: { } grant, ValidatedAt: { } now })
            throw new ArgumentException("The order is not authorized.", nameof(order));
        var key = KeyOf(order.AccountId, order.Authority, grant.Country);
        var added = new AcmeAuthorizedOrder(order.Id, order.Authorization.ExpiresAt);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var found = await _records.FindAsync(key, cancellationToken);
            AcmeAuthorizedOrder[] orders =
            [
                added,
                .. found is null
                    ? []
                    : OrdersIn(found).Where(other => other.OrderId != added.OrderId && other.ExpiresAt > now).Take(MaxOrders - 1),
            ];
            var record = new NewRecord(
                key,
                JsonSerializer.SerializeToUtf8Bytes(orders, AcmeJson.Default.AcmeAuthorizedOrderArray),
                orders.Max(other => other.ExpiresAt) + ClockTolerance.Records);
            var written = found is null
                ? await _records.TryInsertAsync(record, cancellationToken)
                : await _records.TryReplaceAsync(record, found.ETag, cancellationToken);
            if (written is not null) return;
        }

        throw StorageException.OfContention("The list of an account's authorizations");
    }

    /// <summary>The ids of the newest orders that may have the authorization, few and the newest first.</summary>
    internal async ValueTask<IEnumerable<string>> ListAsync(
        string accountId, ReadOnlyMemory<byte> authority, string country, DateTimeOffset now, CancellationToken cancellationToken) =>
        await _records.FindAsync(KeyOf(accountId, authority.Span, country), cancellationToken) is { } record
            ? OrdersIn(record).Where(order => order.ExpiresAt > now).Select(order => order.OrderId)
            : [];

    private static AcmeAuthorizedOrder[] OrdersIn(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.AcmeAuthorizedOrderArray)!;

    // The country has two letters, so nothing else has the same octets.
    private static RecordKey KeyOf(string accountId, ReadOnlySpan<byte> authority, string country) =>
        new(Table, accountId, Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(country), .. authority])));
}

/// <summary>An order that gave an authorization.</summary>
/// <param name="ExpiresAt">The end of the authorization.</param>
internal sealed record AcmeAuthorizedOrder(string OrderId, DateTimeOffset ExpiresAt);
