using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;
using Shaken.Core.Principals.Sessions;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Operators.Access;

/// <summary>
/// The session of an operator in a browser: its tokens in cookies that no script can read and no other site sends along. What changes
/// something needs a header besides, which the browser lets no other site set.
/// </summary>
internal static class SessionCookies
{
    /// <summary>The header of a change, with what the session's document told.</summary>
    public const string AntiforgeryHeader = "X-Shaken-Antiforgery";

    private const string Access = "shaken-access";
    private const string Refresh = "shaken-refresh";

    // A cookie of this name is set by this host alone, over TLS, for all its paths (RFC 6265bis section 4.1.3.2).
    private const string HostPrefix = "__Host-";

    /// <summary>Gives the browser a session's tokens.</summary>
    public static void Set(HttpContext context, SessionTokens tokens)
    {
        Append(context, Access, tokens.Access.Reveal(), tokens.AccessEndsAt);
        Append(context, Refresh, tokens.Refresh.Reveal(), tokens.EndsAt);
    }

    public static void Clear(HttpContext context)
    {
        Append(context, Access, "", DateTimeOffset.UnixEpoch);
        Append(context, Refresh, "", DateTimeOffset.UnixEpoch);
    }

    /// <summary>The access token that a browser sent; null: none.</summary>
    public static string? FindAccess(HttpContext context) => Find(context, Access);

    /// <summary>The refresh token that a browser sent; null: none.</summary>
    public static string? FindRefresh(HttpContext context) => Find(context, Refresh);

    /// <summary>Whether a request changes nothing, or proves that it comes from our own page.</summary>
    public static bool IsOurs(HttpContext context, string accessToken) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)
        || (context.Request.Headers[AntiforgeryHeader] is [{ } offered] && OpenSessions.FindProof(accessToken) is { } proof
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(offered), Encoding.UTF8.GetBytes(proof)));

    private static string? Find(HttpContext context, string name) =>
        context.Request.Cookies[NameOf(context, name)] is { Length: > 0 and <= Limits.BearerOctets } value ? value : null;

    private static void Append(HttpContext context, string name, string value, DateTimeOffset ends) =>
        context.Response.Cookies.Append(NameOf(context, name), value, new CookieOptions
        {
            HttpOnly = true,
            Secure = !IsPlainLoopback(context),
            SameSite = SameSiteMode.Strict,
            Path = "/",
            Expires = ends,
        });

    private static string NameOf(HttpContext context, string name) => IsPlainLoopback(context) ? name : HostPrefix + name;

    // A laptop without TLS. A front end that ends TLS may call by http and the loopback name too, as the Functions host does.
    private static bool IsPlainLoopback(HttpContext context) =>
        !context.Request.IsHttps
        && context.Request.Host.Host is "localhost" or "127.0.0.1" or "[::1]"
        && !PassedOn.Is(context.Request);
}
