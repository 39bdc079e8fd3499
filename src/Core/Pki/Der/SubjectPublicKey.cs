using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Keys;

namespace Shaken.Core.Pki.Der;

/// <summary>The public key of a certificate as its SubjectPublicKeyInfo has it.</summary>
/// <param name="Der">The encoded SubjectPublicKeyInfo.</param>
/// <param name="Algorithm">OID of the kind of key.</param>
/// <param name="Curve">OID of the named curve; null for other kinds of key.</param>
/// <param name="Point">The octets of the BIT STRING: for EC the point.</param>
public sealed record SubjectPublicKey(ReadOnlyMemory<byte> Der, string Algorithm, string? Curve, ReadOnlyMemory<byte> Point)
{
    /// <summary>What <see cref="PointFault"/> leaves to say of an EC key that is none of the above.</summary>
    internal const string NoPoint = "no point of P-256";

    private const byte Uncompressed = 4;
    private const int MinRsaKeyBits = 2048;

    // 4,096 bits and their wrapping: larger keys only cost time.
    private const int MaxRsaKeyOctets = 600;

    /// <summary>The uncompressed point (SEC 1 section 2.3.3): what the BIT STRING of a P-256 key holds.</summary>
    internal static byte[] PointOf(ECParameters key) => [Uncompressed, .. key.Q.X!, .. key.Q.Y!];

    /// <summary>Reads an encoded SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). The key may be of any kind.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    internal static SubjectPublicKey Read(ReadOnlyMemory<byte> der)
    {
        var info = DerReading.OpenSequence(der);
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        var curve = algorithm.HasNext(Asn1Tag.ObjectIdentifier) ? algorithm.ReadObjectIdentifier() : null;
        if (curve is not null) algorithm.ThrowIfNotEmpty();
        var point = info.ReadOctetsOfBitString("public key");
        info.ThrowIfNotEmpty();
        return new SubjectPublicKey(der, oid, curve, point);
    }

    /// <summary>Writes the SubjectPublicKeyInfo of an EC key.</summary>
    internal static void Write(AsnWriter writer, ECParameters key)
    {
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.EcPublicKey);
                writer.WriteObjectIdentifier(key.Curve.Oid.Value!);
            }

            writer.WriteBitString(PointOf(key));
        }
    }

    /// <summary>
    /// Why an EC key is not taken, in words that follow "the key is"; null where it is an uncompressed point of a curve known here, or no
    /// EC key. RFC 5480 section 2.2 leaves compressed points to the reader, and forbids hybrid ones.
    /// </summary>
    internal string? PointFault => NistCurve.Find(Curve) is not { } curve ? null
        : Point.Span switch
        {
            [2 or 3, ..] => "a compressed point; only the uncompressed form is taken (RFC 5480 section 2.2)",
            [6 or 7, ..] => "a hybrid point, which RFC 5480 section 2.2 forbids",
            [Uncompressed, ..] when Point.Length == 1 + (2 * curve.Octets) =>
                Curve != Oids.P256 || NistCurve.IsOnP256(Point.Span[1..33], Point.Span[33..]) ? null : NoPoint,
            _ => "no point in the form that RFC 5480 section 2.2 has",
        };

    /// <summary>The key, if it is an uncompressed point on P-256: the only kind that signs PASSporTs (RFC 8225, ES256).</summary>
    public bool TryToP256([NotNullWhen(true)] out EcdsaPublicKey? key)
    {
        key = null;
        return Algorithm == Oids.EcPublicKey && Curve == Oids.P256 && Point.Length == 65 && Point.Span[0] == Uncompressed
            && EcdsaPublicKey.TryCreate(Point.Span[1..33], Point.Span[33..], out key);
    }

    /// <summary>
    /// Whether the key made this signature over the octets: ECDSA with SHA-2 on a NIST curve, or RSA PKCS#1 v1.5 with SHA-256,
    /// which RFC 8226 section 4 wants a relying party to know. Real roots use all of these.
    /// </summary>
    public bool Verifies(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature, string signatureAlgorithm)
    {
        try
        {
            return signatureAlgorithm switch
            {
                Oids.EcdsaWithSha256 => VerifiesEcdsa(octets, signature, HashAlgorithmName.SHA256),
                Oids.EcdsaWithSha384 => VerifiesEcdsa(octets, signature, HashAlgorithmName.SHA384),
                Oids.EcdsaWithSha512 => VerifiesEcdsa(octets, signature, HashAlgorithmName.SHA512),
                Oids.Sha256WithRsa => VerifiesRsa(octets, signature),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // The key's octets are no key of the kind they claim.
            return false;
        }
    }

    private bool VerifiesEcdsa(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (Algorithm != Oids.EcPublicKey || NistCurve.Find(Curve) is not { } curve) return false;
        if (Point.Length != 1 + (2 * curve.Octets) || Point.Span[0] != Uncompressed) return false;
        Span<byte> concatenated = stackalloc byte[NistCurve.MaxSignatureOctets];
        concatenated = concatenated[..(2 * curve.Octets)];
        if (!EcdsaSignatureDer.TryRead(signature, curve.Order, concatenated)) return false;
        var point = new ECPoint { X = Point.Span[1..(1 + curve.Octets)].ToArray(), Y = Point.Span[(1 + curve.Octets)..].ToArray() };
        using var key = ECDsa.Create(new ECParameters { Curve = curve.Curve, Q = point });
        return key.VerifyData(octets, concatenated, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private bool VerifiesRsa(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        if (Algorithm != Oids.Rsa || Der.Length > MaxRsaKeyOctets) return false;
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Der.Span, out _);
        return key.KeySize >= MinRsaKeyBits && key.VerifyData(octets, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
