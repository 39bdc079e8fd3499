using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>
/// The next trusted-CA list and country policy before they are approved: <c>/operator/v1/next-trust</c>, and how many of the last day's
/// verdicts they would change, <c>/operator/v1/next-trust/impact</c>.
/// </summary>
internal static class NextTrustEndpoints
{
    private const string ToAnother =
        "save the proposal with `shaken pa trust-list next`, and ask the STI-VS of a provider with `shaken pa trust-list impact --list`";

    /// <summary><c>GET /operator/v1/next-trust</c>: as a file for the STI-VS of providers.</summary>
    public static Task GetAsync(HttpContext context) => HandleAsync(context, async next =>
    {
        var octets = TrustProposalFile.Write(await next.GetProposedAsync(context.RequestAborted));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    });

    /// <summary><c>GET /operator/v1/next-trust/impact?cursor=&amp;count=</c>, where this deployment verifies calls too.</summary>
    public static Task ForecastAsync(HttpContext context) => HandleAsync(context, async next => await TrustImpactAnswers.WriteAsync(
        context, await next.GetPresentAsync(context.RequestAborted), await next.GetProposedAsync(context.RequestAborted), ToAnother));

    private static Task HandleAsync(HttpContext context, Func<NextTrust, Task> answer) =>
        CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
        {
            if (context.RequestServices.GetService<NextTrust>() is { } next) await answer(next);
            else await context.Response.WriteProblemAsync(BorderProblems.NoPartners);
        });
}
