using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Shaken.Core.Pki.Der;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>BouncyCastle as an independent reader and writer of what we write and read. The product does not use it (ADR 0046).</summary>
internal static class Judge
{
    public const string EcdsaWithSha256 = "SHA256WITHECDSA";

    /// <summary>What it makes of DER when it encodes what it understood.</summary>
    public static byte[] Reencode(ReadOnlyMemory<byte> der) => Asn1Object.FromByteArray(der.ToArray()).GetEncoded(Asn1Encodable.Der);

    public static X509Name NameOf(DistinguishedName name) => X509Name.GetInstance(Asn1Object.FromByteArray(name.Der.ToArray()));

    public static AsymmetricKeyParameter KeyOf(SubjectPublicKey key) => PublicKeyFactory.CreateKey(key.Der.ToArray());

    /// <summary>A key pair on P-256 of its own making.</summary>
    public static AsymmetricCipherKeyPair NewKeys()
    {
        var generator = new ECKeyPairGenerator("EC");
        generator.Init(new ECKeyGenerationParameters(SecObjectIdentifiers.SecP256r1, new SecureRandom()));
        return generator.GenerateKeyPair();
    }

    public static DerObjectIdentifier Oid(string text) => new(text);
}
