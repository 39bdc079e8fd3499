using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificationAuthority.Acme;

/// <summary>An ACME POST whose signature, nonce and URL are right, and the HTTP exchange it came in.</summary>
internal sealed record AcmeCall(HttpContext Http, AcmeServer Server, AcmeUrls Urls, AcmeRequest Request)
{
    private const string MediaType = "application/jose+json";

    public T Get<T>()
        where T : notnull => Http.RequestServices.GetRequiredService<T>();

    public DateTimeOffset Now => Get<TimeProvider>().GetUtcNow();

    /// <summary>The id of the path, parsed by nobody yet.</summary>
    public string Id => Http.GetRouteValue("id") as string ?? "";

    /// <summary>Whose request it is; fetches are counted by it.</summary>
    public ClientKey Client => Http.ClientKey();

    public CancellationToken Aborted => Http.RequestAborted;

    public Task RefuseAsync(AcmeProblem problem) => AcmeAnswers.RefuseAsync(Http, Server, Urls, problem);

    public void AddHeaders() => AcmeAnswers.AddHeaders(Http, Server, Urls);

    /// <summary>Judges a POST and lets <paramref name="answer"/> answer it; refuses it in ACME's words where it may not be.</summary>
    public static async Task HandleAsync(HttpContext context, AcmeSigner signer, Func<AcmeCall, Task> answer)
    {
        if (AcmePlaces.FindServer(context) is not { } server)
        {
            await AcmeAnswers.WriteMissingAsync(context);
            return;
        }

        var urls = AcmePlaces.UrlsOf(context, server);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var sent) || !sent.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await AcmeAnswers.RefuseAsync(
                context, server, urls,
                AcmeProblem.Malformed($"the body's media type must be {MediaType}") with
                {
                    Status = StatusCodes.Status415UnsupportedMediaType,
                });
            return;
        }

        if (await BodyReader.ReadAsync(context.Request, Limits.AcmeBodyOctets) is not { } body)
        {
            await AcmeAnswers.RefuseAsync(
                context, server, urls,
                AcmeProblem.Malformed($"the body is longer than {Limits.AcmeBodyOctets} octets") with
                {
                    Status = StatusCodes.Status413PayloadTooLarge,
                });
            return;
        }

        var url = urls.Base + context.Request.Path.Value![server.Path.Length..] + context.Request.QueryString.Value;
        var request = context.RequestServices.GetRequiredService<RequestIds>().Of(context);
        var outcome = await server.Requests.VerifyAsync(body, urls, url, signer, request, context.RequestAborted);
        if (outcome.TryGet(out var verified, out var problem)) await answer(new AcmeCall(context, server, urls, verified));
        else await AcmeAnswers.RefuseAsync(context, server, urls, problem);
    }

    /// <summary>The same for a resource that is only read.</summary>
    public static Task ReadAsync(HttpContext context, Func<AcmeCall, Task> answer) => HandleAsync(context, AcmeSigner.Account, call =>
        call.Request.IsPostAsGet ? answer(call) : call.RefuseAsync(AcmeProblem.Malformed("the resource is read by POST-as-GET, with an empty payload")));
}
