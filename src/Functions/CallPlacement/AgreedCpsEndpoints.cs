using Shaken.Core.CallPlacement;
using Shaken.Functions.Problems;

namespace Shaken.Functions.CallPlacement;

/// <summary>The CPS of ATIS-1000105, on which two providers agree: <c>/passports/{SPC}/{dest}/{orig}</c> with bearer tokens, both ways.</summary>
internal static class AgreedCpsEndpoints
{
    public static async Task PublishAsync(HttpContext context)
    {
        if (!CpsRequest.ContextOf(context, "spc", CpsAction.Publish).TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Agreed);
            return;
        }

        if (await CpsRequest.ReadBodyAsync(context, "application/json") is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var outcome = await publish.PublishWithBearerAsync(CpsRequest.BearerOf(context.Request), asked, body, context.RequestAborted);
        if (outcome.TryGet(out _, out refusal)) await context.Response.WriteStatusAsync(StatusCodes.Status201Created, "Created");
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Agreed);
    }

    public static async Task RetrieveAsync(HttpContext context)
    {
        if (!CpsRequest.ContextOf(context, "spc", CpsAction.Retrieve).TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Agreed);
            return;
        }

        var retrieve = context.RequestServices.GetRequiredService<RetrievePassports>();
        var outcome = await retrieve.RetrievePublishedByAsync(CpsRequest.BearerOf(context.Request), asked, context.RequestAborted);
        if (outcome.TryGet(out var taken, out refusal)) await CpsAnswers.HandOutAsync(context, taken);
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Agreed);
    }
}
