using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Shaken.Core.Foundations;

/// <summary>One block of PEM text.</summary>
/// <param name="Label">What stands after BEGIN, such as <c>CERTIFICATE</c>.</param>
/// <param name="Body">Everything between the two boundaries, not decoded.</param>
public sealed record PemBlock(string Label, ReadOnlyMemory<char> Body)
{
    /// <summary>Decodes the base64; white space in it is ignored. False where it is broken.</summary>
    public bool TryDecode([NotNullWhen(true)] out byte[]? octets)
    {
        var buffer = new byte[(Body.Length / 4 * 3) + 3];
        octets = Convert.TryFromBase64Chars(Body.Span, buffer, out var written) ? buffer[..written] : null;
        return octets is not null;
    }
}

/// <summary>
/// PEM text (RFC 7468) as files and servers have it: any text around the blocks, a UTF-8 byte order mark, blocks joined without a line
/// break. A boundary counts wherever it stands, so no block is skipped in silence.
/// </summary>
public static class PemText
{
    internal const string Utf16Failure = "the text is in UTF-16: save it as ASCII or UTF-8";

    private const string Begin = "-----BEGIN ";
    private const string Dashes = "-----";
    private const int LabelLength = 64;

    /// <summary>Whether the octets hold a PEM boundary, in an encoding that is read or in UTF-16.</summary>
    public static bool IsIn(ReadOnlySpan<byte> octets) => octets.IndexOf("-----BEGIN"u8) >= 0 || IsUtf16(octets);

    /// <summary>Finds the blocks in their order; none where the text holds none.</summary>
    /// <param name="failure">The text is UTF-16, or a block does not end.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out IReadOnlyList<PemBlock>? blocks, [NotNullWhen(false)] out string? failure)
    {
        blocks = null;
        if (!IsUtf16(octets)) return TryRead(Encoding.Latin1.GetString(octets), out blocks, out failure);
        failure = Utf16Failure;
        return false;
    }

    /// <summary>
    /// Whether the octets are text in UTF-16: a byte order mark, or the boundary's letters with zeros between them (in both byte orders).
    /// </summary>
    internal static bool IsUtf16(ReadOnlySpan<byte> octets) =>
        octets is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || octets.IndexOf("-\0-\0-\0-\0-\0B\0E\0G\0I\0N\0"u8) >= 0;

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out IReadOnlyList{PemBlock}?, out string?)"/>
    public static bool TryRead(
        string text, [NotNullWhen(true)] out IReadOnlyList<PemBlock>? blocks, [NotNullWhen(false)] out string? failure)
    {
        var found = new List<PemBlock>();
        (blocks, failure) = (found, null);
        var position = 0;
        while (text.IndexOf(Begin, position, StringComparison.Ordinal) is >= 0 and var begin)
        {
            position = begin + Begin.Length;
            if (LabelAt(text, position) is not { } label) continue;
            var body = position + label.Length + Dashes.Length;
            var end = text.IndexOf($"-----END {label}-----", body, StringComparison.Ordinal);
            if (end < 0)
            {
                (blocks, failure) = (null, $"the PEM block {label} has no END line: the text is cut off");
                return false;
            }

            found.Add(new PemBlock(label, text.AsMemory(body, end - body)));
            position = end;
        }

        return true;
    }

    // Null where the words after BEGIN are prose.
    private static string? LabelAt(string text, int start)
    {
        var length =
            text.AsSpan(start, Math.Min(LabelLength + Dashes.Length, text.Length - start)).IndexOf(Dashes, StringComparison.Ordinal);
        if (length <= 0) return null;
        var label = text.Substring(start, length);
        return label.All(letter => letter is ' ' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or '.') ? label : null;
    }
}
