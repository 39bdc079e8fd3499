using System.Globalization;
using System.Text.Json.Serialization;
using Shaken.Core.Foundations;
using Shaken.Core.Trust;
using Shaken.Core.Verification.Statistics;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Verification.Statistics;

/// <summary>Calls of one signer whose verdict would change in one way.</summary>
/// <param name="Signer">As <c>CA/1234</c>; absent: not known.</param>
/// <param name="Change">See <see cref="VerdictChange"/>, as <c>would-fail</c>.</param>
internal sealed record TrustImpactRowAnswer(string Country, string? Signer, string Change, long Calls);

/// <summary>What the next trusted-CA list and country policy would have made of the last day's calls; a cursor leads on.</summary>
/// <param name="Calls">Verified from <paramref name="From"/> to <paramref name="To"/>.</param>
/// <param name="Changed">Of these, those whose verdict would be another.</param>
internal sealed record TrustImpactAnswer(
    DateTimeOffset From, DateTimeOffset To, long Calls, long Changed, IReadOnlyList<TrustImpactRowAnswer> Rows, string? Cursor);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrustImpactAnswer))]
internal sealed partial class TrustImpactAnswersJson : JsonSerializerContext;

/// <summary>Answers how many of the last day's verdicts a proposal would change, where calls are counted.</summary>
internal static class TrustImpactAnswers
{
    private static readonly TimeSpan Range = TimeSpan.FromDays(1);

    /// <summary>Writes a page of the impact, or why it is not known here.</summary>
    /// <param name="otherwise">What to do where this deployment verifies no calls.</param>
    public static async Task WriteAsync(HttpContext context, TrustOutlook before, TrustProposal after, string otherwise)
    {
        if (context.RequestServices.GetService<CallStatistics>() is not { } statistics)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "statistics-unknown", $"this deployment verifies no calls: {otherwise}"));
            return;
        }

        if (await Paging.ReadAsync(context) is not { } paging) return;
        var first = 0;
        if (paging.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out first))
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status400BadRequest, "page-malformed", "cursor must be what the page before gave"));
            return;
        }

        var to = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var counts = await statistics.SumAsync(to - Range, to, context.RequestAborted);
        var report = TrustImpact.Of(counts, before, after);
        var page = report.Rows.Skip(first).Take(paging.Count).Select(RowOf).ToList();
        var next = first + page.Count < report.Rows.Count ? (first + page.Count).ToString(CultureInfo.InvariantCulture) : null;
        await context.Response.WriteAsJsonAsync(
            new TrustImpactAnswer(to - Range, to, report.Calls, report.Changed, page, next),
            TrustImpactAnswersJson.Default.TrustImpactAnswer);
    }

    private static TrustImpactRowAnswer RowOf(TrustImpactRow row) =>
        new(row.Country, row.Signer.Length == 0 ? null : row.Signer, KebabCase.Of(row.Change), row.Calls);
}
