using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Folding;

/// <summary>The batches of one fold, decided before anything is changed.</summary>
/// <param name="Rows">Of <see cref="TakeObservations.PendingTable"/>.</param>
internal sealed record FoldPlan(IReadOnlyList<string> Rows);

/// <summary>
/// Folds the batches that wait into the evidence. Safe on many instances at once, and to be repeated: each batch counts once, whatever
/// crashes in between.
/// </summary>
/// <remarks>
/// A fold has a number, which one instance claims for a while, and a plan with its batches, which is stored first. Each page of evidence
/// has the number of the fold that changed it last, so that the same fold changes it once. Then the batches are remembered as taken and
/// removed, and the number is done. An instance that takes over an unfinished fold carries out the same plan again; one that was taken
/// over finds all pages changed.
/// </remarks>
public sealed partial class FoldObservations
{
    /// <summary>The table of folds, for its purge.</summary>
    public const string Table = "reputation-folds";

    /// <summary>The table of what is known of numbers and origids, for its purge.</summary>
    public const string CallerTable = EvidenceRows.CallerTable;

    /// <summary>The table of what is known of providers and countries, for its purge.</summary>
    public const string SignerTable = EvidenceRows.SignerTable;

    private const string PlanPartition = "plans";
    private const int BatchesOfFold = 250;
    private const int FoldsOfRun = 40;
    private const int PagesAtOnce = 8;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan PlanMemory = TimeSpan.FromDays(7);

    private readonly IRecords _records;
    private readonly EvidenceRows _rows;
    private readonly Sequence _folds;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public FoldObservations(IRecords records, TimeProvider time, ILogger<FoldObservations> logger)
    {
        (_records, _time, _logger) = (records, time, logger);
        _rows = new EvidenceRows(records);
        _folds = new Sequence(records, Table, "fold", Lease, time);
    }

    /// <summary>Folds what waits, within the bounds of one run; the next run goes on.</summary>
    /// <returns>How many batches were folded.</returns>
    public async ValueTask<int> RunAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        for (var fold = 0; fold < FoldsOfRun; fold++)
        {
            var count = await FoldAsync(cancellationToken);
            all += count;
            if (count < BatchesOfFold) break;
        }

