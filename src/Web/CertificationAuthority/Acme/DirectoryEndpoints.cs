using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The directory, which needs no signature, and fresh nonces (RFC 8555 sections 7.1.1 and 7.2).</summary>
internal static class DirectoryEndpoints
{
    public static Task GetAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<AcmeOptions>();
        return context.Response.WriteAsJsonAsync(DirectoryAnswer.Of(AcmeCall.UrlsOf(context), options), AcmeAnswersJson.Default.DirectoryAnswer);
    }

    public static Task PostAsGetAsync(HttpContext context) => AcmeCall.ReadAsync(context, call =>
    {
        AcmeAnswers.AddHeaders(context, call.Urls);
        return GetAsync(context);
    });

    public static Task NewNonceAsync(HttpContext context)
    {
        AcmeAnswers.AddHeaders(context, AcmeCall.UrlsOf(context));
        context.Response.StatusCode = HttpMethods.IsHead(context.Request.Method) ? StatusCodes.Status200OK : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    public static Task NewNoncePostAsGetAsync(HttpContext context) => AcmeCall.ReadAsync(context, _ => NewNonceAsync(context));
}
