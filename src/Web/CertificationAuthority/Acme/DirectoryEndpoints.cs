using Shaken.Core.CertificationAuthority.Acme;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>The directory, which needs no signature, and fresh nonces (RFC 8555 sections 7.1.1 and 7.2).</summary>
internal static class DirectoryEndpoints
{
    public static Task GetAsync(HttpContext context) =>
        AcmePlaces.FindServer(context) is { } server ? WriteAsync(context, server) : AcmeAnswers.WriteMissingAsync(context);

    public static Task PostAsGetAsync(HttpContext context) => AcmeCall.ReadAsync(context, call =>
    {
        call.AddHeaders();
        return WriteAsync(context, call.Server);
    });

    public static Task NewNonceAsync(HttpContext context) =>
        AcmePlaces.FindServer(context) is { } server ? AnswerNonceAsync(context, server) : AcmeAnswers.WriteMissingAsync(context);

    public static Task NewNoncePostAsGetAsync(HttpContext context) =>
        AcmeCall.ReadAsync(context, call => AnswerNonceAsync(context, call.Server));

    private static Task WriteAsync(HttpContext context, AcmeServer server) => context.Response.WriteAsJsonAsync(
        DirectoryAnswer.Of(AcmePlaces.UrlsOf(context, server), server.Options), AcmeAnswersJson.Default.DirectoryAnswer);

    private static Task AnswerNonceAsync(HttpContext context, AcmeServer server)
    {
        AcmeAnswers.AddHeaders(context, server, AcmePlaces.UrlsOf(context, server));
        context.Response.StatusCode = HttpMethods.IsHead(context.Request.Method) ? StatusCodes.Status200OK : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
