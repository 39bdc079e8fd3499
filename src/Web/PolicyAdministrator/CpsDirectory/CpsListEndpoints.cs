using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Web.Operators.Access;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.CpsDirectory;

/// <summary>
/// <c>GET /api/v1/cps-list</c>: the cpsMapping in force, for whoever reads lists, as <c>{"status","cpsList"}</c> or bare by the same rule
/// as the trusted-CA list; and for operators every mapping that was published.
/// </summary>
internal static class CpsListEndpoints
{
    private const string BareMediaType = "application/jose+json";
    private const string KeepBriefly = "private, max-age=60";

    public static Task GetAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.ListReaders, async _ =>
    {
        if (context.RequestServices.GetService<CpsListPublisher>() is not { } publisher
            || await publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await RefuseAsync(context, "no cpsMapping is published here yet");
            return;
        }

        var isBare = CaListEndpoint.WantsBare(context.Request);
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{list.Sequence}{(isBare ? "-bare" : "")}\"");
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

        var octets = isBare
            ? Encoding.ASCII.GetBytes(list.Jwt)
            : JsonSerializer.SerializeToUtf8Bytes(new CpsListAnswer("success", list.Jwt), CpsDirectoryAnswersJson.Default.CpsListAnswer);
        context.Response.ContentType = isBare ? BareMediaType : "application/json";
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    });

    /// <summary><c>GET /operator/v1/cps-lists/{sequence}</c>.</summary>
    public static Task GetPublishedAsync(HttpContext context) => CallerAccess.HandleAsync(context, CallerRule.Operators(), async _ =>
    {
        var text = context.GetRouteValue("sequence") as string;
        if (context.RequestServices.GetService<CpsListPublisher>() is not { } publisher
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || await publisher.FindAsync(sequence, context.RequestAborted) is not { } list)
        {
            await RefuseAsync(context, "no cpsMapping of this sequence was published");
            return;
        }

        await context.Response.WriteAsJsonAsync(
            PublishedCpsListAnswer.Of(list), CpsDirectoryAnswersJson.Default.PublishedCpsListAnswer);
    });

    private static Task RefuseAsync(HttpContext context, string detail) =>
        context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "cps-list-unknown", detail));
}
