using System.Text.Json;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Grants;

/// <summary>What another grant of the same numbers means for a new one. A closed set.</summary>
internal abstract record OtherGrant
{
    private OtherGrant()
    {
    }

    /// <summary>It counts for nothing any more: its reservation may go.</summary>
    public sealed record Gone : OtherGrant;

    /// <summary>Both may stand: it is the same customer's, or is over before the new one begins.</summary>
    public sealed record Compatible : OtherGrant;

    /// <summary>Both are shared.</summary>
    public sealed record Shared(CustomerId Customer) : OtherGrant;

    /// <summary>The new one may not be.</summary>
    public sealed record Opposed(GrantRefusal Refusal) : OtherGrant;
}

/// <summary>
/// The grants that have numbers of each block: one record a block, changed only under its ETag, so that of two grants of one number the
/// second finds the first. The record of its grant says whether an entry counts.
/// </summary>
internal sealed class LentBlocks(IRecords records)
{
    /// <summary>Customers to whom one number may be lent at a time.</summary>
    public const int MostCustomers = 100;

    private const string Table = "delegation-blocks";
    private const string Row = "lent";

    // Some 350 octets each: half of what a record holds.
    private const int MostEntries = 1000;

    /// <summary>The grants that have numbers of these, each once, whatever became of them.</summary>
    public async ValueTask<IReadOnlyCollection<GrantId>> ListAsync(IReadOnlyList<LentBlock> blocks, CancellationToken cancellationToken)
    {
        var ids = new HashSet<GrantId>();
        foreach (var block in blocks)
        {
            var (entries, _) = await ReadAsync(block, cancellationToken);
            ids.UnionWith(entries.Where(entry => LentBlock.Overlaps(entry.Bits, block.Bits)).Select(IdOf));
        }

        return ids;
    }

    /// <summary>Reserves a block's part for a grant. The same again changes nothing.</summary>
    /// <param name="judge">What another grant of one of the numbers means. Its attempt is that of the entry.</param>
    /// <returns>Why it is not reserved; null: it is.</returns>
    public async ValueTask<GrantRefusal?> TryReserveAsync(
        LentBlock block, GrantId id, int attempt, Func<GrantId, int, CancellationToken, ValueTask<OtherGrant>> judge,
        CancellationToken cancellationToken)
    {
        for (var round = 0; round < StorageLimits.ConditionalTries; round++)
        {
            var (entries, version) = await ReadAsync(block, cancellationToken);
            if (entries.Any(entry => entry.Grant == id.Value && entry.Attempt == attempt)) return null;
            var kept = new List<BlockEntry>(entries.Count + 1);
            var shared = new Dictionary<CustomerId, byte[]>();
            foreach (var entry in entries)
            {
                var other = entry.Grant == id.Value ? new OtherGrant.Gone()
                    : LentBlock.Overlaps(entry.Bits, block.Bits) ? await judge(IdOf(entry), entry.Attempt, cancellationToken)
                    : new OtherGrant.Compatible();
                if (other is OtherGrant.Opposed opposed) return opposed.Refusal;
                if (other is OtherGrant.Shared(var customer))
                    shared[customer] = shared.TryGetValue(customer, out var bits) ? LentBlock.Join(bits, entry.Bits) : entry.Bits;
                if (other is not OtherGrant.Gone) kept.Add(entry);
            }

            if (kept.Count >= MostEntries || block.MostOf(shared.Values) >= MostCustomers)
            {
                return new GrantRefusal(
                    GrantFailure.TooManyCustomers,
                    $"a number is lent to {MostCustomers} customers, or its block has {MostEntries} grants; withdraw what is not needed");
            }

            kept.Add(new BlockEntry(id.Value, attempt, block.Bits));
            if (await TryWriteAsync(block, kept, version, cancellationToken)) return null;
        }

        throw StorageException.OfContention("A block of lent numbers");
    }

    /// <summary>Releases what a grant has of a block. Nothing happens where it has nothing.</summary>
    /// <param name="attempt">What this attempt reserved, and those before it.</param>
    public async ValueTask ReleaseAsync(LentBlock block, GrantId id, int attempt, CancellationToken cancellationToken)
    {
        for (var round = 0; round < StorageLimits.ConditionalTries; round++)
        {
            var (entries, version) = await ReadAsync(block, cancellationToken);
            List<BlockEntry> kept = [.. entries.Where(entry => entry.Grant != id.Value || entry.Attempt > attempt)];
            if (kept.Count == entries.Count || await TryWriteAsync(block, kept, version, cancellationToken)) return;
        }

        throw StorageException.OfContention("A block of lent numbers");
    }

    /// <summary>Releases all that a grant has, by its attempt and those before it.</summary>
    public async ValueTask ReleaseAllAsync(StoredGrant grant, CancellationToken cancellationToken)
    {
        // It was reserved, so it is within the bound.
        var blocks = LentBlock.Of(grant.Document.ToNumbers(), GrantRules.MostBlocks) ?? [];
        foreach (var block in blocks) await ReleaseAsync(block, grant.Id, grant.Document.Attempt, cancellationToken);
    }

    private async ValueTask<(IReadOnlyList<BlockEntry> Entries, ETag? Version)> ReadAsync(
        LentBlock block, CancellationToken cancellationToken)
    {
        if (await records.FindAsync(KeyOf(block), cancellationToken) is not { } record) return ([], null);
        var document = JsonSerializer.Deserialize(record.Document.Span, GrantJson.Default.BlockDocument)
            ?? throw new StorageException("A block of lent numbers cannot be read.");
        return (document.Entries, record.ETag);
    }

    // A block without entries has no record.
    private async ValueTask<bool> TryWriteAsync(
        LentBlock block, List<BlockEntry> entries, ETag? version, CancellationToken cancellationToken)
    {
        if (entries.Count == 0) return version is not { } last || await records.TryDeleteAsync(KeyOf(block), last, cancellationToken);
        var octets = JsonSerializer.SerializeToUtf8Bytes(new BlockDocument(entries), GrantJson.Default.BlockDocument);
        var record = new NewRecord(KeyOf(block), octets);
        return version is { } expected
            ? await records.TryReplaceAsync(record, expected, cancellationToken) is not null
            : await records.TryInsertAsync(record, cancellationToken) is not null;
    }

    private static RecordKey KeyOf(LentBlock block) => new(Table, block.Key, Row);

    private static GrantId IdOf(BlockEntry entry) =>
        GrantId.TryParse(entry.Grant, out var id) ? id : throw new StorageException("A block of lent numbers cannot be read.");
}
