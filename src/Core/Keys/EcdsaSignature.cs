using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Keys;

/// <summary>
/// An ECDSA signature on P-256: r and s, each from 1 to n-1. Written as 64 octets r‖s in JOSE (RFC 7518 section 3.4) and
/// as a DER SEQUENCE of two INTEGERs in X.509 (RFC 3279 section 2.2.3).
/// </summary>
/// <remarks>ECDSA is malleable: r and n-s verify too. A signature therefore never serves as an identity.</remarks>
public sealed class EcdsaSignature
{
    /// <summary>Octets of r‖s.</summary>
    public const int Length = 64;

    /// <summary>Octets of the longest DER form.</summary>
    public const int MaxDerLength = 72;

    private const int Half = Length / 2;

    private static readonly byte[] Order =
        Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");

    private readonly byte[] _concatenated;

    private EcdsaSignature(byte[] concatenated) => _concatenated = concatenated;

    /// <summary>r‖s, 64 octets.</summary>
    public ReadOnlySpan<byte> Concatenated => _concatenated;

    /// <summary>Takes 64 octets r‖s; refuses zero and what is not below the order of the curve.</summary>
    public static bool TryRead(ReadOnlySpan<byte> concatenated, [NotNullWhen(true)] out EcdsaSignature? signature)
    {
        signature = IsInRange(concatenated) ? new EcdsaSignature(concatenated.ToArray()) : null;
        return signature is not null;
    }

    /// <summary>Takes the DER form, strictly encoded: see <see cref="EcdsaSignatureDer"/>.</summary>
    public static bool TryReadDer(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out EcdsaSignature? signature)
    {
        var concatenated = new byte[Length];
        signature = EcdsaSignatureDer.TryRead(der.Span, Order, concatenated) ? new EcdsaSignature(concatenated) : null;
        return signature is not null;
    }

    /// <summary>Whether these are 64 octets with r and s both from 1 to n-1.</summary>
    public static bool IsInRange(ReadOnlySpan<byte> concatenated) =>
        concatenated.Length == Length && EcdsaSignatureDer.IsScalar(concatenated[..Half], Order)
            && EcdsaSignatureDer.IsScalar(concatenated[Half..], Order);

    /// <summary>Writes the DER form of r‖s without allocating.</summary>
    /// <param name="destination">At least <see cref="MaxDerLength"/> octets.</param>
    /// <returns>How many octets were written.</returns>
    public static int WriteDer(ReadOnlySpan<byte> concatenated, Span<byte> destination)
    {
        var length = 2;
        length += WriteInteger(concatenated[..Half], destination[length..]);
        length += WriteInteger(concatenated[Half..], destination[length..]);
        destination[0] = 0x30;
        destination[1] = (byte)(length - 2);
        return length;
    }

    /// <summary>The DER form.</summary>
    public byte[] ToDer()
    {
        Span<byte> der = stackalloc byte[MaxDerLength];
        return der[..WriteDer(_concatenated, der)].ToArray();
    }

    private static int WriteInteger(ReadOnlySpan<byte> scalar, Span<byte> destination)
    {
        var digits = scalar.TrimStart((byte)0);
        var sign = digits[0] >= 0x80 ? 1 : 0;
        destination[0] = 0x02;
        destination[1] = (byte)(digits.Length + sign);
        destination[2] = 0;
        digits.CopyTo(destination[(2 + sign)..]);
        return 2 + sign + digits.Length;
    }
}