        return all;
    }

    private async ValueTask<int> FoldAsync(CancellationToken cancellationToken)
    {
        // Another instance folds.
        if (await _folds.TryClaimAsync(cancellationToken) is not { } claim) return 0;
        if (await FindPlanAsync(claim.Number, cancellationToken) is not { } plan)
        {
            await _folds.ReleaseAsync(claim, cancellationToken);
            return 0;
        }

        await ApplyAsync(claim.Number, await ReadAsync(plan, cancellationToken), cancellationToken);
        foreach (var row in plan.Rows) await ForgetAsync(row, cancellationToken);
        await CloseAsync(claim.Number, cancellationToken);
        await _folds.TryCompleteAsync(claim, note: "", cancellationToken);
        return plan.Rows.Count;
    }

    // Nothing is left to do of the plan: an instance that still holds its number finds an empty one
    // and makes no other.
    private async ValueTask CloseAsync(long run, CancellationToken cancellationToken)
    {
        if (await _records.FindAsync(PlanKey(run), cancellationToken) is not { } stored) return;
        var closed = new NewRecord(
            stored.Key, JsonSerializer.SerializeToUtf8Bytes(new FoldPlan([]), FoldingJson.Default.FoldPlan),
            _time.GetUtcNow() + PlanMemory);
        await _records.TryReplaceAsync(closed, stored.ETag, cancellationToken);
    }

    // The plan that an instance left unfinished, or a new one; null: nothing waits.
    private async ValueTask<FoldPlan?> FindPlanAsync(long run, CancellationToken cancellationToken)
    {
        var key = PlanKey(run);
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(key, cancellationToken) is { } stored)
            {
                return JsonSerializer.Deserialize(stored.Document.Span, FoldingJson.Default.FoldPlan)
                    ?? throw new StorageException("The plan of a fold cannot be read.");
            }

            var rows = await ListWaitingAsync(cancellationToken);
            if (rows.Count == 0) return null;
            var record = new NewRecord(key, JsonSerializer.SerializeToUtf8Bytes(new FoldPlan(rows), FoldingJson.Default.FoldPlan));
            if (await _records.TryInsertAsync(record, cancellationToken) is not null) return new FoldPlan(rows);
        }

        throw StorageException.OfContention("The plan of a fold");
    }

    private async ValueTask<IReadOnlyList<string>> ListWaitingAsync(CancellationToken cancellationToken)
    {
        var rows = new List<string>();
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(
                TakeObservations.PendingTable, TakeObservations.PendingPartition, continuation, BatchesOfFold, cancellationToken);
            foreach (var record in page.Records)
            {
                // It was sent again while it was folded, and stored once more.
                if (await _records.FindAsync(TakeObservations.TakenKey(record.Key.Row), cancellationToken) is not null)
                    await _records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
                else rows.Add(record.Key.Row);
                if (rows.Count == BatchesOfFold) return rows;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        return rows;
    }

    // What is gone of a plan was folded by this same fold before.
    private async ValueTask<IReadOnlyList<PendingBatch>> ReadAsync(FoldPlan plan, CancellationToken cancellationToken)
    {
        var batches = new List<PendingBatch>(plan.Rows.Count);
        foreach (var row in plan.Rows)
        {
            if (await FindWaitingAsync(row, cancellationToken) is not { } record) continue;
            if (BatchOf(record) is { } batch) batches.Add(batch);
            else LogUnreadable(row);
        }

        return batches;
    }

    private async ValueTask ApplyAsync(long run, IReadOnlyList<PendingBatch> batches, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).DayNumber;
        var additions = new FoldAdditions();
        foreach (var batch in batches) additions.Add(batch);
        var options = new ParallelOptions { MaxDegreeOfParallelism = PagesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(additions.Pages, options, (page, token) => _rows.FoldAsync(
            page.Key, run,
            before =>
            {
                foreach (var addition in page.Additions) before.Add(addition.Subject, addition.Said, page.HalfLifeDays);
                var octets = before.Write(today, page.HalfLifeDays);
                return (octets, page.ExpiresAt ?? DayAt(Math.Max(today, before.FadedOn(page.HalfLifeDays))));
            },
            token));
    }

    // Remembered first: one that is removed and not remembered would count twice when it is sent again.
    private async ValueTask ForgetAsync(string row, CancellationToken cancellationToken)
    {
        if (await FindWaitingAsync(row, cancellationToken) is not { } record) return;
        var digest = BatchOf(record)?.Digest ?? new BatchDigest("", "");
        await _records.TryInsertAsync(
            new NewRecord(
                TakeObservations.TakenKey(row), JsonSerializer.SerializeToUtf8Bytes(digest, ObservationJson.Default.BatchDigest),
                _time.GetUtcNow() + ObservationLimits.BatchMemory),
            cancellationToken);
        await _records.TryDeleteAsync(record.Key, record.ETag, cancellationToken);
    }

    private static DateTimeOffset DayAt(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static RecordKey PlanKey(long run) => new(Table, PlanPartition, run.ToString("D12", CultureInfo.InvariantCulture));

    private ValueTask<StoredRecord?> FindWaitingAsync(string row, CancellationToken cancellationToken) => _records.FindAsync(
        new RecordKey(TakeObservations.PendingTable, TakeObservations.PendingPartition, row), cancellationToken);

    // Null: it was changed in the store, and holds up no other batch.
    private static PendingBatch? BatchOf(StoredRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Document.Span, ObservationJson.Default.PendingBatch) is { } batch
                && ReporterId.TryParse(batch.Reporter, out _)
                ? batch
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 4503, Level = LogLevel.Error,
        Message = "The batch of observations {Row} cannot be read and is left out: the record was changed")]
    private partial void LogUnreadable(string row);
}
