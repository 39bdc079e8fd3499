using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Shaken.Core.Storage;

namespace Shaken.Core.Verification.Statistics;

/// <summary>How long counts are kept.</summary>
/// <param name="Minutes">From a minute on; 3 days at least, so that a day is merged while all of its minutes are there.</param>
/// <param name="Days">From a day on.</param>
public sealed record CallCountRetention(TimeSpan Minutes, TimeSpan Days)
{
    public static CallCountRetention Usual { get; } = new(TimeSpan.FromDays(7), TimeSpan.FromDays(400));
}

/// <summary>
/// Stored counts: one row for each instance and minute, and one for each day, which is the sum of all its minutes. A day is summed when it
/// is over, and once more when another day has passed, so that minutes that were stored late are in it.
/// </summary>
public sealed class CallCountRecords
{
    /// <summary>The table of minutes, for its purge.</summary>
    public const string MinuteTable = "call-minutes";

    /// <summary>The table of days, for its purge.</summary>
    public const string DayTable = "call-days";

    private const string DayPartition = "days";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly IRecords _records;
    private readonly CallCountRetention _retention;
    private readonly TimeProvider _time;

    public CallCountRecords(IRecords records, CallCountRetention retention, TimeProvider time) =>
        (_records, _retention, _time) = (records, retention, time);

    /// <summary>Adds what an instance counted in a minute. The same write again adds nothing.</summary>
    /// <param name="write">Names the addition.</param>
    internal async ValueTask AddAsync(string instance, string write, MinuteOfCalls minute, CancellationToken cancellationToken)
    {
        var row = $"{minute.Minute.ToString("HHmm", CultureInfo.InvariantCulture)}~{instance}";
        var key = new RecordKey(MinuteTable, PartitionOf(minute.Minute), row);
        var expiresAt = minute.Minute + _retention.Minutes;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _records.FindAsync(key, cancellationToken) is not { } stored)
            {
                if (await _records.TryInsertAsync(Minute(key, expiresAt, [write], minute.Counts), cancellationToken) is not null) return;
                continue;
            }

            var before = CallCountJson.ReadMinute(stored);
            if (before.Writes.Contains(write, StringComparer.Ordinal)) return;
            var totals = new CallTotals();
            totals.Add(before.Counts.Select(count => count.ToCount()));
            totals.Add(minute.Counts);
            var after = Minute(key, expiresAt, [.. before.Writes, write], totals.Within(CallCounts.MaxKeys));
            if (await _records.TryReplaceAsync(after, stored.ETag, cancellationToken) is not null) return;
        }

        throw StorageException.OfContention("The counts of a minute");
    }

    /// <summary>Sums up the days that are over. Safe on many instances at once, and to be repeated.</summary>
    public async ValueTask MergeDaysAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);

        // A day whose first minutes may be gone is not summed any more.
        for (var day = today - Day; day > today - _retention.Minutes; day -= Day)
        {
            var key = DayKey(day);
            var last = day + Day + Day;
            var stored = await _records.FindAsync(key, cancellationToken);
            if (stored is not null && (now < last || CallCountJson.ReadDay(stored).MergedAt >= last)) continue;
            var totals = new CallTotals();
            await foreach (var minute in ListMinutesAsync(day, cancellationToken)) totals.Add(minute.Counts);
            var document = new DayDocument(now, [.. totals.Within(CallCounts.MaxKeys).Select(CallCountDocument.Of)]);
            var record = new NewRecord(
                key, JsonSerializer.SerializeToUtf8Bytes(document, CallCountJson.Default.DayDocument), day + Day + _retention.Days);

            // A lost race is another instance's that summed the same.
            if (stored is null) await _records.TryInsertAsync(record, cancellationToken);
            else await _records.TryReplaceAsync(record, stored.ETag, cancellationToken);
        }
    }

    /// <summary>The counts of a day that was summed up; null: it was not, and its minutes tell.</summary>
    internal async ValueTask<IReadOnlyList<CallCount>?> FindDayAsync(DateTimeOffset day, CancellationToken cancellationToken) =>
        await _records.FindAsync(DayKey(day), cancellationToken) is { } stored
            ? [.. CallCountJson.ReadDay(stored).Counts.Select(count => count.ToCount())]
            : null;

    /// <summary>The minutes of a day in their order, those of each instance apart.</summary>
    /// <param name="day">Its beginning, UTC.</param>
    internal async IAsyncEnumerable<MinuteOfCalls> ListMinutesAsync(
        DateTimeOffset day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await _records.ListAsync(MinuteTable, PartitionOf(day), continuation, StorageLimits.Page, cancellationToken);
            foreach (var record in page.Records)
            {
                var moment = TimeOnly.ParseExact(record.Key.Row.AsSpan(0, 4), "HHmm", CultureInfo.InvariantCulture);
                var counts = CallCountJson.ReadMinute(record).Counts.Select(count => count.ToCount());
                yield return new MinuteOfCalls(day + moment.ToTimeSpan(), [.. counts]);
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private static NewRecord Minute(
        RecordKey key, DateTimeOffset expiresAt, IReadOnlyList<string> writes, IReadOnlyList<CallCount> counts) =>
        new(
            key,
            JsonSerializer.SerializeToUtf8Bytes(
                new MinuteDocument(writes, [.. counts.Select(CallCountDocument.Of)]), CallCountJson.Default.MinuteDocument),
            expiresAt);

    private static RecordKey DayKey(DateTimeOffset day) => new(DayTable, DayPartition, PartitionOf(day));

    private static string PartitionOf(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
