using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Shaken.Core.Signing;

namespace Shaken.Core.Certificates;

/// <summary>The public key of a certificate as its SubjectPublicKeyInfo has it.</summary>
/// <param name="Der">The encoded SubjectPublicKeyInfo.</param>
/// <param name="Algorithm">OID of the kind of key.</param>
/// <param name="Curve">OID of the named curve; null for other kinds of key.</param>
/// <param name="Point">The octets of the BIT STRING: for EC the point.</param>
public sealed record SubjectPublicKey(ReadOnlyMemory<byte> Der, string Algorithm, string? Curve, ReadOnlyMemory<byte> Point)
{
    private const byte Uncompressed = 4;
    private const int MinRsaKeyBits = 2048;

    // 4,096 bits and their wrapping: larger keys only cost time.
    private const int MaxRsaKeyOctets = 600;

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
        if (Algorithm != Oids.EcPublicKey || Curve is not (Oids.P256 or Oids.P384 or Oids.P521)) return false;
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Der.Span, out _);
        return key.VerifyData(octets, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool VerifiesRsa(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature)
    {
        if (Algorithm != Oids.Rsa || Der.Length > MaxRsaKeyOctets) return false;
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Der.Span, out _);
        return key.KeySize >= MinRsaKeyBits && key.VerifyData(octets, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
