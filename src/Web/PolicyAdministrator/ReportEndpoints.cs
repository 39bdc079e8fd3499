using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>Where CAs report revocations to the policy administrator: <c>POST /pa/v1/revocations</c>.</summary>
internal static class ReportEndpoints
{
    public static async Task TakeAsync(HttpContext context)
    {
        var reports = context.RequestServices.GetRequiredService<TakeRevocationReports>();
        if (reports.FindReporter(CrlEndpoints.BearerOf(context.Request)) is not { } reporter)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status401Unauthorized, "reporter-unknown", "a reporter's secret is wanted as bearer"));
            return;
        }

        if (await BodyReader.ReadAsync(context.Request, RevocationReport.MaxOctets) is not { } body)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status413PayloadTooLarge, "body-too-large", "the body is longer than a report"));
            return;
        }

        var outcome = await reports.TakeAsync(reporter, body, context.RequestAborted);
        await (outcome.Result switch
        {
            ReportResult.Registered => context.Response.WriteStatusAsync(StatusCodes.Status201Created, outcome.Detail),
            ReportResult.KnownAlready => context.Response.WriteStatusAsync(StatusCodes.Status200OK, outcome.Detail),
            ReportResult.Malformed => context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status400BadRequest, "report-malformed", outcome.Detail)),
            ReportResult.AnothersIssuer => context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status403Forbidden, "anothers-issuer", outcome.Detail)),
        });
    }
}
