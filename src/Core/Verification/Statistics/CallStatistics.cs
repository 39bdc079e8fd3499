using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Statistics;

/// <summary>Calls of a time and of values of labels.</summary>
/// <param name="At">The beginning of the minute or day; null: the whole range.</param>
/// <param name="Values">In the order of <see cref="CallStatisticsQuery.By"/>.</param>
public sealed record CallStatisticsRow(DateTimeOffset? At, IReadOnlyList<string> Values, long Calls);

/// <summary>
/// Answers questions about counted calls. A whole day comes of its sum; the rest of the minutes, as long as they are kept. The running
/// minute of each instance is not there yet.
/// </summary>
public sealed class CallStatistics(CallCountRecords records)
{
    /// <summary>Rows of one answer.</summary>
    public const int MaxRows = 100_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The rows of a query by time, then by the values of its labels; null: there are more than <see cref="MaxRows"/>.</summary>
    /// <exception cref="Storage.StorageException">The store does not answer.</exception>
    public async ValueTask<IReadOnlyList<CallStatisticsRow>?> RunAsync(CallStatisticsQuery query, CancellationToken cancellationToken)
    {
        var rows = new SortedDictionary<string, CallStatisticsRow>(StringComparer.Ordinal);
        for (var day = new DateTimeOffset(query.From.UtcDateTime.Date, TimeSpan.Zero); day < query.To; day += Day)
        {
            if (query.Period != CallPeriod.Minute && query.From <= day && day + Day <= query.To
                && await records.FindDayAsync(day, cancellationToken) is { } sum)
            {
                Add(rows, query, day, sum);
                continue;
            }

            await foreach (var minute in records.ListMinutesAsync(day, cancellationToken))
            {
                if (minute.Minute >= query.From && minute.Minute < query.To)
                    Add(rows, query, query.Period == CallPeriod.Minute ? minute.Minute : day, minute.Counts);
                if (rows.Count > MaxRows) return null;
            }
        }

        return [.. rows.Values];
    }

    /// <summary>All calls of a time, each set of labels once. The running minute of each instance is not there yet.</summary>
    /// <exception cref="Storage.StorageException">The store does not answer.</exception>
    public async ValueTask<IReadOnlyList<CallCount>> SumAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var totals = new CallTotals();
        for (var day = new DateTimeOffset(from.UtcDateTime.Date, TimeSpan.Zero); day < to; day += Day)
        {
            await foreach (var minute in records.ListMinutesAsync(day, cancellationToken))
            {
                if (minute.Minute >= from && minute.Minute < to) totals.Add(minute.Counts);
            }
        }

        return totals.Within(MaxRows);
    }

    /// <summary>The rows as CSV.</summary>
    public static string WriteCsv(CallStatisticsQuery query, IEnumerable<CallStatisticsRow> rows)
    {
        IReadOnlyList<string> time = query.Period == CallPeriod.Whole ? [] : [KebabCase.Of(query.Period)];
        var lines = rows.Select(row => CsvLine.Of([.. row.At is { } at ? (string[])[TextOf(at)] : [], .. row.Values, $"{row.Calls}"]));
        return string.Concat(lines.Prepend(CsvLine.Of([.. time, .. query.By, "calls"])));
    }

    private static void Add(
        SortedDictionary<string, CallStatisticsRow> rows, CallStatisticsQuery query, DateTimeOffset at, IEnumerable<CallCount> counts)
    {
        DateTimeOffset? time = query.Period == CallPeriod.Whole ? null : at;
        foreach (var (labels, calls) in counts)
        {
            var values = query.ValuesOf(labels);

            // No label has a line break.
            var key = string.Join('\n', values.Prepend(time is { } moment ? TextOf(moment) : ""));
            rows[key] = rows.TryGetValue(key, out var row)
                ? row with { Calls = row.Calls + calls } : new CallStatisticsRow(time, values, calls);
        }
    }

    private static string TextOf(DateTimeOffset moment) =>
        moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
