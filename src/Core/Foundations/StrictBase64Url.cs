using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// base64url without padding (RFC 7515 section 2), one spelling per value: no padding, no white space, no bits left over.
/// </summary>
public static class StrictBase64Url
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Digits);

    /// <summary>Octets that the text stands for, if it is well formed.</summary>
    public static int DecodedLength(ReadOnlySpan<char> text) => text.Length * 3 / 4;

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = IsWellFormed(text) ? new byte[DecodedLength(text)] : null;
        return octets is not null && TryDecodeWellFormed(text, octets, out _);
    }

    /// <summary>
    /// Decodes what <see cref="IsWellFormed"/> said is well formed, into a buffer of at least <see cref="DecodedLength"/> octets.
    /// </summary>
    public static void Decode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        if (!TryDecodeWellFormed(text, destination, out _)) throw new ArgumentException("The text is not base64url.", nameof(text));
    }

    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    /// <summary>Whether the text is base64url in its only spelling.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        var rest = text.Length % 4;
        if (rest == 1 || text.ContainsAnyExcept(Alphabet)) return false;
        if (rest == 0) return true;

        // Two characters carry 12 bits for one octet, three carry 18 for two: what is left over must be zero.
        var unused = rest == 2 ? 0b1111 : 0b11;
        return (Digits.IndexOf(text[^1], StringComparison.Ordinal) & unused) == 0;
    }

    private static bool TryDecodeWellFormed(ReadOnlySpan<char> text, Span<byte> destination, out int written) =>
        Base64Url.TryDecodeFromChars(text, destination, out written);
}
