using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Commits an import: merges its parts into a new table and puts that in force in one conditional write. Until then, and after a failure
/// at any step, the table before is in force and the import can be committed again.
/// </summary>
public sealed class CommitNumbers
{
    private const int AppliedKept = 64;

    private readonly StoredImports _imports;
    private readonly NumberTableRecord _table;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly NumberingOptions _options;

    public CommitNumbers(IRecords records, IBlobs blobs, TimeProvider time, IRandom random, NumberingOptions options) =>
        (_imports, _table, _blobs, _time, _random, _options) =
            (new StoredImports(records), new NumberTableRecord(records), blobs, time, random, options);

    /// <summary>
    /// Commits an import whose parts are 1 to <paramref name="parts"/>. A commit that is repeated gives the same receipt.
    /// </summary>
    /// <param name="parts">How many parts the file has; fewer or more in the store are refused.</param>
    /// <param name="progress">Told from time to time how many rows of the new table are written.</param>
    public async ValueTask<Outcome<NumberImportReceipt, NumberImportRefusal>> RunAsync(
        NumberImportId id, int parts, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (await _imports.FindAsync(id, cancellationToken) is not { } found || _time.GetUtcNow() >= found.Import.ExpiresAt)
            return NumberImportRefusals.Unknown;
        if (found.Import.Tally is { } tally) return NumberImportReceipt.Of(tally);
        if (await FindAppliedAsync(id, cancellationToken) is { } applied) return await FinishAsync(id, found, applied, cancellationToken);
        var stored = await _imports.ListPartsAsync(id, cancellationToken);
        if (NumberImportRefusals.OfParts(parts, stored.Keys) is { } refusal) return refusal;
        if (await TryBeginAsync(id, cancellationToken) is not { } begun) return NumberImportRefusals.Busy;

        // Another request may have committed the import between the two looks at the record.
        if (begun.Applied.FirstOrDefault(one => one.Import == id.Value) is { } meanwhile)
        {
            await EndAsync(begun.Merge!.Table, cancellationToken);
            return await FinishAsync(id, found, meanwhile, cancellationToken);
        }

        var isInForce = false;
        try
        {
            var merged = await MergeAsync(id, found.Import, begun, stored, progress, cancellationToken);
            if (!merged.TryGet(out var done, out var failure)) return failure;
            isInForce = true;
            return await FinishAsync(id, found, done, cancellationToken);
        }
        finally
        {
            // Not with the caller's token: a caller that leaves must not hold the next one off until the lease ends.
            if (!isInForce) await EndAsync(begun.Merge!.Table, CancellationToken.None);
        }
    }

    private async ValueTask<ImportTally?> FindAppliedAsync(NumberImportId id, CancellationToken cancellationToken) =>
        (await _table.ReadAsync(cancellationToken)).Document.Applied.FirstOrDefault(applied => applied.Import == id.Value);

    /// <summary>Announces the merge. Null: another is under way.</summary>
    private ValueTask<NumberTableDocument?> TryBeginAsync(NumberImportId id, CancellationToken cancellationToken)
    {
        var table = NumberImportId.NewName(_random);
        return _table.ChangeAsync(
            document =>
            {
                var now = _time.GetUtcNow();

                // One that ends much later than a merge begun now was begun by a clock that has been set back since.
                var latest = now + _options.MergeLease + ClockTolerance.Instances;
                if (document.Merge is { } other && other.Until > now && other.Until <= latest) return null;
                return document.WithoutMerge(now) with { Merge = new MergeDocument(table, id.Value, now + _options.MergeLease, 0) };
            },
            cancellationToken);
    }

    /// <summary>Takes the announcement back, if it is still there.</summary>
    private async ValueTask EndAsync(string table, CancellationToken cancellationToken) =>
        await _table.ChangeAsync(
            document => document.Merge?.Table == table ? document.WithoutMerge(_time.GetUtcNow()) : null, cancellationToken);

