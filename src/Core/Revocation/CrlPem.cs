using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Core.Revocation;

/// <summary>CRLs in PEM (RFC 7468 section 6), which one family of clients expects.</summary>
internal static class CrlPem
{
    private const string Label = "X509 CRL";

    public static byte[] Write(ReadOnlySpan<byte> der) => Encoding.ASCII.GetBytes(PemEncoding.WriteString(Label, der) + "\n");

    /// <summary>The DER, from whichever of the two forms came. Base64 is decoded from the octets themselves: no text of the list's size is made.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> octets, out ReadOnlyMemory<byte> der, [NotNullWhen(false)] out string? failure)
    {
        der = octets;
        failure = null;
        var begin = octets.Span.IndexOf("-----BEGIN X509 CRL-----"u8);
        if (octets.Span is not [0x30, ..] && begin < 0 && PemText.IsUtf16(octets.Span))
        {
            failure = PemText.Utf16Failure;
            return false;
        }

        if (octets.Span is [0x30, ..] || begin < 0) return IsWithinLimit(der, out failure);
        var rest = octets.Span[(begin + "-----BEGIN X509 CRL-----"u8.Length)..];
        var end = rest.IndexOf("-----END X509 CRL-----"u8);
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

    private static bool IsWithinLimit(ReadOnlyMemory<byte> der, [NotNullWhen(false)] out string? failure)
    {
        failure = der.Length > Limits.CrlOctets ? $"a CRL is longer than {Limits.CrlOctets} octets" : null;
        return failure is null;
    }
}
