using System.Text;
using Microsoft.Net.Http.Headers;

namespace Shaken.Web.PolicyAdministrator.Lists;

/// <summary>
/// How a signed list is handed to its readers. Clients in the field accept application/jose+json and read a JSON object with the status and
/// the JWT, so that is what they get; the bare JWT is for those who ask for <c>?form=bare</c>, or accept application/jose or
/// application/jwt.
/// </summary>
internal static class SignedListAnswer
{
    private const string BareMediaType = "application/jose+json";
    private const string KeepBriefly = "private, max-age=60";
    private const string KeepBrieflyForAll = "public, max-age=60";

    /// <summary>Writes the list, or 304 where the reader has it.</summary>
    /// <param name="version">What tells this form of this list from all others, but whether it is bare.</param>
    /// <param name="objectOf">The JSON object with the JWT, in UTF-8.</param>
    /// <param name="isPublic">Anybody reads it, so that caches may share it.</param>
    public static async Task WriteAsync(
        HttpContext context, string version, string jwt, Func<string, byte[]> objectOf, bool isPublic = false)
    {
        var isBare = WantsBare(context.Request);
        var tag = $"\"{version}{(isBare ? "-bare" : "")}\"";
        var headers = context.Response.Headers;
        headers.CacheControl = isPublic ? KeepBrieflyForAll : KeepBriefly;
        headers.Vary = isPublic ? HeaderNames.Accept : $"{HeaderNames.Accept}, {HeaderNames.Authorization}";
        headers.ETag = tag;
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            && known.Any(one => one.Tag == "*" || one.Tag == tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var octets = isBare ? Encoding.ASCII.GetBytes(jwt) : objectOf(jwt);
        context.Response.ContentType = isBare ? BareMediaType : "application/json";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static bool WantsBare(HttpRequest request) =>
        request.Query["form"] == "bare"
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.Quality is not 0.0 && type.MediaType.Value is "application/jose" or "application/jwt"));
}
