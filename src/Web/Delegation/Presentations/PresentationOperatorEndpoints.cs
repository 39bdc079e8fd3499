using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Principals;
using Shaken.Web.Operators;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>What was presented, for operators: listed, and removed.</summary>
internal static class PresentationOperatorEndpoints
{
    private static readonly CallerRule Managers = CallerRule.Operators(OperatorRole.Administrator, OperatorRole.Registrar);

    /// <summary><c>GET /operator/v1/delegation/presentations</c>: customers with what was presented for each, a page at a time.</summary>
    public static Task ListAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        if (await Paging.ReadAsync(context) is not { } paging) return;
        var page = await TakenOf(context).ListAsync(paging.Cursor, paging.Count, context.RequestAborted);
        await context.Response.WriteAsJsonAsync(
            new PresentationsAnswer([.. page.Customers.Select(CustomerPresentationsAnswer.Of)], page.Continuation),
            PresentationAnswersJson.Default.PresentationsAnswer);
    });

    /// <summary><c>POST /operator/v1/delegation/presentations/{id}/remove</c>: <c>{"reason"}</c>.</summary>
    public static Task RemoveAsync(HttpContext context) => CallerAccess.HandleAsync(context, Managers, async caller =>
    {
        using var body = await OperatorAccess.ReadBodyAsync(context);
        if (body is null || await ActRequests.ReadAsync(context, caller, body.RootElement) is not { } act) return;
        var outcome = PresentationId.TryParse(context.GetRouteValue("id") as string, out var id)
            ? await TakenOf(context).RemoveAsync(id, act, context.RequestAborted)
            : new PresentationRefusal(PresentationFailure.NotFound, "no presentation has this id");
        if (outcome.TryGet(out var removed, out var refusal))
        {
            await context.Response.WriteAsJsonAsync(
                PresentationAnswer.Of(removed), PresentationAnswersJson.Default.PresentationAnswer);
        }
        else await context.Response.WriteProblemAsync(PresentationProblems.Of(refusal));
    });

    private static TakenPresentations TakenOf(HttpContext context) => context.RequestServices.GetRequiredService<TakenPresentations>();
}
