using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.Trust.Lists;
using Shaken.Web.Operators.Access;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.Lists;

/// <summary>
/// <c>GET /api/v1/ca-list</c>: the list in force, for whoever reads lists, in the form that its user reads. Clients in the field accept
/// application/jose+json and read <c>{"status","caList"}</c>, so that is what they get; the bare JWT is for those who ask for
/// <c>?form=bare</c>, or accept application/jose or application/jwt.
/// </summary>
internal static class CaListEndpoint
{
    private const string BareMediaType = "application/jose+json";
    private const string KeepBriefly = "private, max-age=60";

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.ListReaders, async caller =>
    {
        if (context.RequestServices.GetService<TrustListPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(
                Problem.Of(StatusCodes.Status404NotFound, "list-unknown", "no trusted-CA list is published here yet"));
            return;
        }

        var (form, isBare) = (caller.Principal.ListForm, WantsBare(context.Request));
        var tag = TagOf(list, form, isBare);
        var headers = context.Response.Headers;
        headers.CacheControl = KeepBriefly;
        headers.Vary = $"{HeaderNames.Accept}, {HeaderNames.Authorization}";
        headers.ETag = tag;
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            && known.Any(one => one.Tag == "*" || one.Tag == tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var jwt = list.JwtIn(form);
        var octets = isBare
            ? Encoding.ASCII.GetBytes(jwt)
            : JsonSerializer.SerializeToUtf8Bytes(new CaListAnswer("success", jwt), ListAnswersJson.Default.CaListAnswer);
        context.Response.ContentType = isBare ? BareMediaType : "application/json";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    });

    /// <summary>Whether a client wants the JWT alone.</summary>
    internal static bool WantsBare(HttpRequest request) =>
        request.Query["form"] == "bare"
        || (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
            && accepted.Any(type => type.Quality is not 0.0 && type.MediaType.Value is "application/jose" or "application/jwt"));

    private static string TagOf(PublishedTrustList list, TrustListForm form, bool isBare)
    {
        var (version, entries) = (form.HasVersionAsText ? "text" : "number", form.HasEntriesInPem ? "pem" : "der");
        return string.Create(CultureInfo.InvariantCulture, $"\"{list.Sequence}-{version}-{entries}{(isBare ? "-bare" : "")}\"");
    }
}
