using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Shaken.Core.Foundations;

namespace Shaken.Core.Keys.Software;

/// <summary>
/// Private keys in DER: PKCS#8 (RFC 5958), SEC 1 (RFC 5915). We read the structure ourselves: the platform takes keys on any curve,
/// explicit parameters and public halves that belong to another key, and fails at the first signature.
/// </summary>
internal static class PrivateKeyDer
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";

    private static readonly Asn1Tag Parameters = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag PublicHalf = new(TagClass.ContextSpecific, 1, isConstructed: true);

    private static readonly KeyRefusal Explicit = new(
        KeyFailure.ExplicitParameters,
        "The key is not on P-256 by name (explicit curve parameters): convert it with "
        + "openssl ec -in FILE -param_enc named_curve -out NEW-FILE, and check that it names prime256v1 (RFC 5480 section 2.1.1).");

    public static bool TryReadPkcs8(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SoftwareKey? key, [NotNullWhen(false)] out KeyRefusal? refusal) =>
        Read(der, Pkcs8).TryGet(out key, out refusal);

    public static bool TryReadSec1(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SoftwareKey? key, [NotNullWhen(false)] out KeyRefusal? refusal) =>
        Read(der, octets => Sec1(octets, curve: null)).TryGet(out key, out refusal);

    /// <summary>Opens PKCS#8 that a passphrase seals.</summary>
    public static bool TryReadEncrypted(
        ReadOnlyMemory<byte> der, string passphrase, [NotNullWhen(true)] out SoftwareKey? key, [NotNullWhen(false)] out KeyRefusal? refusal)
    {
        key = null;
        byte[] opened;
        try
        {
            // As octets: what is inside is judged by the same rules as a key that was never sealed.
            using var sealedKey = ECDsa.Create();
            sealedKey.ImportEncryptedPkcs8PrivateKey(passphrase, der.Span, out _);
            opened = sealedKey.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException exception)
        {
            refusal = new KeyRefusal(
                KeyFailure.WrongPassphrase,
                $"The private key cannot be decrypted: the passphrase is wrong, or it is not an elliptic-curve key ({exception.Message})");
            return false;
        }

        try
        {
            return TryReadPkcs8(opened, out key, out refusal);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened);
        }
    }

    private static Outcome<SoftwareKey, KeyRefusal> Read(ReadOnlyMemory<byte> der, Func<ReadOnlyMemory<byte>, Scalar> read)
    {
        try
        {
            var scalar = read(der);
            if (scalar.Refusal is { } refusal) return refusal;
            if (!SoftwareKey.TryCreate(scalar.Octets.Span, out var key))
                return Damaged("the scalar is not between 1 and the order of the curve");
            if (scalar.HasPublicHalf(key.PublicKey.Q)) return key;
            key.Dispose();
            return Damaged("its public half belongs to another key");
        }
        catch (AsnContentException exception)
        {
            return Damaged(exception.Message);
        }
    }

    private static Scalar Pkcs8(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        info.ReadInteger();
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        if (oid != EcPublicKey)
            return new KeyRefusal(KeyFailure.AnotherAlgorithm, $"The key is {NameOf(oid)}: it must be an elliptic-curve key on P-256.");
        return CurveOf(algorithm, out var curve) ?? Sec1(info.ReadOctetString(), curve);
    }

    // Inside PKCS#8 the curve stands outside too, and the inner one may be left out.
    private static Scalar Sec1(ReadOnlyMemory<byte> der, string? curve)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER);
        var key = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        key.ReadInteger();
        var octets = key.ReadOctetString();
        if (key.HasData && key.PeekTag().HasSameClassAndValue(Parameters))
        {
            if (CurveOf(key.ReadSequence(Parameters), out var inner) is { } refusal) return refusal;
            if (curve is not null && inner != curve) return Damaged("it names two curves");
            curve = inner;
        }

        if (curve is null) return Damaged("it names no curve");
        ReadOnlyMemory<byte>? point = null;
        if (key.HasData && key.PeekTag().HasSameClassAndValue(PublicHalf)) point = key.ReadSequence(PublicHalf).ReadBitString(out _);
        return new Scalar(octets, point, Refusal: null);
    }

    private static KeyRefusal? CurveOf(AsnReader parameters, out string? curve)
    {
        curve = null;
        if (!parameters.HasData) return Damaged("it names no curve");
        var tag = parameters.PeekTag();
        if (tag.HasSameClassAndValue(Asn1Tag.Sequence)) return Explicit;
        if (!tag.HasSameClassAndValue(Asn1Tag.ObjectIdentifier)) return Damaged("it names no curve");
        curve = parameters.ReadObjectIdentifier();
        return curve == P256
            ? null
            : new KeyRefusal(
                KeyFailure.AnotherCurve,
                $"The key is on {NameOf(curve)}: it must be on P-256 (prime256v1), the only curve of ES256.");
    }

    private static KeyRefusal Damaged(string what) => new(KeyFailure.Damaged, $"The private key is damaged: {what.TrimEnd('.')}.");

    private static string NameOf(string oid) => oid switch
    {
        "1.2.840.113549.1.1.1" => "an RSA key",
        "1.3.101.110" or "1.3.101.111" => "a key for key agreement (X25519, X448)",
        "1.3.101.112" or "1.3.101.113" => "an Edwards-curve key (Ed25519, Ed448)",
        "1.3.132.0.10" => "secp256k1",
        "1.3.132.0.34" => "P-384",
        "1.3.132.0.35" => "P-521",
        _ => oid,
    };

    /// <summary>The private number with the public half beside it, or why there is none.</summary>
    private sealed record Scalar(ReadOnlyMemory<byte> Octets, ReadOnlyMemory<byte>? Point, KeyRefusal? Refusal)
    {
        public static implicit operator Scalar(KeyRefusal refusal) => new(default, null, refusal);

        // Uncompressed, or compressed with the parity of y.
        public bool HasPublicHalf(ECPoint computed)
        {
            if (Point is not { } written) return true;
            var point = written.Span;
            return point switch
            {
                [4, ..] when point.Length == 65 => point[1..33].SequenceEqual(computed.X) && point[33..].SequenceEqual(computed.Y),
                [2 or 3, ..] when point.Length == 33 => point[1..].SequenceEqual(computed.X) && (point[0] & 1) == (computed.Y![^1] & 1),
                _ => false,
            };
        }
    }
}
