using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Fetching;

/// <summary>
/// A URL that an outsider chose and that may be asked for, by its text alone. What its name resolves to is judged when connecting.
/// </summary>
public sealed class FetchUrl
{
    private static readonly SearchValues<char> PathAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%");

    private FetchUrl(string text, Uri uri, WebOrigin origin, bool isExempt) =>
        (Text, Uri, Origin, IsExempt) = (text, uri, origin, isExempt);

    /// <summary>The URL as written: x5u and info are compared octet by octet.</summary>
    public string Text { get; }

    /// <summary>The same, taken apart; path and query are asked for as they were written.</summary>
    public Uri Uri { get; }

    public WebOrigin Origin { get; }

    /// <summary>It belongs to an origin that a laptop or a test has exempted.</summary>
    public bool IsExempt { get; }

    /// <summary>
    /// Reads a URL: https, port 443 or 8443, a public host and a path of its own, no user, no fragment, the characters of RFC 3986 and no
    /// others. An exempt origin may have any host and port, and the scheme http.
    /// </summary>
    public static bool TryParse(
        string text, IReadOnlySet<WebOrigin> exemptOrigins, [NotNullWhen(true)] out FetchUrl? url,
        [NotNullWhen(false)] out FetchRefusal? refusal)
    {
        url = null;
        refusal = RefusalOf(text, exemptOrigins, out var origin);
        if (refusal is not null) return false;

        // Two parsers that read one URL differently are how a judged host is not the asked one: System.Uri must see the same origin.
        if (!Uri.TryCreate(text, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var uri)
            || !WebOrigin.TryParse($"{uri.Scheme}://{uri.Host}:{uri.Port}", out var asSystemReads) || asSystemReads != origin)
        {
            refusal = new FetchRefusal(FetchFailure.UrlMalformed, "the URL's host can be read in two ways");
            return false;
        }

        url = new FetchUrl(text, uri, origin!, exemptOrigins.Contains(origin!));
        return true;
    }

    private static FetchRefusal? RefusalOf(string text, IReadOnlySet<WebOrigin> exemptOrigins, out WebOrigin? origin)
    {
        origin = null;
        if (text.Length is 0 or > Limits.UriLength || text.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Malformed($"the URL is not 1 to {Limits.UriLength} characters of visible ASCII");
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0) return Malformed("the URL is not absolute");
        var scheme = text.AsSpan(0, schemeEnd);
        if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
            return NotHttps();

        var rest = text.AsSpan(schemeEnd + 3);
        var authorityEnd = rest.IndexOfAny('/', '?', '#');
        var authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        if (authority.Contains('@')) return new FetchRefusal(FetchFailure.UrlWithCredentials, "the URL carries credentials");
        if (rest.Contains('#')) return new FetchRefusal(FetchFailure.UrlWithFragment, "the URL has a fragment");
        if (authorityEnd < 0 || rest[authorityEnd] != '/') return Malformed("the URL has no path");
        if (!IsPathAndQuery(rest[authorityEnd..])) return Malformed("the URL's path or query has a character that RFC 3986 does not allow");
        if (!WebOrigin.TryParse(scheme, authority, out origin))
            return Malformed("the URL's host or port is none, or written in an unusual way");

        if (exemptOrigins.Contains(origin)) return null;
        if (origin.Scheme != "https") return NotHttps();
        if (origin.Port is not (443 or 8443))
            return new FetchRefusal(FetchFailure.PortNotAllowed, "the URL's port is neither 443 nor 8443");
        return IsPublic(origin) ? null : new FetchRefusal(FetchFailure.AddressNotAllowed, "the URL's host is not for the public");
    }

    // A name without a dot means whatever this machine's search domains make of it.
    private static bool IsPublic(WebOrigin origin) =>
        origin.Address is { } address ? AddressRules.Allows(address) : origin.Host.Contains('.', StringComparison.Ordinal);

    private static bool IsPathAndQuery(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(PathAlphabet)) return false;
        for (var index = text.IndexOf('%'); index >= 0 && index < text.Length; index++)
        {
            if (text[index] == '%'
                && !(index + 2 < text.Length && char.IsAsciiHexDigit(text[index + 1]) && char.IsAsciiHexDigit(text[index + 2])))
                return false;
        }

        return true;
    }

    private static FetchRefusal NotHttps() => new(FetchFailure.NotHttps, "the URL's scheme is not https");

    private static FetchRefusal Malformed(string detail) => new(FetchFailure.UrlMalformed, detail);
}
