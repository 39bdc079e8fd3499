using System.Globalization;
using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The orders, each in a partition of its own, and for every account an index of its orders from the oldest on and of its authorizations.
/// Index entries are written before the order: a crash in between leaves an entry too many, which the order denies, and never one too few.
/// </summary>
public sealed class AcmeOrders
{
    /// <summary>The table of orders.</summary>
    public const string OrderTable = "AcmeOrders";

    /// <summary>The table of the accounts' indexes.</summary>
    public const string IndexTable = "AcmeAccountOrders";

    private const string Row = "order";

    // An order that came to nothing is kept for questions, then removed.
    private static readonly TimeSpan KeptAfterExpiry = TimeSpan.FromDays(7);

    private readonly IRecords _records;
    private readonly AcmeAuthorizations _authorizations;

    public AcmeOrders(IRecords records) => (_records, _authorizations) = (records, new AcmeAuthorizations(records));

    public async ValueTask<StoredOrder?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!AcmeId.IsWellFormed(id)) return null;
        return await _records.FindAsync(KeyOf(id), cancellationToken) is { } record
            ? new StoredOrder(JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.AcmeOrder)!, record.ETag)
            : null;
    }

    /// <summary>The order of an account, or null: also where it is another's.</summary>
    public async ValueTask<StoredOrder?> FindAsync(string id, AcmeAccount account, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } stored && stored.Order.AccountId == account.Id ? stored : null;

    public async ValueTask AddAsync(AcmeOrder order, CancellationToken cancellationToken)
    {
        // The index first: an entry without its order is passed over, an order without its entry would be lost to its account.
        if (await _records.TryInsertAsync(EntryOf(order, order.ExpiresAt + KeptAfterExpiry), cancellationToken) is null
            || await _records.TryInsertAsync(RecordOf(order), cancellationToken) is null)
            throw new StorageException("A random id is taken: the source of randomness repeats itself.");
    }

    /// <summary>Replaces an order that nobody changed meanwhile.</summary>
    /// <returns>The order with its new ETag, or null.</returns>
    public async ValueTask<StoredOrder?> TryReplaceAsync(AcmeOrder order, ETag expected, CancellationToken cancellationToken)
    {
        if (order.Status == AcmeOrderStatus.Ready) await _authorizations.AddAsync(order, cancellationToken);
        if (order.Status == AcmeOrderStatus.Processing) await KeepEntryAsync(order, cancellationToken);
        return await _records.TryReplaceAsync(RecordOf(order), expected, cancellationToken) is { } etag
            ? new StoredOrder(order, etag)
            : null;
    }

    /// <summary>
    /// Whether an account has an authorization for a TNAuthList in a country: looked for in the few newest orders that gave one, not in all
    /// there are.
    /// </summary>
    public async ValueTask<bool> IsAuthorizedAsync(
        AcmeAccount account, ReadOnlyMemory<byte> authority, string country, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var id in await _authorizations.ListAsync(account.Id, authority, country, now, cancellationToken))
        {
            if (await FindAsync(id, account, cancellationToken) is { Order: var order }
                && order.Authorization.StatusAt(now) == AcmeAuthorizationStatus.Valid
                && order.Authorization.Grant?.Country == country && authority.Span.SequenceEqual(order.Authority)) return true;
        }

        return false;
    }

    /// <summary>Some orders of an account from the oldest on, and where to go on.</summary>
    public async ValueTask<(IReadOnlyList<AcmeOrder> Orders, string? Continuation)> ListAsync(
        string accountId, string? continuation, int maxOrders, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var page = await _records.ListAsync(IndexTable, accountId, continuation, maxOrders, cancellationToken);
        var orders = new List<AcmeOrder>();
        foreach (var record in page.Records)
        {
            var entry = JsonSerializer.Deserialize(record.Document.Span, AcmeJson.Default.AcmeIndexEntry)!;
            if (await FindAsync(entry.OrderId, cancellationToken) is { } stored) orders.Add(stored.Order);

            // The order came to nothing and was purged. A young entry is that of an order which is just being written.
            else if (entry.GoneFrom < now) await _records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
        }

        return (orders, page.Continuation);
    }

    // An order that is taken up does not go any more, so neither does its entry.
    private async ValueTask KeepEntryAsync(AcmeOrder order, CancellationToken cancellationToken)
    {
        var kept = EntryOf(order, expiresAt: null);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var found = await _records.FindAsync(kept.Key, cancellationToken);
            if (found is { ExpiresAt: null }) return;
            var written = found is null
                ? await _records.TryInsertAsync(kept, cancellationToken)
                : await _records.TryReplaceAsync(kept, found.ETag, cancellationToken);
            if (written is not null) return;
        }

        throw StorageException.OfContention("An order's entry in the index of its account");
    }

    private static NewRecord EntryOf(AcmeOrder order, DateTimeOffset? expiresAt)
    {
        var row = string.Create(CultureInfo.InvariantCulture, $"{order.CreatedAt.ToUnixTimeMilliseconds():D14}-{order.Id}");
        var entry = new AcmeIndexEntry(order.Id, order.ExpiresAt);
        return new NewRecord(
            new RecordKey(IndexTable, order.AccountId, row), JsonSerializer.SerializeToUtf8Bytes(entry, AcmeJson.Default.AcmeIndexEntry),
            expiresAt);
    }

    private static NewRecord RecordOf(AcmeOrder order) => new(
        KeyOf(order.Id),
        JsonSerializer.SerializeToUtf8Bytes(order, AcmeJson.Default.AcmeOrder),
        order.Status is AcmeOrderStatus.Processing or AcmeOrderStatus.Valid ? null : order.ExpiresAt + KeptAfterExpiry);

    private static RecordKey KeyOf(string id) => new(OrderTable, id, Row);
}

/// <summary>That an account has an order.</summary>
/// <param name="GoneFrom">From then on an entry without its order is of no use.</param>
internal sealed record AcmeIndexEntry(string OrderId, DateTimeOffset GoneFrom);
