using System.Buffers;
using System.Text;

namespace Shaken.Core.Pki.Crls;

/// <summary>
/// URIs as RFC 5280 section 7.4 compares them: scheme and host without case, percent-encoding and path segments normalized, the scheme's
/// default port dropped.
/// Text that is no URI is compared as it is. An IA5String holds no international name, so that the section's first step has nothing to do.
/// </summary>
internal static class ComparableUri
{
    private static readonly SearchValues<char> SchemeLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    private static readonly SearchValues<char> PlainHost = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>Whether both name one resource.</summary>
    public static bool AreSame(string one, string other) => Of(one) == Of(other);

    /// <summary>The normal form; the same string where it is normal already, as nearly every one is.</summary>
    public static string Of(string uri)
    {
        if (IsNormal(uri)) return uri;
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || uri.AsSpan(0, colon).ContainsAnyExcept(SchemeLetters)) return uri;
        var scheme = uri[..colon].ToLowerInvariant();
        var rest = WithPlainEscapes(uri.AsSpan(colon + 1));
        if (!rest.StartsWith("//", StringComparison.Ordinal)) return $"{scheme}:{rest}";
        var end = rest.AsSpan(2).IndexOfAny('/', '?', '#') is >= 0 and var found ? found + 2 : rest.Length;
        var (path, tail) = PathOf(rest[end..]);
        return $"{scheme}://{AuthorityOf(rest[2..end], scheme)}{(path.Length == 0 ? "/" : WithoutDots(path))}{tail}";
    }

    // http or https, a plain host without port, and a path in which nothing can be written in two ways.
    private static bool IsNormal(string uri)
    {
        var rest = uri.StartsWith("https://", StringComparison.Ordinal) ? uri.AsSpan(8)
            : uri.StartsWith("http://", StringComparison.Ordinal) ? uri.AsSpan(7)
            : default;
        var slash = rest.IndexOf('/');
        return slash > 0 && !rest[..slash].ContainsAnyExcept(PlainHost)
            && !rest[slash..].Contains('%') && !rest[slash..].Contains("/.", StringComparison.Ordinal);
    }

    private static (string Path, string Tail) PathOf(string text) =>
        text.AsSpan().IndexOfAny('?', '#') is >= 0 and var end ? (text[..end], text[end..]) : (text, "");

    private static string AuthorityOf(string authority, string scheme)
    {
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        var colon = host.LastIndexOf(':');
        if (colon > host.LastIndexOf(']') && IsDefaultPort(host[(colon + 1)..], scheme)) host = host[..colon];
        return authority[..(at + 1)] + LowerCase(host);
    }

    private static bool IsDefaultPort(string port, string scheme) => port.Length == 0 || port == scheme switch
    {
        "http" => "80",
        "https" => "443",
        "ftp" => "21",
        "ldap" => "389",
        _ => null,
    };

    // The digits of an escape are in upper case (RFC 3986 section 6.2.2.1), in a host too.
    private static string LowerCase(string host)
    {
        var lower = host.ToLowerInvariant().ToCharArray();
        for (var index = 0; index + 2 < lower.Length; index++)
        {
            if (lower[index] != '%') continue;
            (lower[index + 1], lower[index + 2]) = (char.ToUpperInvariant(lower[index + 1]), char.ToUpperInvariant(lower[index + 2]));
        }

        return new string(lower);
    }

    // RFC 3986 section 6.2.2.2: an escape of an unreserved character is that character.
    private static string WithPlainEscapes(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '%' || index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1])
                || !char.IsAsciiHexDigit(text[index + 2]))
            {
                plain.Append(text[index]);
                continue;
            }

            var letter = (char)Convert.FromHexString(text.Slice(index + 1, 2))[0];
            if (char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~') plain.Append(letter);
            else plain.Append('%').Append(char.ToUpperInvariant(text[index + 1])).Append(char.ToUpperInvariant(text[index + 2]));
            index += 2;
        }

        return plain.ToString();
    }

    // RFC 3986 section 5.2.4, of a path that begins with a slash.
    private static string WithoutDots(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var index = 1; index < segments.Length; index++)
        {
            if (segments[index] is not ("." or "..")) kept.Add(segments[index]);
            else if (segments[index] == ".." && kept.Count > 0) kept.RemoveAt(kept.Count - 1);
            if (index == segments.Length - 1 && segments[index] is "." or "..") kept.Add("");
        }

        return "/" + string.Join('/', kept);
    }
}
