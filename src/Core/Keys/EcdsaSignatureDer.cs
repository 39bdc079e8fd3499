using System.Formats.Asn1;

namespace Shaken.Core.Keys;

/// <summary>
/// Reads an ECDSA-Sig-Value (RFC 3279 section 2.2.3) of any curve, strictly: a SEQUENCE of two INTEGERs in DER and no octet more, each
/// positive, in its shortest form (X.690 section 8.3) and below the curve's order. One signature then has one encoding.
/// </summary>
/// <remarks>.NET on OpenSSL does not check this: it takes a negative INTEGER for the positive one that lost its leading zero.</remarks>
internal static class EcdsaSignatureDer
{
    /// <summary>False for anything that is not exactly one signature in range.</summary>
    /// <param name="order">The order of the curve's generator, big-endian, as long as r and s may be.</param>
    /// <param name="concatenated">Receives r‖s, each padded to the order's length.</param>
    public static bool TryRead(ReadOnlySpan<byte> der, ReadOnlySpan<byte> order, Span<byte> concatenated)
    {
        try
        {
            AsnDecoder.ReadSequence(der, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            if (consumed != der.Length) return false;
            var content = der.Slice(offset, length);
            return TryReadScalar(ref content, order, concatenated[..order.Length])
                && TryReadScalar(ref content, order, concatenated[order.Length..]) && content.IsEmpty;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>Whether a scalar lies between 1 and the order less 1.</summary>
    public static bool IsScalar(ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> order) =>
        scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(order) < 0;

    private static bool TryReadScalar(ref ReadOnlySpan<byte> content, ReadOnlySpan<byte> order, Span<byte> destination)
    {
        var integer = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.DER, out var consumed);
        content = content[consumed..];

        // The decoder refuses octets too many; the first bit is the sign.
        if (integer[0] >= 0x80) return false;
        var digits = integer.TrimStart((byte)0);
        if (digits.Length > destination.Length) return false;
        destination.Clear();
        digits.CopyTo(destination[(destination.Length - digits.Length)..]);
        return IsScalar(destination, order);
    }
}
