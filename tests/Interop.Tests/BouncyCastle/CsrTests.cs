using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.X509;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;
using BasicConstraints = Org.BouncyCastle.Asn1.X509.BasicConstraints;

namespace Shaken.Interop.Tests.BouncyCastle;

/// <summary>CSRs between BouncyCastle and us, both ways.</summary>
public sealed class CsrTests
{
    private static readonly TnAuthList Authority = TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_Csr_IsReadAndVerifiedByBouncyCastle(bool isCa)
    {
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Example"), (Oids.CommonName, "SHAKEN 1234"));
        var ours = await SigningRequestWriter.WriteAsync(SoftwareKey.New(), Authority, subject, isCa, Token);
        var request = new Pkcs10CertificationRequest(ours.Der.ToArray());
        Assert.True(request.Verify());
        Assert.Equal(ours.Der.ToArray(), request.GetEncoded(Asn1Encodable.Der));
        var info = request.GetCertificationRequestInfo();
        Assert.True(info.Subject.Equivalent(Judge.NameOf(subject), inOrder: true));
        Assert.Equal(ours.PublicKeyInfo.ToArray(), info.SubjectPublicKeyInfo.GetEncoded(Asn1Encodable.Der));

        var extensions = request.GetRequestedExtensions();
        Assert.Equal(TnAuthListDer.Write(Authority), extensions.GetExtension(Judge.Oid(Oids.TnAuthList)).Value.GetOctets());
        var basic = extensions.GetExtension(X509Extensions.BasicConstraints);
        Assert.Equal(isCa, basic is not null);
        if (isCa) Assert.True(BasicConstraints.GetInstance(Asn1Object.FromByteArray(basic!.Value.GetOctets())).IsCA());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_CsrOfBouncyCastle_GivesItsKeyNameAndAuthority(bool isCa)
    {
        var keys = Judge.NewKeys();
        var extensions = new X509ExtensionsGenerator();
        extensions.AddExtension(Judge.Oid(Oids.TnAuthList), false, TnAuthListDer.Write(Authority));
        extensions.AddExtension(X509Extensions.BasicConstraints, true, new BasicConstraints(isCa));
        var attribute = new AttributePkcs(PkcsObjectIdentifiers.Pkcs9AtExtensionRequest, new DerSet(extensions.Generate()));
        var subject = new X509Name("C=US,O=Example Telephone,CN=SHAKEN 1234");
        var theirs = new Pkcs10CertificationRequest(Judge.EcdsaWithSha256, subject, keys.Public, new DerSet(attribute), keys.Private);
        Assert.True(SigningRequest.TryRead(theirs.GetEncoded(Asn1Encodable.Der), out var request, out var refusal), refusal?.Detail);
        Assert.Equal("C=US, O=Example Telephone, CN=SHAKEN 1234", request.Subject.ToString());
        var info = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(keys.Public);
        Assert.Equal(info.GetEncoded(Asn1Encodable.Der), request.PublicKeyInfo.ToArray());
        Assert.Equal([Hierarchy.Provider.Code], request.TnAuthList!.Codes);
        Assert.Equal(isCa, request.IsCa);
    }

    [Fact]
    public void Read_CsrSignedByAnotherKey_IsASignatureMismatch()
    {
        var (keys, other) = (Judge.NewKeys(), Judge.NewKeys());
        var theirs = new Pkcs10CertificationRequest(Judge.EcdsaWithSha256, new X509Name("C=US"), keys.Public, new DerSet(), other.Private);
        Assert.False(SigningRequest.TryRead(theirs.GetEncoded(Asn1Encodable.Der), out _, out var refusal));
        Assert.Equal(SigningRequestFailure.SignatureMismatch, refusal.Failure);
    }
}
