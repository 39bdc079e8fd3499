using Microsoft.Net.Http.Headers;
using Shaken.Core.CertificateRepository;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CertificateRepository;

/// <summary>The STI-CR: GET and HEAD of a published chain. What stands under an id never changes, so it may be kept for long.</summary>
internal static class CertificateEndpoints
{
    private const string KeepForAYear = "public, max-age=31536000, immutable";
    private const string KeepBriefly = "public, max-age=60";

    public static async Task GetAsync(HttpContext context)
    {
        var repository = context.RequestServices.GetRequiredService<PublishedChains>();
        if (await repository.FindAsync((string)context.GetRouteValue("id")!, context.RequestAborted) is not { } chain)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "certificate-unknown", "no chain is published under this id"), KeepBriefly);
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = KeepForAYear;
        headers.ETag = chain.EntityTag;
        if (IsKnown(context.Request, chain.EntityTag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = PublishedChains.MediaType;
        context.Response.ContentLength = chain.Pem.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(chain.Pem, context.RequestAborted);
    }

    private static bool IsKnown(HttpRequest request, string entityTag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Tag == "*" || tag.Tag == entityTag);
}
