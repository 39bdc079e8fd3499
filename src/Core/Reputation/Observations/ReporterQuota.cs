using System.Globalization;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Storage;

namespace Shaken.Core.Reputation.Observations;

/// <summary>How much one reporter may send.</summary>
/// <param name="PerHour">Observations within an hour of the clock, at all instances together.</param>
/// <param name="BatchesPerMinute">Batches within a minute at one instance.</param>
public sealed record ReporterBounds(int PerHour, int BatchesPerMinute)
{
    public static ReporterBounds Usual { get; } = new(PerHour: 1_000_000, BatchesPerMinute: 600);
}

/// <summary>Counts what each reporter sends within an hour, at all instances together.</summary>
internal sealed class ReporterQuota(IRecords records, ReporterBounds bounds, TimeProvider time)
{
    /// <summary>The table, for its purge.</summary>
    public const string Table = "reputation-quotas";

    /// <summary>Reserves so many observations. Null: they are reserved; otherwise how long until the reporter may go on.</summary>
    public async ValueTask<TimeSpan?> ReserveAsync(ReporterId reporter, int count, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var next = hour.AddHours(1);
        var key = new RecordKey(Table, reporter.ToString(), hour.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture));
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            var stored = await records.FindAsync(key, cancellationToken);
            var before = stored is null ? 0 : Read(stored);
            if (before + count > bounds.PerHour) return next - now;
            var after = new NewRecord(
                key, JsonSerializer.SerializeToUtf8Bytes(new QuotaDocument(before + count), ObservationJson.Default.QuotaDocument),
                next + ClockTolerance.Instances);
            var etag = stored is null
                ? await records.TryInsertAsync(after, cancellationToken)
                : await records.TryReplaceAsync(after, stored.ETag, cancellationToken);
            if (etag is not null) return null;
        }

        throw StorageException.OfContention("The quota of a reporter");
    }

    private static int Read(StoredRecord record) =>
        JsonSerializer.Deserialize(record.Document.Span, ObservationJson.Default.QuotaDocument)?.Observations
        ?? throw new StorageException("The quota of a reporter cannot be read.");
}
