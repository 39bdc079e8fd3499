using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>Renewal information of a certificate, which anybody may read (RFC 9773 section 4).</summary>
internal static class RenewalEndpoints
{
    public static async Task GetAsync(HttpContext context)
    {
        if (AcmePlaces.FindServer(context) is not { } server)
        {
            await AcmeAnswers.WriteMissingAsync(context);
            return;
        }

        if (!RenewalId.TryParse(context.GetRouteValue("id") as string, out var id)
            || await server.RenewalInfo.FindAsync(id, context.RequestAborted) is not { } window)
        {
            await AcmeAnswers.RefuseAsync(
                context, server, AcmePlaces.UrlsOf(context, server), AcmeProblem.NotFound("certificate"));
            return;
        }

        AcmeAnswers.AskToWait(context, window.AskAgainAfter);
        context.Response.Headers.CacheControl = "no-store";
        var answer = new RenewalAnswer(new WindowAnswer(Moments.Text(window.Start), Moments.Text(window.End)));
        await context.Response.WriteAsJsonAsync(answer, AcmeAnswersJson.Default.RenewalAnswer);
    }
}
