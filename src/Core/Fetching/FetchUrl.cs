using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>A URL that an outsider chose and that may be asked for: by its text alone. Its address is judged when connecting.</summary>
public sealed class FetchUrl
{
    private FetchUrl(string text, Uri uri, bool isExempt) => (Text, Uri, IsExempt) = (text, uri, isExempt);

    /// <summary>The URL as written: x5u and info are compared octet by octet.</summary>
    public string Text { get; }

    /// <summary>The same, taken apart.</summary>
    public Uri Uri { get; }

    /// <summary>It belongs to an origin that a laptop or a test has exempted.</summary>
    public bool IsExempt { get; }

    /// <summary>scheme://host:port, in lower case.</summary>
    public string Origin => OriginOf(Uri);

    /// <summary>
    /// Reads a URL: https, port 443 or 8443, a host and a path, no user, no fragment, visible ASCII. An exempt origin may have
    /// another scheme and port.
    /// </summary>
    /// <param name="exemptOrigins">Each scheme://host:port.</param>
    public static bool TryParse(string text, IReadOnlyCollection<string> exemptOrigins, [NotNullWhen(true)] out FetchUrl? url, [NotNullWhen(false)] out FetchRefusal? refusal)
    {
        url = null;
        refusal = null;
        if (text.Length is 0 or > Limits.UriLength || text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('\\', StringComparison.Ordinal))
            return Refuse(FetchFailure.UrlMalformed, $"the URL is not 1 to {Limits.UriLength} characters of visible ASCII", out refusal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic)
            return Refuse(FetchFailure.UrlMalformed, "not an absolute URL with a host", out refusal);
        if (uri.UserInfo.Length > 0) return Refuse(FetchFailure.UrlWithCredentials, "the URL carries credentials", out refusal);
        if (text.Contains('#', StringComparison.Ordinal)) return Refuse(FetchFailure.UrlWithFragment, "the URL has a fragment", out refusal);
        if (!HasPath(text)) return Refuse(FetchFailure.UrlMalformed, "the URL has no path", out refusal);

        var isExempt = exemptOrigins.Contains(OriginOf(uri));
        if (uri.Scheme != Uri.UriSchemeHttps && !(isExempt && uri.Scheme == Uri.UriSchemeHttp)) return Refuse(FetchFailure.NotHttps, "the URL's scheme is not https", out refusal);
        if (!isExempt && uri.Port is not (443 or 8443)) return Refuse(FetchFailure.PortNotAllowed, "the URL's port is neither 443 nor 8443", out refusal);

        // 0x7f000001 and 2130706433 are addresses to some resolvers: what .NET rewrote is not what was signed.
        if (uri.HostNameType == UriHostNameType.IPv4 && !AuthorityOf(text).StartsWith(uri.Host, StringComparison.Ordinal))
            return Refuse(FetchFailure.UrlMalformed, "the URL's IPv4 address is written in an unusual way", out refusal);
        url = new FetchUrl(text, uri, isExempt);
        return true;
    }

    /// <summary>scheme://host:port of an origin as configured, or null.</summary>
    public static string? NormalizeOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && uri.Scheme is "http" or "https"
            ? OriginOf(uri)
            : null;

    private static string OriginOf(Uri uri) => $"{uri.Scheme}://{uri.Host.ToLowerInvariant()}:{uri.Port}";

    private static string AuthorityOf(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        return start < 0 ? "" : text[(start + 3)..];
    }

    private static bool HasPath(string text) => AuthorityOf(text).Contains('/', StringComparison.Ordinal);

    private static bool Refuse(FetchFailure reason, string detail, out FetchRefusal refusal)
    {
        refusal = new FetchRefusal(reason, detail);
        return false;
    }
}
