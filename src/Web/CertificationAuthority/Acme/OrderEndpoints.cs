using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Orders and what leads to their certificate (RFC 8555 sections 7.4 and 7.5).</summary>
internal static class OrderEndpoints
{
    public static Task NewAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
        await AnswerAsync(call, await call.Get<PlaceOrder>().PlaceAsync(call.Request, call.Aborted), StatusCodes.Status201Created));

    public static Task GetAsync(HttpContext context) => AcmeCall.ReadAsync(context, async call =>
        await AnswerAsync(call, await call.Get<FinalizeOrder>().GetAsync(call.Request, call.Id, call.Aborted), StatusCodes.Status200OK));

    public static Task FinalizeAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
        await AnswerAsync(call, await call.Get<FinalizeOrder>().FinalizeAsync(call.Request, call.Id, call.Aborted), StatusCodes.Status200OK));

    public static Task AuthorizationAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        var outcome = await call.Get<DeactivateAuthorization>().AnswerAsync(call.Request, call.Id, call.Aborted);
        if (!outcome.TryGet(out var order, out var problem))
        {
            await call.RefuseAsync(problem);
            return;
        }

        AcmeAnswers.AddHeaders(call.Http, call.Urls);
        await call.Http.Response.WriteAsJsonAsync(AuthorizationAnswer.Of(order, call.Urls, call.Get<AcmeOptions>(), call.Now), AcmeAnswersJson.Default.AuthorizationAnswer);
    });

    public static Task ChallengeAsync(HttpContext context) => AcmeCall.HandleAsync(context, AcmeSigner.Account, async call =>
    {
        var outcome = await call.Get<AnswerChallenge>().AnswerAsync(call.Request, call.Id, call.Client, call.Aborted);
        if (!outcome.TryGet(out var order, out var problem))
        {
            await call.RefuseAsync(problem);
            return;
        }

        AcmeAnswers.AddHeaders(call.Http, call.Urls);
        call.Http.Response.Headers.Append(HeaderNames.Link, AcmeAnswers.Link(call.Urls.Authorization(order.Id), "up"));
        await call.Http.Response.WriteAsJsonAsync(ChallengeAnswer.Of(order, call.Urls, call.Get<AcmeOptions>()), AcmeAnswersJson.Default.ChallengeAnswer);
    });

    private static Task AnswerAsync(AcmeCall call, Outcome<AcmeOrder, AcmeProblem> outcome, int status)
    {
        if (!outcome.TryGet(out var order, out var problem)) return call.RefuseAsync(problem);
        AcmeAnswers.AddHeaders(call.Http, call.Urls);
        call.Http.Response.StatusCode = status;
        call.Http.Response.Headers.Location = call.Urls.Order(order.Id);
        if (order.Status == AcmeOrderStatus.Processing) AcmeAnswers.AskToWait(call.Http);
        return call.Http.Response.WriteAsJsonAsync(OrderAnswer.Of(order, call.Urls, call.Now), AcmeAnswersJson.Default.OrderAnswer);
    }
}
