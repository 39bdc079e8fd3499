namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Whether a proxy passed a request on. A proxy may call by the loopback name of this program, as the Functions host does, and then the
/// Host header and the scheme are the proxy's, not the client's.
/// </summary>
internal static class PassedOn
{
    private static readonly string[] Headers = ["X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto"];

    public static bool Is(HttpRequest request) => Headers.Any(request.Headers.ContainsKey);
}
