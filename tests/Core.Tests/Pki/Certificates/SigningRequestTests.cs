using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>PKCS#10 requests (RFC 2986).</summary>
public sealed class SigningRequestTests
{
    private static readonly TnAuthList Spc = TnAuthList.Of(new SpcEntry(Hierarchy.Provider.Code));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_OfARequest_IsReadBackAsItWasMeant(bool isCa)
    {
        var key = SoftwareKey.New();
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Example Telephone"));
        var written = await SigningRequestWriter.WriteAsync(key, Spc, subject, isCa, Token);
        Assert.True(SigningRequest.TryReadPem(written.ToPem(), out var read, out var refusal), refusal?.Detail);
        Assert.Equal(("C=US, O=Example Telephone", isCa ? true : (bool?)null), (read.Subject.ToString(), read.IsCa));
        Assert.Equal(TnAuthListDer.Write(Spc), read.TnAuthListDer.ToArray());
        Assert.Equal(Spc.Entries, read.TnAuthList!.Entries);
        Assert.Equal(key.PublicKey.Q.X, read.PublicKey.Q.X);
        Assert.Equal(written.Jwk, read.Jwk);
        Assert.Equal(isCa ? [Oids.TnAuthList, Oids.BasicConstraints] : [Oids.TnAuthList], read.Extensions);
    }

    [Fact]
    public void Read_OfTheFrameworksRequest_GivesTheSame()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("C=US, O=Example", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(Oids.TnAuthList, TnAuthListDer.Write(Spc), critical: false));
        request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension(["https://pa.example/crl"]));
        Assert.True(SigningRequest.TryRead(request.CreateSigningRequest(), out var read, out var refusal), refusal?.Detail);
        Assert.Equal(["https://pa.example/crl"], read.CrlUrls);
        Assert.Equal(TnAuthListDer.Write(Spc), read.TnAuthListDer.ToArray());
    }

    [Fact]
    public void Read_WithoutExtensions_AsksForNothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(
            SigningRequest.TryRead(
                new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest(), out var read, out _));
        Assert.Null(read.TnAuthList);
        Assert.Null(read.IsCa);
        Assert.True(read.TnAuthListDer.IsEmpty);
        Assert.Empty(read.Extensions);
    }

    [Fact]
    public async Task Read_WithAnyOctetOfTheSignedPartChanged_IsRefused()
    {
        var der = (
            await SigningRequestWriter.WriteAsync(
                SoftwareKey.New(), Spc, DistinguishedName.Of((Oids.Country, "US")), isCa: true, Token)).Der.ToArray();
        for (var index = 0; index < der.Length; index++)
        {
            var spoiled = der.ToArray();
            spoiled[index] ^= 0x01;
            Assert.False(SigningRequest.TryRead(spoiled, out _, out var refusal), $"octet {index}");
            Assert.NotEmpty(refusal.Detail);
        }
    }

    [Fact]
    public async Task Read_CutShortOrWithOctetsBehind_IsMalformed()
    {
        var der = (await SigningRequestWriter.WriteAsync(SoftwareKey.New(), Spc, subject: null, isCa: false, Token)).Der.ToArray();
        for (var length = 0; length < der.Length; length++) Assert.Equal(SigningRequestFailure.Malformed, FailureOf(der[..length]));
        Assert.Equal(SigningRequestFailure.Malformed, FailureOf([.. der, 0]));
        Assert.Equal(SigningRequestFailure.Malformed, FailureOf(new byte[16 * 1024 + 1]));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Read_OfExtensionsAskedForTwice_IsMalformed(int times, bool isRead)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(isRead, SigningRequest.TryRead(RequestWithExtensions(key, times), out _, out var refusal));
        Assert.Equal(isRead, refusal is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\n!!!\n-----END CERTIFICATE REQUEST-----")]
    public void ReadPem_OfSomethingElse_IsMalformed(string pem)
    {
        Assert.False(SigningRequest.TryReadPem(pem, out _, out var refusal));
        Assert.Equal(SigningRequestFailure.Malformed, refusal.Failure);
    }

    [Fact]
    public async Task ReadPem_WithTheLabelOfOldTools_IsRead()
    {
        var pem = (await SigningRequestWriter.WriteAsync(SoftwareKey.New(), Spc, subject: null, isCa: false, Token)).ToPem();
        Assert.True(
            SigningRequest.TryReadPem(
                $"some text\n{pem.Replace(" CERT", " NEW CERT", StringComparison.Ordinal)}\n", out _, out var refusal),
            refusal?.Detail);
    }

    // The framework's own writer has the attribute once.
    private static byte[] RequestWithExtensions(ECDsa key, int times)
    {
        var body = new AsnWriter(AsnEncodingRules.DER);
        using (body.PushSequence())
        {
            body.WriteInteger(0);
            body.WriteEncodedValue([0x30, 0x00]);
            body.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
            using (body.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true)))
            {
                for (var count = 0; count < times; count++) WriteAttribute(body);
            }
        }

        var whole = new AsnWriter(AsnEncodingRules.DER);
        using (whole.PushSequence())
        {
            whole.WriteEncodedValue(body.Encode());
            using (whole.PushSequence()) whole.WriteObjectIdentifier(Oids.EcdsaWithSha256);
            whole.WriteBitString(key.SignData(body.Encode(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }

        return whole.Encode();
    }

    private static void WriteAttribute(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.9.14");
            using (writer.PushSetOf())
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.TnAuthList);
                writer.WriteOctetString(TnAuthListDer.Write(Spc));
            }
        }
    }

    private static SigningRequestFailure FailureOf(byte[] der)
    {
        Assert.False(SigningRequest.TryRead(der, out _, out var refusal));
        Assert.NotEmpty(refusal.Detail);
        return refusal.Failure;
    }
}
