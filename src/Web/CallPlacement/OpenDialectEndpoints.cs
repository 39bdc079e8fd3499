using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// The CPS of the out-of-band SHAKEN draft: <c>POST /cps/company/{OCN}</c> takes <c>application/passport</c> from anyone; reading is private.
/// </summary>
internal static class OpenDialectEndpoints
{
    public static async Task PublishAsync(HttpContext context)
    {
        if (await CpsRequest.ReadBodyAsync(context, "application/passport") is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var outcome = await publish.PublishOpenAsync(CpsRequest.Route(context, "ocn")!, body, CpsRequest.ClientOf(context),
            context.RequestAborted);
        if (outcome.TryGet(out _, out var refusal)) context.Response.StatusCode = StatusCodes.Status201Created;
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Open);
    }

    public static async Task RetrieveAsync(HttpContext context)
    {
        if (!CpsRequest.ContextOf(context, BearerForm.Agreed, CpsAction.Retrieve, "ocn").TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Open);
            return;
        }

        var retrieve = context.RequestServices.GetRequiredService<RetrievePassports>();
        var outcome = await retrieve.RetrieveOwnAsync(CpsRequest.BearerOf(context.Request), asked, context.RequestAborted);
        if (outcome.TryGet(out var taken, out refusal)) await CpsAnswers.HandOutAsync(context, taken);
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Open);
    }
}
