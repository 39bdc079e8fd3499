using System.Globalization;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Verification.Statistics;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Verification.Statistics;

/// <summary>Calls of a time and of values of labels.</summary>
/// <param name="At">The beginning of the minute or day; absent: the whole range.</param>
/// <param name="Labels">By name, those that were asked for; a label that does not apply is empty.</param>
internal sealed record CallStatisticsRowAnswer(DateTimeOffset? At, IReadOnlyDictionary<string, string> Labels, long Calls);

/// <summary>A page of counts.</summary>
/// <param name="Cursor">Leads to the next page; absent: this is the last.</param>
internal sealed record CallStatisticsAnswer(
    DateTimeOffset From, DateTimeOffset To, IReadOnlyList<CallStatisticsRowAnswer> Rows, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallStatisticsAnswer))]
internal sealed partial class CallStatisticsAnswersJson : JsonSerializerContext;

/// <summary>
/// <c>GET /operator/v1/call-statistics</c>: counts of calls, without personal data, for operators of any role. <c>from</c> and <c>to</c>
/// (RFC 3339; unless given, the last hour), <c>by</c> (labels, and <c>minute</c> or <c>day</c>, with commas), <c>format=csv</c> for a
/// table.
/// </summary>
internal static class CallStatisticsEndpoint
{
    private static readonly TimeSpan UsualRange = TimeSpan.FromHours(1);

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (context.RequestServices.GetService<CallStatistics>() is not { } statistics)
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status404NotFound, "statistics-unknown",
                "this deployment signs and verifies no calls: the roles as and vs do"));
            return;
        }

        if (!ReadQuery(context).TryGet(out var query, out var failure))
        {
            await RefuseAsync(context, failure);
            return;
        }

        var format = context.Request.Query["format"].ToString();
        if (format is not ("" or "json" or "csv")) await RefuseAsync(context, "format must be json or csv");
        else if (format == "csv") await WriteCsvAsync(context, query, statistics);
        else await WriteJsonAsync(context, query, statistics);
    });

    private static async Task WriteCsvAsync(HttpContext context, CallStatisticsQuery query, CallStatistics statistics)
    {
        if (await RunAsync(context, query, statistics) is not { } rows) return;
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"calls.csv\"";
        await context.Response.WriteAsync(CallStatistics.WriteCsv(query, rows), context.RequestAborted);
    }

    // A page is so many rows of the whole answer: the cursor is where it begins.
    private static async Task WriteJsonAsync(HttpContext context, CallStatisticsQuery query, CallStatistics statistics)
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var first = 0;
        if (paging.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            await RefuseAsync(context, "cursor must be what the page before gave");
            return;
        }

        if (await RunAsync(context, query, statistics) is not { } rows) return;
        var page = rows.Skip(first).Take(paging.Count).Select(row => AnswerOf(query, row)).ToList();
        var next = first + page.Count;
        var answer = new CallStatisticsAnswer(
            query.From, query.To, page, next < rows.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
        await context.Response.WriteAsJsonAsync(answer, CallStatisticsAnswersJson.Default.CallStatisticsAnswer);
    }

    // Null: the refusal was written.
    private static async Task<IReadOnlyList<CallStatisticsRow>?> RunAsync(
        HttpContext context, CallStatisticsQuery query, CallStatistics statistics)
    {
        var rows = await statistics.RunAsync(query, context.RequestAborted);
        if (rows is null)
            await RefuseAsync(context, $"there are more than {CallStatistics.MaxRows} rows: name fewer labels in by, or a shorter range");
        return rows;
    }

    private static CallStatisticsRowAnswer AnswerOf(CallStatisticsQuery query, CallStatisticsRow row) => new(
        row.At, query.By.Zip(row.Values).ToDictionary(label => label.First, label => label.Second, StringComparer.Ordinal), row.Calls);

    private static Outcome<CallStatisticsQuery, string> ReadQuery(HttpContext context)
    {
        const string Form = "must be a date and time as 2026-11-30T00:00:00Z";
        var (fromText, toText) = (context.Request.Query["from"].ToString(), context.Request.Query["to"].ToString());
        DateTimeOffset? from = null;
        DateTimeOffset? to = null;
        if (fromText.Length > 0 && !Rfc3339.TryParse(fromText, out from)) return $"from {Form}";
        if (toText.Length > 0 && !Rfc3339.TryParse(toText, out to)) return $"to {Form}";
        var end = to ?? context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var by = context.Request.Query["by"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return CallStatisticsQuery.TryCreate(from ?? end - UsualRange, end, by, out var query, out var failure) ? query : failure;
    }

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "query-malformed", detail));
}
