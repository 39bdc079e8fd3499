using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;

namespace Shaken.Core.Numbering;

/// <summary>The records of imports and their parts.</summary>
internal sealed class StoredImports(IRecords records)
{
    public async ValueTask InsertAsync(NumberImportId id, ImportDocument import, CancellationToken cancellationToken)
    {
        if (await records.TryInsertAsync(Write(id, import), cancellationToken) is null)
            throw new StorageException("The id of the import is taken.");
    }

    public async ValueTask<(ImportDocument Import, ETag ETag)?> FindAsync(NumberImportId id, CancellationToken cancellationToken) =>
        await records.FindAsync(NumberPlaces.Import(id), cancellationToken) is { } record
            ? (NumberJson.Read(record, NumberJson.Default.ImportDocument), record.ETag)
            : null;

    /// <summary>The imports whose commit is ordered and has not come to its end.</summary>
    public async IAsyncEnumerable<NumberImportId> ListOrderedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in ListAsync(NumberPlaces.ImportPartition, cancellationToken))
        {
            if (NumberImportId.TryParse(record.Key.Row, out var id)
                && NumberJson.Read(record, NumberJson.Default.ImportDocument) is { Order: not null, Tally: null }) yield return id;
        }
    }

    public async ValueTask<bool> TryReplaceAsync(
        NumberImportId id, ImportDocument import, ETag expected, CancellationToken cancellationToken) =>
        await records.TryReplaceAsync(Write(id, import), expected, cancellationToken) is not null;

    public async ValueTask<PartDocument?> FindPartAsync(NumberImportId id, int part, CancellationToken cancellationToken) =>
        await records.FindAsync(NumberPlaces.Part(id, part), cancellationToken) is { } record
            ? NumberJson.Read(record, NumberJson.Default.PartDocument)
            : null;

    public async ValueTask<bool> TryInsertPartAsync(
        NumberImportId id, int part, PartDocument document, CancellationToken cancellationToken) =>
        await records.TryInsertAsync(
            new NewRecord(NumberPlaces.Part(id, part), JsonSerializer.SerializeToUtf8Bytes(document, NumberJson.Default.PartDocument)),
            cancellationToken) is not null;

    /// <summary>The parts that are stored, by number.</summary>
    public async ValueTask<SortedDictionary<int, PartDocument>> ListPartsAsync(NumberImportId id, CancellationToken cancellationToken)
    {
        var parts = new SortedDictionary<int, PartDocument>();
        await foreach (var record in ListAsync(NumberPlaces.PartPartition(id), cancellationToken))
            parts.Add(int.Parse(record.Key.Row, CultureInfo.InvariantCulture), NumberJson.Read(record, NumberJson.Default.PartDocument));
        return parts;
    }

    /// <summary>Removes what is over: the records of imports that have expired, and of the parts of those that are committed.</summary>
    /// <returns>The imports whose blobs are still needed.</returns>
    public async ValueTask<IReadOnlySet<string>> RemoveEndedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in ListAsync(NumberPlaces.ImportPartition, cancellationToken))
        {
            if (!NumberImportId.TryParse(record.Key.Row, out var id)) continue;
            var import = NumberJson.Read(record, NumberJson.Default.ImportDocument);

            // Later than any clock thinks that the import still goes on.
            var isOver = now >= import.ExpiresAt + ClockTolerance.Records;
            if (!isOver && import.Tally is null) needed.Add(id.Value);
            var hasParts = isOver || (import.Tally is not null && !import.PartsAreRemoved);
            if (hasParts) await RemovePartsAsync(id, cancellationToken);
            if (isOver) await records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
            else if (hasParts) await TryReplaceAsync(id, import with { PartsAreRemoved = true }, record.ETag, cancellationToken);
        }

        return needed;
    }

    private async ValueTask RemovePartsAsync(NumberImportId id, CancellationToken cancellationToken)
    {
        await foreach (var part in ListAsync(NumberPlaces.PartPartition(id), cancellationToken))
        {
            await records.TryDeleteAsync(part.Key, part.ETag, cancellationToken);
        }
    }

    private async IAsyncEnumerable<StoredRecord> ListAsync(
        string partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await records.ListAsync(NumberPlaces.Table, partition, continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records) yield return record;
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private static NewRecord Write(NumberImportId id, ImportDocument import) =>
        new(NumberPlaces.Import(id), JsonSerializer.SerializeToUtf8Bytes(import, NumberJson.Default.ImportDocument));
}
