using Shaken.Core.Foundations;
using Shaken.Core.Principals;
using Shaken.Core.Reputation.Observations;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Reputation;

/// <summary>
/// <c>POST /reputation/v1/observations</c>, for reporters: a batch of observations. 201: it is stored; 200: it was stored before.
/// </summary>
internal static class ObservationEndpoints
{
    private static readonly CallerRule Reporters = CallerRule.Kinds(PrincipalKind.Reporter);

    public static Task PostAsync(HttpContext context) => CallerAccess.HandleAsync(context, Reporters, async caller =>
    {
        if (await CallerAccess.ReadOctetsAsync(context, ObservationLimits.BatchOctets) is not { } body) return;

        // Only operators have no account.
        var outcome = await context.RequestServices.GetRequiredService<TakeObservations>()
            .TakeAsync(caller.Principal.Account!, body, context.RequestAborted);
        if (!outcome.TryGet(out var receipt, out var refusal))
        {
            await context.Response.WriteProblemAsync(ProblemOf(refusal));
            return;
        }

        context.Response.StatusCode = receipt.WasKnown ? StatusCodes.Status200OK : StatusCodes.Status201Created;
        await context.Response.WriteAsJsonAsync(
            ObservationReceiptAnswer.Of(receipt), ReputationAnswersJson.Default.ObservationReceiptAnswer);
    });

    private static Problem ProblemOf(ObservationRefusal refusal)
    {
        var status = refusal.Failure switch
        {
            ObservationFailure.BatchMalformed or ObservationFailure.BatchTooLarge or ObservationFailure.CalledNumberSent
                or ObservationFailure.NumberNotPlain or ObservationFailure.MomentNotAllowed => StatusCodes.Status400BadRequest,
            ObservationFailure.BatchDiffers => StatusCodes.Status409Conflict,
            ObservationFailure.ReporterTooFast => StatusCodes.Status429TooManyRequests,
        };
        return Problem.Of(status, KebabCase.Of(refusal.Failure), refusal.Detail) with { RetryAfter = refusal.RetryAfter };
    }
}
