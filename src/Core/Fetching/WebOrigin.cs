using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Shaken.Core.Fetching;

/// <summary>
/// Scheme, host and port of a URL (RFC 6454), read more strictly than System.Uri does: whatever parsers read differently is no origin at
/// all, so that the host that is judged is the host that is asked.
/// </summary>
/// <param name="Scheme">http or https.</param>
/// <param name="Host">A DNS name in lower case, or an address; IPv6 in brackets.</param>
/// <param name="Port">The default port where the URL names none.</param>
public sealed record WebOrigin(string Scheme, string Host, int Port)
{
    private const int HostLength = 253;
    private const int LabelLength = 63;

    private static readonly SearchValues<char> LabelAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>The address, where the host is one; null for a DNS name.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <summary>Reads scheme and authority (host, or host and port), without user, path or slash.</summary>
    public static bool TryParse(ReadOnlySpan<char> scheme, ReadOnlySpan<char> authority, [NotNullWhen(true)] out WebOrigin? origin)
    {
        origin = null;
        var isHttps = scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
        if (!isHttps && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase)) return false;

        var hostEnd = authority is ['[', ..] ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        if (hostEnd < 0) hostEnd = authority.Length;
        if (!TryParseHost(authority[..hostEnd], out var host) || !TryParsePort(authority[hostEnd..], isHttps ? 443 : 80, out var port))
            return false;
        origin = new WebOrigin(isHttps ? "https" : "http", host, port);
        return true;
    }

    /// <summary>Reads scheme://host:port; a slash may end it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebOrigin? origin)
    {
        origin = null;
        var separator = text?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (text is null || separator < 0) return false;
        var authority = text.AsSpan(separator + 3);
        return TryParse(text.AsSpan(0, separator), authority is [.., '/'] ? authority[..^1] : authority, out origin);
    }

    public override string ToString() => $"{Scheme}://{Host}:{Port}";

    private static bool TryParseHost(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? host)
    {
        host = null;
        if (text is ['[', .. var literal, ']'])
        {
            // A zone ("%eth0") names an interface of this machine.
            if (literal.ContainsAny('%', '/') || !IPAddress.TryParse(literal, out var address)
                || address.AddressFamily != AddressFamily.InterNetworkV6)
                return false;
            host = $"[{address}]";
            return true;
        }

        if (text.Length is 0 or > HostLength) return false;
        foreach (var range in text.Split('.'))
        {
            if (!IsLabel(text[range])) return false;
        }

        // 2130706433, 0x7f.1 and 127.1 are addresses to some resolvers (a name's last label is never a number): only the usual form is one
        // here.
        if (EndsInNumber(text) && !IsUsualIPv4(text)) return false;
        host = text.ToString().ToLowerInvariant();
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= LabelLength && !label.ContainsAnyExcept(LabelAlphabet) && label[0] != '-' && label[^1] != '-';

    private static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return !last.ContainsAnyExceptInRange('0', '9') || last.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsUsualIPv4(ReadOnlySpan<char> host) =>
        IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            && host.SequenceEqual(address.ToString());

    private static bool TryParsePort(ReadOnlySpan<char> text, int defaultPort, out int port)
    {
        port = defaultPort;
        if (text.IsEmpty) return true;
        return text is [':', >= '1' and <= '9', ..] && text.Length <= 6
            && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue;
    }
}
