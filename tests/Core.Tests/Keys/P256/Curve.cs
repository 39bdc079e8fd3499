using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>P-256 by BigInteger, slow and plain: what the fast arithmetic is compared with.</summary>
internal static class Curve
{
    public static readonly BigInteger P = Hex("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    public static readonly BigInteger N = Hex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
    public static readonly BigInteger B = Hex("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");
    public static readonly BigInteger R = BigInteger.ModPow(2, 270, P);
    public static readonly BigInteger InverseR = Inverse(R, P);
    public static readonly (BigInteger X, BigInteger Y) G = (Number(GeneratorPoint.X), Number(GeneratorPoint.Y));

    public static BigInteger Hex(string digits) => BigInteger.Parse("0" + digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    public static BigInteger Number(Words words) => (((((BigInteger)words.W3 << 64) | words.W2) << 64 | words.W1) << 64) | words.W0;

    public static Words Words(BigInteger number) => Core.Keys.P256.Words.ReadBigEndian(Octets(number));

    public static byte[] Octets(BigInteger number)
    {
        var octets = new byte[32];
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(octets, 32 - digits.Length);
        return octets;
    }

    public static BigInteger Modulo(BigInteger number, BigInteger modulus) => ((number % modulus) + modulus) % modulus;

    public static BigInteger Inverse(BigInteger number, BigInteger modulus) => BigInteger.ModPow(Modulo(number, modulus), modulus - 2, modulus);

    /// <summary>The sum of two points; null is the point at infinity.</summary>
    public static (BigInteger X, BigInteger Y)? Add((BigInteger X, BigInteger Y)? a, (BigInteger X, BigInteger Y)? b)
    {
        if (a is not var (x1, y1)) return b;
        if (b is not var (x2, y2)) return a;
        if (x1 == x2 && y1 != y2) return null;
        var slope = x1 == x2 ? ((3 * x1 * x1) - 3) * Inverse(2 * y1, P) : (y2 - y1) * Inverse(x2 - x1, P);
        var x = Modulo((slope * slope) - x1 - x2, P);
        return (x, Modulo((slope * (x1 - x)) - y1, P));
    }

    public static (BigInteger X, BigInteger Y)? Multiply(BigInteger scalar, (BigInteger X, BigInteger Y)? point)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (var bits = Modulo(scalar, N); bits > 0; bits >>= 1)
        {
            if (!bits.IsEven) sum = Add(sum, point);
            point = Add(point, point);
        }

        return sum;
    }

    /// <summary>A point with this x, if the curve has one.</summary>
    public static (BigInteger X, BigInteger Y)? Lift(BigInteger x)
    {
        var square = Modulo((x * x * x) - (3 * x) + B, P);
        var root = BigInteger.ModPow(square, (P + 1) / 4, P);
        return root * root % P == square ? (x, root) : null;
    }

    /// <summary>d·G by OpenSSL.</summary>
    public static ECPoint PublicPoint(BigInteger d)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Octets(d) });
        return key.ExportParameters(includePrivateParameters: false).Q;
    }
}
