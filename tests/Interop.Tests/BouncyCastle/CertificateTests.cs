using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.X509;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;
using BigInteger = Org.BouncyCastle.Math.BigInteger;
using AuthorityKeyIdentifier = Org.BouncyCastle.Asn1.X509.AuthorityKeyIdentifier;
using BasicConstraints = Org.BouncyCastle.Asn1.X509.BasicConstraints;
using GeneralName = Org.BouncyCastle.Asn1.X509.GeneralName;
using KeyUsage = Org.BouncyCastle.Asn1.X509.KeyUsage;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>Certificates between BouncyCastle and us: encoding, extensions, signatures.</summary>
public sealed class CertificateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Issue_Chain_EachSignatureVerifiesInBouncyCastle()
    {
        var (hierarchy, leaf) = await NewChainAsync();
        StiCertificate[] chain = [leaf, hierarchy.Intermediate.Certificate, hierarchy.Root.Certificate, hierarchy.Root.Certificate];
        for (var at = 0; at < chain.Length - 1; at++)
        {
            var read = Read(chain[at]);
            Assert.True(read.IsSignatureValid(Judge.KeyOf(chain[at + 1].PublicKey)));
            Assert.Equal(at == chain.Length - 2, read.IsSignatureValid(read.GetPublicKey()));
            Assert.True(read.IssuerDN.Equivalent(Judge.NameOf(chain[at + 1].Subject), inOrder: true));
            Assert.Equal(chain[at].Der.ToArray(), Judge.Reencode(chain[at].Der));
            Assert.Equal((chain[at].NotBefore.UtcDateTime, chain[at].NotAfter.UtcDateTime), (read.NotBefore, read.NotAfter));
            Assert.Equal(chain[at].SerialNumber.ToArray(), read.SerialNumber.ToByteArray());
        }
    }

    [Fact]
    public async Task Issue_Leaf_ItsExtensionsMatchBouncyCastlesEncoding()
    {
        var (hierarchy, leaf) = await NewChainAsync();
        var reference = Hierarchy.Policy.Crl;
        var (own, issuer) = (KeyIdentifierOf(leaf), KeyIdentifierOf(hierarchy.Intermediate.Certificate));
        var crlIssuer = new GeneralNames(new GeneralName(Judge.NameOf(reference.Issuer)));
        var url = new DistributionPointName(new GeneralNames(new GeneralName(GeneralName.UniformResourceIdentifier, reference.Url)));
        var code = new DerTaggedObject(true, 0, new DerIA5String(Hierarchy.Provider.Code.Value));
        var expected = new X509ExtensionsGenerator();
        expected.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        expected.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(KeyUsage.DigitalSignature));
        expected.AddExtension(X509Extensions.SubjectKeyIdentifier, false, new DerOctetString(own));
        expected.AddExtension(X509Extensions.AuthorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuer));
        var policy = new PolicyInformation(Judge.Oid(Hierarchy.Policy.PolicyOid));
        expected.AddExtension(X509Extensions.CertificatePolicies, false, new DerSequence(policy));
        expected.AddExtension(X509Extensions.CrlDistributionPoints, false, new CrlDistPoint(new DistributionPoint(url, null, crlIssuer)));
        expected.AddExtension(Judge.Oid(Oids.TnAuthList), false, new DerSequence(code));
        var written = X509CertificateStructure.GetInstance(Asn1Object.FromByteArray(leaf.Der.ToArray())).TbsCertificate.Extensions;
        Assert.Equal(expected.Generate().GetEncoded(Asn1Encodable.Der), written.GetEncoded(Asn1Encodable.Der));
    }

    [Fact]
    public void Read_CertificateOfBouncyCastle_IsSignedByItsKeyAndNoOther()
    {
        var (issuer, subject) = (Judge.NewKeys(), Judge.NewKeys());
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(new BigInteger("80aabbccddeeff0011223344", 16));
        generator.SetIssuerDN(new X509Name("C=US,O=Example CA,CN=SHAKEN CA"));
        generator.SetSubjectDN(new X509Name("C=US,O=Example Telephone,CN=SHAKEN 1234"));
        generator.SetNotBefore(Hierarchy.Start.UtcDateTime);
        generator.SetNotAfter(Hierarchy.End.AddYears(30).UtcDateTime);
        generator.SetPublicKey(subject.Public);
        generator.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(false));
        generator.AddExtension(Judge.Oid(Oids.TnAuthList), false, new DerSequence(new DerTaggedObject(true, 0, new DerIA5String("1234"))));
        var theirs = generator.Generate(new Asn1SignatureFactory(Judge.EcdsaWithSha256, issuer.Private));

        Assert.True(StiCertificate.TryRead(theirs.GetEncoded(), out var certificate, out var failure), failure);
        Assert.True(certificate.IsSignedBy(KeyOf(issuer.Public)));
        Assert.False(certificate.IsSignedBy(certificate.PublicKey));
        Assert.Equal("0080AABBCCDDEEFF0011223344", certificate.SerialNumberText);
        Assert.Equal((Hierarchy.Start, Hierarchy.End.AddYears(30)), (certificate.NotBefore, certificate.NotAfter));
        Assert.Equal("C=US, O=Example CA, CN=SHAKEN CA", certificate.Issuer.ToString());
        Assert.Equal([Hierarchy.Provider.Code], certificate.Extensions.TnAuthList!.Codes);
    }

    private static X509Certificate Read(StiCertificate certificate) =>
        new X509CertificateParser().ReadCertificate(certificate.Der.ToArray());

    private static byte[] KeyIdentifierOf(StiCertificate certificate) => certificate.Extensions.SubjectKeyIdentifier!.Value.ToArray();

    // Our reader has no public way from a bare key to ours, so the key comes in a certificate.
    private static SubjectPublicKey KeyOf(Org.BouncyCastle.Crypto.AsymmetricKeyParameter key)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(BigInteger.One);
        generator.SetIssuerDN(new X509Name("CN=key"));
        generator.SetSubjectDN(new X509Name("CN=key"));
        generator.SetNotBefore(Hierarchy.Start.UtcDateTime);
        generator.SetNotAfter(Hierarchy.End.UtcDateTime);
        generator.SetPublicKey(key);
        var der = generator.Generate(new Asn1SignatureFactory(Judge.EcdsaWithSha256, Judge.NewKeys().Private)).GetEncoded();
        Assert.True(StiCertificate.TryRead(der, out var certificate, out var failure), failure);
        return certificate.PublicKey;
    }

    private static async Task<(Hierarchy Hierarchy, StiCertificate Leaf)> NewChainAsync()
    {
        var hierarchy = await Hierarchy.NewAsync();
        return (hierarchy, (await hierarchy.Intermediate.IssueAsync(Hierarchy.Linted(hierarchy.Leaf(SoftwareKey.New())), Token)).Value);
    }
}
