using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>
/// Imports of numbers in parts: begun, filled part by part in any order and on any instance, then committed by <see
/// cref="CommitNumbers"/>. Nothing changes the table in force before the commit.
/// </summary>
public sealed class NumberImports
{
    private readonly StoredImports _imports;
    private readonly NumberTableRecord _table;
    private readonly IBlobs _blobs;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly NumberingOptions _options;

    public NumberImports(IRecords records, IBlobs blobs, TimeProvider time, IRandom random, NumberingOptions options) =>
        (_imports, _table, _blobs, _time, _random, _options) =
            (new StoredImports(records), new NumberTableRecord(records), blobs, time, random, options);

    /// <summary>Begins an import. One that is begun and not committed ends by itself.</summary>
    /// <param name="country">Of rows that name none.</param>
    /// <param name="mayShrink">Lets a full import leave less than half of the rows in force; otherwise it counts as cut off.</param>
    public async ValueTask<NumberImportId> BeginAsync(
        NumberImportKind kind, CountryCode country, bool mayShrink, CancellationToken cancellationToken)
    {
        var id = NumberImportId.New(_random);
        await _imports.InsertAsync(
            id, new ImportDocument(kind, country.Value, mayShrink, _time.GetUtcNow() + _options.ImportLife), cancellationToken);
        return id;
    }

    /// <summary>Stores a part: whole lines of the file, each ended. The same part again gives the same receipt.</summary>
    /// <param name="number">From 1 on, in the order of the file.</param>
    public async ValueTask<Outcome<PartReceipt, NumberImportRefusal>> PutPartAsync(
        NumberImportId id, int number, ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        if (RefusalOf(number, part.Span) is { } refusal) return refusal;
        if (await _imports.FindAsync(id, cancellationToken) is not { } found || _time.GetUtcNow() >= found.Import.ExpiresAt)
            return NumberImportRefusals.Unknown;
        var hash = Convert.ToHexStringLower(SHA256.HashData(part.Span));
        if (await _imports.FindPartAsync(id, number, cancellationToken) is { } stored) return ReceiptOf(stored, number, hash);
        if (found.Import.Tally is not null) return NumberImportRefusals.Committed;
        if (!CountryCode.TryParse(found.Import.Country, out var country))
            throw new StorageException("The record of the import names no country.");
        var rows = NumberCsv.Read(part.Span, number == 1, found.Import.Kind, country);
        rows.Sort();
        if (rows.Errors.Count > 0) return NumberImportRefusals.OfRows(rows.Errors.ToErrors());

        // The blobs first: a part whose record is there has all its rows.
        var runs = await WriteRunsAsync(id, number, hash, rows, cancellationToken);
        var document = new PartDocument(
            hash, runs, rows.Count, rows.LineCount, rows.Repeated, rows.FirstRepeated, rows.EmptyLines, rows.HasByteOrderMark);
        if (await _imports.TryInsertPartAsync(id, number, document, cancellationToken)) return ReceiptOf(document, number, hash);
        var other = await _imports.FindPartAsync(id, number, cancellationToken)
            ?? throw new StorageException("A part was stored and removed meanwhile.");
        return ReceiptOf(other, number, hash);
    }

    /// <summary>How far the import has come, or null: no import has this id.</summary>
    public async ValueTask<NumberImportStatus?> FindAsync(NumberImportId id, CancellationToken cancellationToken)
    {
        if (await _imports.FindAsync(id, cancellationToken) is not { } found) return null;
        var parts = await _imports.ListPartsAsync(id, cancellationToken);
        var (table, _) = await _table.ReadAsync(cancellationToken);
        var tally = found.Import.Tally ?? table.Applied.FirstOrDefault(applied => applied.Import == id.Value);
        var merge = table.Merge?.Import == id.Value && table.Merge.Until > _time.GetUtcNow() ? table.Merge : null;
        return new NumberImportStatus(
            found.Import.Kind,
            tally is not null ? NumberImportState.Committed : merge is not null ? NumberImportState.Merging
                : found.Import.Order is not null ? NumberImportState.Ordered
                : NumberImportState.Receiving,
            found.Import.ExpiresAt,
            [.. parts.Select(part => new PartReceipt(part.Key, part.Value.Hash, part.Value.Rows, part.Value.Lines))],
            merge?.Rows,
            tally is null ? null : NumberImportReceipt.Of(tally),
            tally is null ? found.Import.Refused : null);
    }

    private static NumberImportRefusal? RefusalOf(int number, ReadOnlySpan<byte> part)
    {
        if (number is < 1 or > Limits.NumberParts) return NumberImportRefusals.PartNumber;
        if (part.Length is 0 or > Limits.NumberPartOctets) return NumberImportRefusals.PartSize;
        return part[^1] == '\n' ? null : NumberImportRefusals.PartCut;
    }

    private static Outcome<PartReceipt, NumberImportRefusal> ReceiptOf(PartDocument stored, int number, string hash) => stored.Hash == hash
        ? new PartReceipt(number, stored.Hash, stored.Rows, stored.Lines)
        : NumberImportRefusals.PartDiffers(number);

    // Names and contents follow from the part alone, so what an interrupted try left behind is simply there.
    private async ValueTask<int> WriteRunsAsync(
        NumberImportId id, int part, string hash, PartRows rows, CancellationToken cancellationToken)
    {
        var writer = new SegmentWriter(SegmentKind.Run, _options.RunOctets);
        var runs = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            writer.Add(rows.RowAt(row));
            if (!writer.IsFull && row != rows.Count - 1) continue;
            await _blobs.TryPutNewAsync(
                NumberPlaces.Run(id, part, hash, runs++), new BlobContent(writer.Finish(), NumberPlaces.MediaType), cancellationToken);
        }

        return runs;
    }
}

/// <summary>A part that is stored.</summary>
/// <param name="Hash">SHA-256 of its octets, in hexadecimal.</param>
/// <param name="Rows">Different rows.</param>
/// <param name="Lines">All lines.</param>
public sealed record PartReceipt(int Number, string Hash, long Rows, long Lines);

/// <summary>How far an import has come.</summary>
/// <param name="ExpiresAt">Until when it takes parts and can be committed.</param>
/// <param name="Parts">What is stored, by number; gone some time after the commit.</param>
/// <param name="RowsMerged">While it is merged: how many rows of the new table are written.</param>
/// <param name="Receipt">Once it is committed.</param>
/// <param name="Refusal">Why the last ordered commit was refused; null: it was not, or another is ordered.</param>
public sealed record NumberImportStatus(
    NumberImportKind Kind, NumberImportState State, DateTimeOffset ExpiresAt, IReadOnlyList<PartReceipt> Parts, long? RowsMerged,
    NumberImportReceipt? Receipt, NumberImportRefusal? Refusal);
