using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Principals;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// <c>GET /operator/v1/origids/{uuid}?reason=</c>: where the calls with an origid came from, for a traceback. Each reading stands in
/// the audit log with its reason.
/// </summary>
internal static class OrigIdEndpoint
{
    private static readonly CallerRule Tracers =
        CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar, OperatorRole.Auditor);

    public static Task TraceAsync(HttpContext context) => CallerAccess.HandleAsync(context, Tracers, async caller =>
    {
        if (!OrigIdText.TryRead(context.GetRouteValue("uuid") as string, out var origId))
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status400BadRequest, "origid-malformed",
                "the path must end with a UUID, such as 123e4567-e89b-12d3-a456-426655440000"));
            return;
        }

        if (await ActRequests.OfAsync(context, caller, context.Request.Query["reason"].ToString()) is not { } act) return;
        var trace = await context.RequestServices.GetRequiredService<TraceOrigIds>().TraceAsync(origId, act, context.RequestAborted);
        if (trace is not null)
            await context.Response.WriteAsJsonAsync(OrigIdAnswer.Of(origId, trace), SigningAnswersJson.Default.OrigIdAnswer);
        else
        {
            await context.Response.WriteProblemAsync(Problem.Of(
                StatusCodes.Status404NotFound, "origid-unknown", "no call that was signed here has this origid"));
        }
    });
}
