using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>A party as SIP or a request of the REST API writes it: a URI, with or without a name before it, or a plain number.</summary>
/// <param name="Party">In canonical form (RFC 8224 sections 8.3 and 8.5); null: the text says that the party is not told.</param>
/// <param name="IsAnonymous">The text asks for anonymity (RFC 3323 section 4.1.1.3).</param>
public sealed record SignalledParty(PassportParty? Party, bool IsAnonymous)
{
    // RFC 3261 section 25.1: the characters of a URI, with the brackets of an IPv6 address.
    private static readonly SearchValues<char> UriCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()%&=+$,;?/:@[]#");

    private static readonly SignalledParty Anonymous = new(Party: null, IsAnonymous: true);
    private static readonly SignalledParty NotTold = new(Party: null, IsAnonymous: false);

    /// <summary>
    /// Reads <c>"Alice" &lt;sip:+12155550121@example.com;user=phone&gt;;tag=1</c>, <c>tel:+1-215-555-0121</c>, <c>+1 215 555 0121</c>,
    /// <c>sip:alice@example.com</c>. A URI whose user part is a telephone number is that number (RFC 8224 section 8.1), whatever its host.
    /// A number that is local to a context stays a URI.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SignalledParty? party)
    {
        party = null;
        if (text is null or { Length: > Limits.SignalledTextLength } || !TryTakeUri(text, out var uri)) return false;
        if (uri.Length == 0) return false;
        if (TelephoneNumber.TryParse(uri, out var number))
        {
            party = new SignalledParty(new NumberParty(number), IsAnonymous: false);
            return true;
        }

        party = uri.ToUpperInvariant() switch
        {
            "ANONYMOUS" or "RESTRICTED" => Anonymous,
            "UNAVAILABLE" => NotTold,
            _ => OfUri(uri),
        };
        return party is not null;
    }

    // What stands in angle brackets, or everything. A quoted name may hold any character.
    private static bool TryTakeUri(string text, out string uri)
    {
        uri = text.Trim();
        var start = 0;
        if (uri.StartsWith('"'))
        {
            for (start = 1; start < uri.Length && uri[start] != '"'; start++)
            {
                if (uri[start] == '\\') start++;
            }

            if (start >= uri.Length) return false;
        }

        var open = uri.IndexOf('<', start);
        if (open < 0) return start == 0;
        var close = uri.IndexOf('>', open);
        if (close < 0) return false;
        uri = uri[(open + 1)..close].Trim();
        return true;
    }

    private static SignalledParty? OfUri(string uri)
    {
        if (uri.Length > Limits.UriLength || uri.AsSpan().ContainsAnyExcept(UriCharacters)) return null;
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == uri.Length - 1) return null;
        var rest = uri[(colon + 1)..];
        return uri[..colon].ToUpperInvariant() switch
        {
            "SIP" or "SIPS" => OfSip(rest),
            "TEL" => new SignalledParty(new UriParty($"tel:{rest}"), IsAnonymous: false),
            _ => IsScheme(uri.AsSpan(0, colon)) ? new SignalledParty(new UriParty(uri), IsAnonymous: false) : null,
        };
    }

    // user:password@host:port;parameters?headers, of which RFC 8224 section 8.5 keeps user and host.
    private static SignalledParty? OfSip(string rest)
    {
        var at = rest.IndexOf('@', StringComparison.Ordinal);
        var user = at < 0 ? "" : rest[..at];
        if (!TryReadHost(rest[(at + 1)..], out var host)) return null;
        if (host == "anonymous.invalid") return Anonymous;
        if (host.EndsWith(".invalid", StringComparison.Ordinal)) return NotTold;
        if (at == 0 || !TryUnescape(user, out var plain)) return null;

        // Parameters of a telephone number stand within the user part (RFC 3261 section 19.1.6, RFC 4904).
        var password = plain.IndexOf(':', StringComparison.Ordinal);
        if (password >= 0) plain = plain[..password];
        if (TelephoneNumber.TryParse(plain, out var number))
            return new SignalledParty(new NumberParty(number), IsAnonymous: false);
        var end = user.IndexOf(':', StringComparison.Ordinal);
        if (end >= 0) user = user[..end];
        return new SignalledParty(
            new UriParty(user.Length == 0 ? $"sip:{host}" : $"sip:{user}@{host}"),
            plain.Equals("anonymous", StringComparison.OrdinalIgnoreCase));
    }

    private static bool TryReadHost(string text, out string host)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.AsSpan().IndexOfAny(":;?");
        host = (end < 0 ? text : text[..end]).ToLowerInvariant();
        return host.Length > 0 && !host.Contains('@', StringComparison.Ordinal);
    }

    // Octets that are no printable ASCII have no place in a user part that we compare.
    private static bool TryUnescape(string text, out string plain)
    {
        plain = text;
        if (!text.Contains('%', StringComparison.Ordinal)) return true;
        for (var index = text.IndexOf('%', StringComparison.Ordinal); index >= 0; index = text.IndexOf('%', index + 1))
        {
            if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2])) return false;
        }

        plain = Uri.UnescapeDataString(text);
        return !plain.AsSpan().ContainsAnyExceptInRange(' ', '~');
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        if (!char.IsAsciiLetter(text[0])) return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.')) return false;
        }

        return true;
    }
}
