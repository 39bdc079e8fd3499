using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>What the dialects with bearer tokens have in common; they differ in path, claims and the form of the answer.</summary>
internal static class BearerEndpoints
{
    public static async Task PublishAsync(HttpContext context, BearerForm form, string? codeName, Func<HttpResponse, Task> answer)
    {
        if (!CpsRequest.ContextOf(context, form, CpsAction.Publish, codeName).TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
            return;
        }

        if (await CpsRequest.ReadBodyAsync(context, "application/json") is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var bearer = CpsRequest.BearerOf(context.Request);
        var outcome = await publish.PublishWithBearerAsync(bearer, asked, body, context.RequestAborted);
        if (!outcome.TryGet(out _, out refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
            return;
        }

        await answer(context.Response);
    }

    public static async Task RetrieveAsync(HttpContext context, BearerForm form, string? codeName, Func<HttpContext, TakenPassports, Task> answer)
    {
        if (!CpsRequest.ContextOf(context, form, CpsAction.Retrieve, codeName).TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
            return;
        }

        var retrieve = context.RequestServices.GetRequiredService<RetrievePassports>();
        var outcome = await retrieve.RetrievePublishedByAsync(CpsRequest.BearerOf(context.Request), asked, context.RequestAborted);
        if (outcome.TryGet(out var taken, out refusal)) await answer(context, taken);
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
    }

    public static Task CreatedAsync(HttpResponse response) => response.WriteStatusAsync(StatusCodes.Status201Created, "Created");
}
