using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// The CPS of ATIS-1000096, of which there are many: <c>/passports/{dest}/{orig}</c>, and <c>/publish</c> and <c>/retrieve</c> whose clients expect
/// other answers; <c>/republish</c> between one CPS and another.
/// </summary>
internal static class SharedCpsEndpoints
{
    public static Task PublishAsync(HttpContext context) => BearerEndpoints.PublishAsync(context, BearerForm.Shared, codeName: null, BearerEndpoints.CreatedAsync);

    public static Task RetrieveAsync(HttpContext context) => BearerEndpoints.RetrieveAsync(context, BearerForm.Shared, codeName: null, CpsAnswers.HandOutAsync);

    public static Task PublishPlainAsync(HttpContext context) => BearerEndpoints.PublishAsync(
        context, BearerForm.Shared, codeName: null, response =>
            response.WriteAsJsonAsync(new MessageAnswer("OK"), CpsJson.Default.MessageAnswer));

    public static Task RetrievePlainAsync(HttpContext context) => BearerEndpoints.RetrieveAsync(context, BearerForm.Shared, codeName: null, CpsAnswers.HandOutBareAsync);

    public static async Task RepublishAsync(HttpContext context)
    {
        if (!CpsRequest.ContextOf(context, BearerForm.Shared, CpsAction.Republish, codeName: null).TryGet(out var asked, out var refusal))
        {
            await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
            return;
        }

        if (await CpsRequest.ReadBodyAsync(context, "application/json", Limits.RepublishBodyOctets) is not { } body) return;
        var publish = context.RequestServices.GetRequiredService<PublishPassports>();
        var outcome = await publish.PublishRepublishedAsync(CpsRequest.BearerOf(context.Request), asked, body, context.RequestAborted);
        if (outcome.TryGet(out _, out refusal)) await BearerEndpoints.CreatedAsync(context.Response);
        else await CpsAnswers.RefuseAsync(context, refusal, CpsDialect.Bearer);
    }
}
