using Shaken.Core.CallPlacement.Directory;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// <c>GET /cps/advertisement</c>: the signed advertisement of this CPS (RFC 9888), a compact JWS. RFC 9888 does not name a path for it.
/// </summary>
internal static class AdvertisementEndpoint
{
    public static async Task GetAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<OwnAdvertisement>() is not { } advertisement)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(
                    StatusCodes.Status404NotFound, "not-advertised", "this CPS is not advertised: Cps:Advertisement:Url is not set"));
            return;
        }

        var signed = await advertisement.GetAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "public, max-age=600";
        context.Response.ContentType = "application/jose";
        context.Response.ContentLength = signed.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.WriteAsync(signed, context.RequestAborted);
    }
}