    private async ValueTask<Outcome<ImportTally, NumberImportRefusal>> MergeAsync(
        NumberImportId id, ImportDocument import, NumberTableDocument begun, SortedDictionary<int, PartDocument> parts,
        IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var linesBefore = LinesBefore(parts);
        var lease = new MergeLease(_table, begun.Merge!, _options.MergeLease, _time);
        var merge = new NumberMerge(_blobs, begun.Merge!.Table, _options.SegmentOctets, linesBefore);
        var sources = parts.Select(part => new RowCursor(part.Key, RunsOf(id, part.Key, part.Value), _blobs));
        if (import.Kind == NumberImportKind.Delta && begun.Table is { } before)
            sources = sources.Prepend(new RowCursor(0, NumberPlaces.Segments(before, begun.SegmentCount), _blobs));
        await merge.RunAsync(
            sources,
            async () =>
            {
                progress?.Report(merge.Rows);
                await lease.KeepAsync(merge.Rows, cancellationToken);
            },
            cancellationToken);
        if (merge.Errors.Count > 0) return NumberImportRefusals.OfRows(merge.Errors.ToErrors());
        if (merge.FirstKeys.Count > Limits.NumberSegments) return NumberImportRefusals.TooLarge;
        if (import is { Kind: NumberImportKind.Full, MayShrink: false } && merge.Rows < begun.Rows / 2)
            return NumberImportRefusals.Shrinks(merge.Rows, begun.Rows);
        var tally = TallyOf(id, begun, merge, parts, linesBefore);
        return await TrySwapAsync(begun, merge, tally, cancellationToken) ? tally : NumberImportRefusals.Busy;
    }

    /// <summary>Puts the new table in force. False: the lease had ended, and another merge took over.</summary>
    private async ValueTask<bool> TrySwapAsync(
        NumberTableDocument begun, NumberMerge merge, ImportTally tally, CancellationToken cancellationToken)
    {
        var firstKeys = NumberTableDocument.WriteFirstKeys(merge.FirstKeys);
        var swapped = await _table.ChangeAsync(
            document =>
            {
                // The merge's own announcement means that no other table came into force meanwhile.
                if (document.Merge?.Table != begun.Merge!.Table) return null;
                var now = _time.GetUtcNow();
                return document with
                {
                    Version = tally.Version,
                    Table = begun.Merge.Table,
                    Since = now,
                    Rows = tally.Rows,
                    FirstKeys = firstKeys,
                    Merge = null,
                    Retired = document.Table is { } before ? [.. document.Retired, new RetiredDocument(before, now)] : document.Retired,
                    Applied = [.. document.Applied.TakeLast(AppliedKept - 1), tally],
                };
            },
            cancellationToken);
        return swapped is not null;
    }

    // The table is in force already; this only lets the import itself say so when the table's record has forgotten it.
    private async ValueTask<NumberImportReceipt> FinishAsync(
        NumberImportId id, (ImportDocument Import, ETag ETag) found, ImportTally tally, CancellationToken cancellationToken)
    {
        await _imports.TryReplaceAsync(id, found.Import with { Tally = tally }, found.ETag, cancellationToken);
        return NumberImportReceipt.Of(tally);
    }

    private static ImportTally TallyOf(
        NumberImportId id, NumberTableDocument begun, NumberMerge merge, SortedDictionary<int, PartDocument> parts,
        long[] linesBefore)
    {
        var firstRepeated = parts.Where(part => part.Value.Repeated > 0).Select(part => linesBefore[part.Key] + part.Value.FirstRepeated)
            .Append(merge.Repeated > 0 ? merge.FirstRepeated : long.MaxValue).Min();
        var repeated = merge.Repeated + parts.Values.Sum(part => (long)part.Repeated);
        return new ImportTally(
            id.Value, begun.Version + 1, merge.Rows, repeated, repeated == 0 ? 0 : firstRepeated, merge.NotRemoved,
            parts.Values.Sum(part => (long)part.EmptyLines), parts.Values.Any(part => part.HasByteOrderMark));
    }

    private static long[] LinesBefore(SortedDictionary<int, PartDocument> parts)
    {
        var before = new long[parts.Count + 1];
        for (var part = 2; part <= parts.Count; part++) before[part] = before[part - 1] + parts[part - 1].Lines;
        return before;
    }

    private static BlobName[] RunsOf(NumberImportId id, int number, PartDocument part) =>
        [.. Enumerable.Range(0, part.Runs).Select(run => NumberPlaces.Run(id, number, part.Hash, run))];
}
