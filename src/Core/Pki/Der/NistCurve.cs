using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Shaken.Core.Pki.Der;

/// <summary>
/// The curves on which certificates are signed (RFC 5480 section 2.1.1.1). SHAKEN's profile has P-256; real roots use all three.
/// </summary>
internal sealed class NistCurve
{
    /// <summary>Octets of the longest r‖s: on P-521.</summary>
    public const int MaxSignatureOctets = 132;

    private static readonly NistCurve[] All =
    [
        new(Oids.P256, ECCurve.NamedCurves.nistP256, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
        new(Oids.P384, ECCurve.NamedCurves.nistP384,
            "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973"),
        new(Oids.P521, ECCurve.NamedCurves.nistP521,
            "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA"
            + "51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"),
    ];

    // y² = x³ - 3x + b over the field of P-256 (SEC 2 section 2.4.2).
    private static readonly BigInteger P256Field = Number("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
    private static readonly BigInteger P256B = Number("5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B");

    private readonly byte[] _order;

    private NistCurve(string oid, ECCurve curve, string order) => (Oid, Curve, _order) = (oid, curve, Convert.FromHexString(order));

    public string Oid { get; }

    public ECCurve Curve { get; }

    /// <summary>The order of the generator, big-endian: r and s are below it.</summary>
    public ReadOnlySpan<byte> Order => _order;

    /// <summary>Octets of a coordinate, and of r and s.</summary>
    public int Octets => _order.Length;

    public static NistCurve? Find(string? oid) => Array.Find(All, curve => curve.Oid == oid);

    /// <summary>Whether two coordinates of 32 octets are a point of P-256: what importing the key would find, without its cost.</summary>
    public static bool IsOnP256(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var left = new BigInteger(x, isUnsigned: true, isBigEndian: true);
        var right = new BigInteger(y, isUnsigned: true, isBigEndian: true);
        return left < P256Field && right < P256Field && (((((left * left) - 3) * left) + P256B - (right * right)) % P256Field).IsZero;
    }

    private static BigInteger Number(string hex) => BigInteger.Parse("0" + hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
