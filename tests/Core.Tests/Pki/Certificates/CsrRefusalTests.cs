using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>Signing requests as others write them, and each reason to refuse one.</summary>
public sealed class CsrRefusalTests
{
    private static readonly byte[] List = Convert.FromHexString("3008A006160431323334");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static X509Extension ListExtension => new(Oids.TnAuthList, List, critical: false);

    [Fact]
    public async Task OurOwnRequest_IsRead_WithEverythingThatItAsksFor()
    {
        using var key = SoftwareKey.New();
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "SHAKEN 1234"));
        var written = await SigningRequestWriter.WriteAsync(key, Hierarchy.Numbers(Convert.ToHexString(List)), subject, isCa: true, Token);
        Assert.True(
            SigningRequest.TryReadPem($"a note above\n{key.ToPem()}\n{written.ToPem()}\n", out var read, out var refusal), refusal?.Detail);
        Assert.Equal(List, read.TnAuthListDer.ToArray());
        Assert.True(read.TnAuthList!.Holds(Hierarchy.Provider.Code));
        Assert.Equal("C=US, CN=SHAKEN 1234", read.Subject.ToString());
        Assert.True(read.IsCa);
        Assert.Equal(key.PublicKey.Q.X, read.PublicKey.Q.X);
    }

    [Fact]
    public void RequestWithoutASubject_IsRead()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.True(SigningRequest.TryRead(Request(key).CreateSigningRequest(), out var read, out _));
        Assert.Empty(read.Subject.Attributes);
        Assert.Null(read.IsCa);
    }

    [Fact]
    public void RsaKey_IsRefused()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Refuses(SigningRequestFailure.KeyIsRsa, request.CreateSigningRequest());
    }

    [Fact]
    public void KeyOnP384_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Refuses(SigningRequestFailure.KeyOnAnotherCurve, Request(key).CreateSigningRequest());
    }

    [Fact]
    public void AnotherHashThanSha256_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refuses(
            SigningRequestFailure.AlgorithmNotAllowed, new CertificateRequest("", key, HashAlgorithmName.SHA384).CreateSigningRequest());
    }

    [Fact]
    public void KeyThatIsNoPoint_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Request(key).CreateSigningRequest();
        var at = der.AsSpan().IndexOf(key.ExportParameters(includePrivateParameters: false).Q.Y);
        der[at] ^= 1;
        Refuses(SigningRequestFailure.KeyNotAllowed, der);
    }

    [Fact]
    public void SignatureOfAnotherKey_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = Request(key).CreateSigningRequest();
        var at = der.AsSpan().IndexOf(List);
        der[at + 6] ^= 1;
        Refuses(SigningRequestFailure.SignatureMismatch, der);
    }

    [Theory]
    [InlineData("RFC 6979 appendix A.2.5", "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")]
    [InlineData("RFC 7515 appendix A.3", "8E9B109E719098BF980487DF1F5D77E9CB29606EBED2263B5F57C213DF84F4B2")]
    [InlineData("RFC 7517 appendix A.2", "F3BD0C07A81FB932781ED52752F60CC89A6BE5E51934FE01938DDB55D8F77801")]
    [InlineData("the SHAKEN framework draft", "5799D51DB4F100AF72EE46B98C8C7C6E16EEC1F89BDF7FEDE1D20CBA5D625945")]
    [InlineData("RFC 8225 appendix A.1", "8BBAB64D9BCDF550C583C572A823F4E9B113AD1DAFF0C46FAFCF6B9F88BE5006")]
    [InlineData("RFC 8946 appendix A", "5282B056785ACC3766907181CE19D2C3A36970DD324D3B372D5F2A0E8E9ED024")]
    [InlineData("SEC 2", "0000000000000000000000000000000000000000000000000000000000000001")]
    public void PrintedKey_IsRefused_NamingWhereItIsPrinted(string source, string d)
    {
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Convert.FromHexString(d) });
        Assert.Contains(
            source, Refuses(SigningRequestFailure.KeyIsPublished, Request(key).CreateSigningRequest()), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoRequest_IsMalformed()
    {
        Refuses(SigningRequestFailure.Malformed, []);
        Refuses(SigningRequestFailure.Malformed, new byte[Limits.CertificateOctets + 1]);
        Assert.False(
            SigningRequest.TryReadPem(
                "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----", out _, out var refusal));
        Assert.Equal(SigningRequestFailure.Malformed, refusal.Failure);
        Assert.False(SigningRequest.TryReadPem("nothing", out _, out refusal));
        Assert.Equal(SigningRequestFailure.Malformed, refusal.Failure);
    }

    [Fact]
    public void ExtensionThatCannotBeRead_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509Extension(Oids.TnAuthList, [0x30, 0x05, 0x00], critical: false));
        Refuses(SigningRequestFailure.ExtensionMalformed, request.CreateSigningRequest());
    }

    private static CertificateRequest Request(ECDsa key)
    {
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(ListExtension);
        return request;
    }

    private static string Refuses(SigningRequestFailure expected, byte[] der)
    {
        Assert.False(SigningRequest.TryRead(der, out _, out var refusal));
        Assert.Equal(expected, refusal.Failure);
        return refusal.Detail;
    }
}
