using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation;
using Shaken.Core.Reputation.Acting;
using Shaken.Core.Reputation.Scoring;
using Shaken.Core.Reputation.Tracebacks;
using Shaken.Core.Storage;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Reputation;

/// <summary>
/// The feedback to governance, for operators: <c>GET /operator/v1/reputation/countries</c> and <c>…/providers</c>, JSON by pages, or CSV
/// as a whole for who accepts text/csv or asks <c>?form=csv</c>.
/// </summary>
internal static class ReputationReportEndpoints
{
    private const string Csv = "text/csv";

    private static readonly string[] ScoreColumns =
        ["score", "confidence", "reporters", "last on", "asked", "unanswered", "answered", "enforced"];

    public static Task CountriesAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var thresholds = context.RequestServices.GetRequiredService<CountryThresholds>();
        if (WantsCsv(context.Request))
        {
            var text = new StringBuilder(CsvLine.Of(["country", .. ScoreColumns, "recommended"]));
            await foreach (var country in AllAsync(context, (cursor, count) =>
                ScoresOf(context).ListCountriesAsync(cursor, count, context.RequestAborted)))
            {
                text.Append(CsvLine.Of(
                [
                    country.Country.Value, .. CellsOf(country.Score, country.Tracebacks), KebabCase.Of(thresholds.AdviceOn(country)),
                ]));
            }

            await WriteCsvAsync(context, "countries", text.ToString());
            return;
        }

        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await ScoresOf(context).ListCountriesAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new CountryReportsAnswer([.. page.Subjects.Select(country => AnswerOf(country, thresholds))], page.Continuation),
            ReputationAnswersJson.Default.CountryReportsAnswer);
    });

    public static Task ProvidersAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (WantsCsv(context.Request))
        {
            var text = new StringBuilder(CsvLine.Of(["provider", .. ScoreColumns]));
            await foreach (var provider in AllAsync(context, (cursor, count) =>
                ScoresOf(context).ListProvidersAsync(cursor, count, context.RequestAborted)))
                text.Append(CsvLine.Of([provider.Provider.ToString(), .. CellsOf(provider.Score, provider.Tracebacks)]));
            await WriteCsvAsync(context, "providers", text.ToString());
            return;
        }

        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await ScoresOf(context).ListProvidersAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new ProviderReportsAnswer([.. page.Subjects.Select(ProviderReputationAnswer.Of)], page.Continuation),
            ReputationAnswersJson.Default.ProviderReportsAnswer);
    });

    private static CountryReportAnswer AnswerOf(CountryReputation country, CountryThresholds thresholds) => new(
        country.Country.Value, ScoreAnswer.Of(country.Score), TracebackTallyAnswer.Of(country.Tracebacks),
        KebabCase.Of(thresholds.AdviceOn(country)));

    private static async IAsyncEnumerable<T> AllAsync<T>(
        HttpContext context, Func<string?, int, ValueTask<ReputationPage<T>>> list)
    {
        string? cursor = null;
        do
        {
            context.RequestAborted.ThrowIfCancellationRequested();
            var page = await list(cursor, StorageLimits.Page);
            foreach (var subject in page.Subjects) yield return subject;
            cursor = page.Continuation;
        }
        while (cursor is not null);
    }

    private static IEnumerable<string> CellsOf(ReputationScore? score, TracebackTally tally) =>
    [
        TextOf(score?.Value), TextOf(score?.Confidence), TextOf(score?.Reporters),
        score?.LastOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        TextOf(tally.Asked), TextOf(tally.Unanswered), TextOf(tally.Answered), TextOf(tally.Enforced),
    ];

    private static string TextOf(int? figure) => figure?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static Task WriteCsvAsync(HttpContext context, string name, string text)
    {
        context.Response.ContentType = $"{Csv}; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"reputation-{name}.csv\"";
        context.Response.Headers.Vary = HeaderNames.Accept;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static bool WantsCsv(HttpRequest request) =>
        request.Query["form"] == "csv"
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.Quality is not 0.0 && type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase)));

    private static ReputationScores ScoresOf(HttpContext context) => context.RequestServices.GetRequiredService<ReputationScores>();
}
