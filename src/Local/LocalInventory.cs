using System.Globalization;
using Shaken.Core.Storage;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Local;

/// <summary>All that a disk store holds. A table is listed as it was when its first page was asked for.</summary>
internal sealed class LocalInventory(RecordSet records, DiskBlobs blobs) : IInventory
{
    private readonly Dictionary<string, List<StoredRecord>> _tables = new(StringComparer.Ordinal);

    public IAsyncEnumerable<string> TablesAsync(CancellationToken cancellationToken) =>
        records.Records.Select(record => record.Key.Table).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToAsyncEnumerable();

    public ValueTask<RecordPage> ListAllAsync(string table, string? continuation, int maxRecords, CancellationToken cancellationToken)
    {
        StorageLimits.CheckKey(table);
        PageSize.Check(maxRecords);
        if (continuation is null || !_tables.TryGetValue(table, out var all)) _tables[table] = all = [.. records.Records.Where(record => record.Key.Table == table)];
        var first = continuation is null ? 0 : int.Parse(continuation, CultureInfo.InvariantCulture);
        var page = all.GetRange(first, Math.Min(maxRecords, all.Count - first));
        var next = first + page.Count;
        return new(new RecordPage(page, next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null));
    }

    public IAsyncEnumerable<string> ContainersAsync(CancellationToken cancellationToken) => blobs.Containers().ToAsyncEnumerable();
}
