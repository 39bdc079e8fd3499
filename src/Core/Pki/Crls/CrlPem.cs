using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Crls;

/// <summary>CRLs in PEM (RFC 7468 section 6), which one family of clients expects.</summary>
internal static class CrlPem
{
    private const int OctetsPerLine = 48;
    private const int LettersPerLine = 64;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN X509 CRL-----"u8;

    private static ReadOnlySpan<byte> End => "-----END X509 CRL-----"u8;

    /// <summary>The PEM text, in lines of 64 letters. Nothing but the text itself is allocated: a list has a hundred mebibytes.</summary>
    public static byte[] Write(ReadOnlySpan<byte> der)
    {
        var lines = (der.Length + OctetsPerLine - 1) / OctetsPerLine;
        var pem = new byte[Begin.Length + 1 + Base64.GetMaxEncodedToUtf8Length(der.Length) + lines + End.Length + 1];
        var rest = Line(pem, Begin);
        for (; !der.IsEmpty; der = der[Math.Min(OctetsPerLine, der.Length)..])
        {
            var line = rest[..Math.Min(LettersPerLine, rest.Length)];
            Base64.EncodeToUtf8(der[..Math.Min(OctetsPerLine, der.Length)], line, out _, out var written);
            rest[written] = (byte)'\n';
            rest = rest[(written + 1)..];
        }

        Line(rest, End);
        return pem;
    }

    /// <summary>
    /// The DER, from whichever of the two forms came. Base64 is decoded from the octets themselves: no text of the list's size is made.
    /// </summary>
    public static bool TryDecode(ReadOnlyMemory<byte> octets, out ReadOnlyMemory<byte> der, [NotNullWhen(false)] out string? failure)
    {
        der = octets;
        failure = null;
        var begin = octets.Span.IndexOf(Begin);
        if (octets.Span is not [0x30, ..] && begin < 0 && PemText.IsUtf16(octets.Span))
        {
            failure = PemText.Utf16Failure;
            return false;
        }

        if (octets.Span is [0x30, ..] || begin < 0) return IsWithinLimit(der, out failure);
        var rest = octets.Span[(begin + Begin.Length)..];
        var end = rest.IndexOf(End);
        if (end < 0)
        {
            failure = "the PEM text has no end";
            return false;
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(end)];
        if (Base64.DecodeFromUtf8(rest[..end], decoded, out _, out var written) != OperationStatus.Done)
        {
            failure = "the PEM text's base64 is broken";
            return false;
        }

        der = decoded.AsMemory(0, written);
        return IsWithinLimit(der, out failure);
    }

    private static Span<byte> Line(Span<byte> output, ReadOnlySpan<byte> text)
    {
        text.CopyTo(output);
        output[text.Length] = (byte)'\n';
        return output[(text.Length + 1)..];
    }

    private static bool IsWithinLimit(ReadOnlyMemory<byte> der, [NotNullWhen(false)] out string? failure)
    {
        failure = der.Length > Limits.CrlOctets ? $"a CRL is longer than {Limits.CrlOctets} octets" : null;
        return failure is null;
    }
}
