using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Shaken.Core.Pki.Crls;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Web.Shared.Problems;

namespace Shaken.Web.PolicyAdministrator.ForeignCrls;

/// <summary>
/// <c>GET /download/v1/partner-crl/{partner}/{file}</c>: our copy of a partner's CRL, in the octets that the partner signed. Anybody may
/// read it, as the CRL of our own.
/// </summary>
internal static class ForeignCrlEndpoint
{
    private const string Ending = ".crl";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task GetAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (services.GetService<ForeignCrlStates>() is not { } states
            || !PartnerId.TryParseAny(context.GetRouteValue("partner") as string, out var id)
            || NameIn(context.GetRouteValue("file") as string) is not { } name
            || await services.GetRequiredService<AllPartners>().FindAsync(id, context.RequestAborted) is not { } partner
            || partner.State == PartnerState.Excluded
            || await states.FindAsync(id, name, context.RequestAborted) is not { } status || !status.IsHeldFor(partner))
        {
            await RefuseAsync(context);
            return;
        }

        var headers = context.Response.Headers;
        headers.CacheControl = $"public, max-age={MaxAge(status, services.GetRequiredService<TimeProvider>().GetUtcNow())}";
        if (HasCopy(context, TagOf(status.Digest!))) return;
        if (await states.FindCopyAsync(id, name, context.RequestAborted) is not { } copy)
        {
            await RefuseAsync(context);
            return;
        }

        // The copy may be newer than the state that was read.
        headers.ETag = TagOf(Convert.ToHexStringLower(SHA256.HashData(copy.Span)));
        context.Response.ContentType = PublishedCrl.MediaType;
        context.Response.ContentLength = copy.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(copy, context.RequestAborted);
    }

    private static bool HasCopy(HttpContext context, string tag)
    {
        if (!EntityTagHeaderValue.TryParseList(context.Request.Headers.IfNoneMatch, out var known)
            || !known.Any(one => one.Tag == "*" || one.Tag == tag)) return false;
        context.Response.Headers.ETag = tag;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    // The next copy may come with any run of the timer.
    private static string MaxAge(ForeignCrlStatus status, DateTimeOffset now)
    {
        var left = status.NextAt - now;
        var bounded = left < Shortest ? Shortest : left > Longest ? Longest : left;
        return ((long)bounded.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    // Names are parts of keys: nothing else than what we made gets there.
    private static string? NameIn(string? file) =>
        file is { Length: ForeignCrlKey.NameDigits + 4 } && file.EndsWith(Ending, StringComparison.Ordinal)
        && file[..ForeignCrlKey.NameDigits] is var name && name.All(char.IsAsciiHexDigitLower) ? name : null;

    private static string TagOf(string digest) => $"\"{digest}\"";

    private static Task RefuseAsync(HttpContext context) => context.Response.WriteProblemAsync(
        Problem.Of(StatusCodes.Status404NotFound, "crl-unknown", "there is no copy of a partner's CRL of this name"), "no-store");
}
