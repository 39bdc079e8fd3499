using System.Globalization;
using Microsoft.Net.Http.Headers;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.Shared.Crls;

/// <summary>CRLs as they are fetched: DER, or PEM where a client asks for it; and the operator's wish for the next one now.</summary>
internal static class CrlEndpoints
{
    private const string KeepBriefly = "public, max-age=60";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    public static Task GetAdministratorsAsync(HttpContext context) => GetAsync(context, Of(context).Administrator);

    public static Task GetOwnAsync(HttpContext context) => GetAsync(context, Of(context).Own);

    public static Task ForceAdministratorsAsync(HttpContext context) => ForceAsync(context, Of(context).Administrator);

    public static Task ForceOwnAsync(HttpContext context) => ForceAsync(context, Of(context).Own);

    private static CrlPublishers Of(HttpContext context) => context.RequestServices.GetRequiredService<CrlPublishers>();

    private static async Task GetAsync(HttpContext context, ConfiguredCrl? crl)
    {
        if (crl is null || await crl.Publisher.FindCurrentAsync(context.RequestAborted) is not { } list)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "crl-unknown", "no CRL is published here"), KeepBriefly);
            return;
        }

        var isPem = WantsPem(context.Request, crl.Form);
        var tag = isPem ? $"{list.EntityTag[..^1]}-pem\"" : list.EntityTag;
        var headers = context.Response.Headers;
        headers.CacheControl = $"public, max-age={MaxAge(list, context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow())}";
        headers.ETag = tag;
        headers.Vary = HeaderNames.Accept;
        headers.LastModified = HeaderUtilities.FormatDate(list.ThisUpdate);
        if (EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known) && known.Any(one => one.Tag == "*" || one.Tag == tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var octets = isPem ? list.Pem : list.Der;
        context.Response.ContentType = isPem ? PublishedCrl.PemMediaType : PublishedCrl.MediaType;
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    // Until the next list is due; a late one is asked for every minute.
    private static string MaxAge(PublishedCrl list, DateTimeOffset now)
    {
        var left = list.NextPublication - now;
        return ((long)(left < Shortest ? Shortest : left).TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    // By name; what accepts anything gets the form that the operator chose, or the standard's.
    private static bool WantsPem(HttpRequest request, CrlForm form)
    {
        if (form == CrlForm.Pem) return true;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return false;
        double Quality(params string[] types) => accepted.Where(type => types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)).Select(type => type.Quality ?? 1).DefaultIfEmpty(0).Max();
        var pem = Quality(PublishedCrl.PemMediaType, "application/pem-file", "application/x-pem");
        return pem > 0 && pem > Quality(PublishedCrl.MediaType);
    }

    private static async Task ForceAsync(HttpContext context, ConfiguredCrl? crl)
    {
        if (crl is null)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status404NotFound, "crl-unknown", "no CRL is published here"));
            return;
        }

        if (crl.Operators.Find(BearerOf(context.Request)) is null)
        {
            await context.Response.WriteProblemAsync(Problem.Of(StatusCodes.Status401Unauthorized, "operator-unknown", "the operator's key of this CRL is wanted as bearer"));
            return;
        }

        if ((await PublishNowAsync(context, crl)).TryGet(out var list, out var problem))
            await context.Response.WriteStatusAsync(StatusCodes.Status200OK, string.Create(CultureInfo.InvariantCulture, $"CRL {list.Number} is in force"));
        else
            await context.Response.WriteProblemAsync(problem);
    }

    /// <summary>Signs the next CRL now; when this has ended, it is in force for this instance's calls.</summary>
    internal static async Task<Outcome<PublishedCrl, Problem>> PublishNowAsync(HttpContext context, ConfiguredCrl crl)
    {
        var lists = context.RequestServices.GetRequiredService<RevocationLists>();
        try
        {
            var outcome = await crl.PublishAsync(isForced: true, lists, context.RequestAborted);
            return outcome.TryGet(out var list, out var failure) ? list : ProblemOf(failure);
        }
        catch (CrlNotAllowedException exception)
        {
            return Problem.Of(StatusCodes.Status409Conflict, "crl-not-allowed", exception.Message);
        }
    }

    private static Problem ProblemOf(CrlPublishFailure failure)
    {
        var (status, detail) = failure switch
        {
            CrlPublishFailure.NotDue => (StatusCodes.Status409Conflict, "the list in force is young"),
            CrlPublishFailure.Busy => (StatusCodes.Status503ServiceUnavailable, "another instance is making the next list"),
            CrlPublishFailure.SignedByAnother => (StatusCodes.Status409Conflict, "the published list is ahead of the records, and another certificate signed it: put that one and its key back, force the next list, then change the signer"),
        };
        return Problem.Of(status, KebabCase.Of(failure), detail);
    }

    /// <summary>The token of <c>Authorization: Bearer</c>, or null.</summary>
    internal static string? BearerOf(HttpRequest request) => request.Headers.Authorization is [var only] ? BearerText.Of(only) : null;
}
