using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>A serial number for a certificate of ours: at most 20 octets (RFC 5280 section 4.1.2.2).</summary>
public sealed record CertificateSerial
{
    /// <summary>Octets of the longest serial number.</summary>
    public const int MaxOctets = 20;

    private CertificateSerial(BigInteger value) => Value = value;

    public BigInteger Value { get; }

    /// <summary>A fresh one of 20 octets: 159 random bits below a sign bit of zero. Nobody guesses it, and none occurs twice.</summary>
    public static CertificateSerial New(IRandom random)
    {
        Span<byte> octets = stackalloc byte[MaxOctets];
        random.Fill(octets);
        octets[0] &= 0x7F;
        return new CertificateSerial(new BigInteger(octets, isBigEndian: true));
    }

    /// <summary>One that was drawn before: big-endian, positive.</summary>
    public static CertificateSerial From(ReadOnlySpan<byte> octets) => new(new BigInteger(octets, isBigEndian: true));

    /// <summary>Reads one as tools print it: hexadecimal digits, with or without colons between octets; positive.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out CertificateSerial? serial)
    {
        serial = null;
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 2 * MaxOctets || !digits.All(char.IsAsciiHexDigit)) return false;
        var octets = Convert.FromHexString(digits.Length % 2 == 0 ? digits : $"0{digits}");
        var value = new BigInteger(octets, isUnsigned: true, isBigEndian: true);
        if (value.IsZero || value.GetByteCount() > MaxOctets) return false;
        serial = new CertificateSerial(value);
        return true;
    }

    /// <summary>Big-endian, two's complement.</summary>
    public byte[] ToOctets() => Value.ToByteArray(isBigEndian: true);

    /// <summary>In hexadecimal digits, as OpenSSL prints it.</summary>
    public override string ToString() => Convert.ToHexString(ToOctets());
}
