using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// The CPS as it was first published in the open: <c>POST /cps/v1/{destination SPC}/{dest}/{origin SPC}/{orig}</c>, PASSporTs one a line, an empty 201.
/// Its own server answered 201 to a stale PASSporT and dropped it; here that is an error.
/// </summary>
internal static class PathDialectEndpoints
{
    public static async Task PublishAsync(HttpContext context)
    {
        if (!ServiceProviderCode.TryParse(CpsRequest.Route(context, "destspc"), out var destination) || !ServiceProviderCode.TryParse(CpsRequest.Route(context, "origspc"), out var origin))
        {
            await CpsAnswers.RefuseAsync(context, CpsRequest.MalformedCode, CpsDialect.Open);
            return;
        }

        if (!CallNumbers.TryParse(CpsRequest.Route(context, "dest"), CpsRequest.Route(context, "orig"), out var call))
        {
            await CpsAnswers.RefuseAsync(context, CpsRequest.MalformedNumbers, CpsDialect.Open);
            return;
        }

        if (await CpsRequest.ReadBodyAsync(context, "application/passport") is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var outcome = await publish.PublishByPathAsync(destination, origin, call, body, CpsRequest.ClientOf(context),
            context.RequestAborted);
        if (outcome.TryGet(out _, out var refusal)) context.Response.StatusCode = StatusCodes.Status201Created;
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Open);
    }
}
