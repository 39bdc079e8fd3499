using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Orders and what leads to their certificate (RFC 8555 sections 7.4 and 7.5).</summary>
internal static class OrderEndpoints
{
    public static Task NewAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
        await AnswerAsync(call, await call.Server.PlaceOrder.PlaceAsync(call.Request, call.Aborted), StatusCodes.Status201Created));

    public static Task GetAsync(HttpContext context) => AcmeCall.ReadAsync(context, async call =>
        await AnswerAsync(call, await call.Server.FinalizeOrder.GetAsync(call.Request, call.Id, call.Aborted), StatusCodes.Status200OK));

    public static Task FinalizeAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
        await AnswerAsync(
            call, await call.Server.FinalizeOrder.FinalizeAsync(call.Request, call.Id, call.Aborted), StatusCodes.Status200OK));

    public static Task AuthorizationAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        var (orderId, isOfConstraints) = AcmeUrls.OrderOfAuthorization(call.Id);
        var outcome = await call.Server.DeactivateAuthorization.AnswerAsync(call.Request, orderId, call.Aborted);
        if (outcome.IsSuccess && isOfConstraints && outcome.Value.Constraints is null) outcome = AcmeProblem.NotFound("authorization");
        if (!outcome.TryGet(out var order, out var problem))
        {
            await call.RefuseAsync(problem);
            return;
        }

        call.AddHeaders();
        await call.Http.Response.WriteAsJsonAsync(
            AuthorizationAnswer.Of(order, call.Urls, call.Server.Options, call.Now, isOfConstraints),
            AcmeAnswersJson.Default.AuthorizationAnswer);
    });

    public static Task ChallengeAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        if (call.Server.AnswerChallenge is not { } challenges)
        {
            await call.RefuseAsync(AcmeProblem.NotFound("challenge"));
            return;
        }

        var outcome = await challenges.AnswerAsync(call.Request, call.Id, call.Client, call.Aborted);
        if (!outcome.TryGet(out var order, out var problem))
        {
            await call.RefuseAsync(problem);
            return;
        }

        call.AddHeaders();
        call.Http.Response.Headers.Append(HeaderNames.Link, AcmeAnswers.Link(call.Urls.Authorization(order.Id), "up"));
        await call.Http.Response.WriteAsJsonAsync(
            ChallengeAnswer.Of(order, call.Urls, call.Server.Options), AcmeAnswersJson.Default.ChallengeAnswer);
    });

    private static Task AnswerAsync(AcmeCall call, Outcome<AcmeOrder, AcmeProblem> outcome, int status)
    {
        if (!outcome.TryGet(out var order, out var problem)) return call.RefuseAsync(problem);
        call.AddHeaders();
        call.Http.Response.StatusCode = status;
        call.Http.Response.Headers.Location = call.Urls.Order(order.Id);
        if (order.Status == AcmeOrderStatus.Processing) AcmeAnswers.AskToWait(call.Http);
        return call.Http.Response.WriteAsJsonAsync(OrderAnswer.Of(order, call.Urls, call.Now), AcmeAnswersJson.Default.OrderAnswer);
    }
}
