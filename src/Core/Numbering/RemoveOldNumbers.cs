using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Removes what no reader needs any more: tables that were replaced some time ago, merges that broke off, imports that are over. It can
/// run at any time, at several places at once, and be cut off anywhere.
/// </summary>
public sealed class RemoveOldNumbers
{
    private readonly StoredImports _imports;
    private readonly NumberTableRecord _table;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly NumberingOptions _options;

    public RemoveOldNumbers(IRecords records, IBlobs blobs, TimeProvider time, NumberingOptions options) =>
        (_imports, _table, _blobs, _time, _options) = (new StoredImports(records), new NumberTableRecord(records), blobs, time, options);

    /// <returns>How many blobs were removed.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        // The names first: whatever is begun after that is not among them, and whatever was begun before is in the records.
        var segments = await ListAsync(NumberPlaces.Tables, cancellationToken);
        var runs = await ListAsync(NumberPlaces.Imports, cancellationToken);
        await EndBrokenMergeAsync(cancellationToken);
        var (table, _) = await _table.ReadAsync(cancellationToken);
        var now = _time.GetUtcNow();
        var over = table.Retired.Where(retired => now - retired.At >= _options.Grace).Select(retired => retired.Table)
            .ToHashSet(StringComparer.Ordinal);
        var needed = table.Retired.Select(retired => (string?)retired.Table).Except(over).Append(table.Table).Append(table.Merge?.Table)
            .ToHashSet(StringComparer.Ordinal);
        var removed = await RemoveAsync(segments.Where(name => !needed.Contains(NumberPlaces.OwnerOf(name))), cancellationToken);
        if (over.Count > 0)
            await _table.ChangeAsync(
                document => document with { Retired = [.. document.Retired.Where(retired => !over.Contains(retired.Table))] },
                cancellationToken);
        var imports = await _imports.RemoveEndedAsync(now, cancellationToken);
        return removed + await RemoveAsync(runs.Where(name => !imports.Contains(NumberPlaces.OwnerOf(name))), cancellationToken);
    }

    /// <summary>Retires the blobs of a merge whose lease has ended. From then on it cannot swap.</summary>
    private async ValueTask EndBrokenMergeAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        await _table.ChangeAsync(
            document => document.Merge is { } merge && merge.Until + ClockTolerance.Instances <= now ? document.WithoutMerge(now) : null,
            cancellationToken);
    }

    private async ValueTask<int> RemoveAsync(IEnumerable<BlobName> names, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var name in names)
        {
            await _blobs.DeleteAsync(name, cancellationToken);
            removed++;
        }

        return removed;
    }

    private async ValueTask<List<BlobName>> ListAsync(string container, CancellationToken cancellationToken)
    {
        var names = new List<BlobName>();
        string? continuation = null;
        do
        {
            var page = await _blobs.ListAsync(container, prefix: "", continuation, StorageLimits.Page, cancellationToken);
            names.AddRange(page.Names);
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return names;
    }
}
