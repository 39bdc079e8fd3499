using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Reports;

/// <summary>A report on a quarter.</summary>
/// <param name="Quarter">As 2026-Q4.</param>
/// <param name="IsOver">Otherwise the figures grow still.</param>
internal sealed record QuarterReportAnswer(string Quarter, DateTimeOffset MadeAt, bool IsOver, IReadOnlyList<ReportFigure> Figures);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QuarterReportAnswer))]
internal sealed partial class ReportAnswersJson : JsonSerializerContext;

/// <summary>
/// <c>GET /operator/v1/reports/{quarter}</c>, for operators of any role: JSON, or CSV for who accepts text/csv or asks <c>?form=csv</c>.
/// </summary>
internal static class QuarterReportEndpoint
{
    private const string Csv = "text/csv";

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (!Quarter.TryParse(context.GetRouteValue("quarter") as string, out var quarter))
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status400BadRequest, "quarter-malformed", "the path names no quarter, such as 2026-Q4"));
            return;
        }

        var report = await context.RequestServices.GetRequiredService<MakeReport>().RunAsync(quarter, context.RequestAborted);
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (WantsCsv(context.Request))
        {
            context.Response.ContentType = $"{Csv}; charset=utf-8";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"report-{quarter}.csv\"";
            await context.Response.WriteAsync(ReportCsv.Write(report), context.RequestAborted);
            return;
        }

        var answer = new QuarterReportAnswer(quarter.ToString(), report.MadeAt, report.IsOver, report.Figures);
        await context.Response.WriteAsJsonAsync(answer, ReportAnswersJson.Default.QuarterReportAnswer);
    });

    private static bool WantsCsv(HttpRequest request) =>
        request.Query["form"] == "csv"
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.Quality is not 0.0 && type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase)));
}
