using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>Only uncompressed points are taken (RFC 5480 section 2.2), and everybody who is asked says so in one way.</summary>
public sealed class PublicKeyFormTests
{
    private const string X5u = "https://cr.example/chain.pem";

    private static readonly ManualTime Time = new(new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("compressed", "compressed point")]
    [InlineData("hybrid", "hybrid point")]
    [InlineData("short", "no point")]
    [InlineData("off the curve", "no point of P-256")]
    [InlineData("beyond the field", "no point of P-256")]
    public async Task LeafKey_InAnotherForm_IsRefusedAlikeByPathAndCall(string form, string message)
    {
        StiCertificate[] bundle = [(CertificateForm.Leaf() with { PublicKey = Info(CertificateForm.LeafKey, form) }).Sign(),
            CertificateForm.Intermediate().Sign()];
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var refusal = new ChainValidator([root]).Validate(bundle, Time.GetUtcNow(), LeafPurpose.StiEndEntity).Failure;
        Assert.Equal(ChainFailure.KeyNotAllowed, refusal.Failure);
        Assert.Contains(message, refusal.Detail, StringComparison.Ordinal);

        var source = new PublishedCertificates(Time);
        source.Publish(X5u, bundle);
        var verdict = await new CertificateVerdicts(source, TrustDomain.Of([root], Time), Time)
            .FindAsync(X5u, TestContext.Current.CancellationToken);
        Assert.Equal((CertificateFailure.Invalid, $"key-not-allowed: {refusal.Detail}"), (verdict.Failure.Reason, verdict.Failure.Detail));
    }

    [Theory]
    [InlineData("compressed", "compressed point")]
    [InlineData("hybrid", "hybrid point")]
    public void IssuersKey_InAnotherForm_IsRefused(string form, string message)
    {
        var intermediate = (CertificateForm.Intermediate() with { PublicKey = Info(CertificateForm.IntermediateKey, form) }).Sign();
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var refusal = new ChainValidator([root])
            .Validate([CertificateForm.Leaf().Sign(), intermediate], Time.GetUtcNow(), LeafPurpose.StiEndEntity).Failure;
        Assert.Equal(ChainFailure.KeyNotAllowed, refusal.Failure);
        Assert.Contains(message, refusal.Detail, StringComparison.Ordinal);

        Assert.False(TrustedRoot.TryCreate((CertificateForm.Root() with { PublicKey = Info(CertificateForm.RootKey, form) }).Sign(), out _,
            out var failure));
        Assert.Contains(message, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void SigningRequest_WithACompressedPoint_IsRefused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var (whole, compressed) = (key.ExportSubjectPublicKeyInfo(), Info(key, "compressed"));
        var toBeSigned = Replaced(request, whole, compressed, key);
        Assert.False(SigningRequest.TryRead(toBeSigned, out _, out var refusal));
        Assert.Equal(SigningRequestFailure.KeyNotAllowed, refusal.Failure);
        Assert.Contains("compressed point", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void PublicKey_WithUnusedBitsOrMoreParameters_CannotBeRead()
    {
        var info = CertificateForm.LeafKey.ExportSubjectPublicKeyInfo();
        var bits = info.AsSpan().IndexOf((byte[])[0x03, 0x42, 0x00]);
        info[bits + 2] = 1;
        info[^1] &= 0xFE;
        Assert.ThrowsAny<Exception>(() => (CertificateForm.Leaf() with { PublicKey = info }).Sign());
    }

    private static byte[] Info(ECDsa key, string form)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var parity = (byte)(point.Y![^1] & 1);
        byte[] octets = form switch
        {
            "compressed" => [(byte)(2 + parity), .. point.X!],
            "hybrid" => [(byte)(6 + parity), .. point.X!, .. point.Y],
            "short" => [4, .. point.X!],
            "off the curve" => [4, .. point.X!, .. point.Y[..31], (byte)(point.Y[31] ^ 1)],
            "beyond the field" => [4, .. Enumerable.Repeat((byte)0xFF, 32), .. point.Y],
            _ => throw new ArgumentException("No such form.", nameof(form)),
        };
        var algorithm = Convert.FromHexString("301306072A8648CE3D020106082A8648CE3D030107");
        byte[] content = [.. algorithm, 3, (byte)(octets.Length + 1), 0, .. octets];
        return [0x30, (byte)content.Length, .. content];
    }

    // Signs a CSR again with another encoding of its key; all its lengths are below 128.
    private static byte[] Replaced(byte[] request, byte[] before, byte[] after, ECDsa key)
    {
        var body = new AsnReader(request, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();
        var at = body.AsSpan().IndexOf(before);
        byte[] content = [.. body[2..at], .. after, .. body[(at + before.Length)..]];
        byte[] toBeSigned = [0x30, (byte)content.Length, .. content];
        var signature = key.SignData(toBeSigned, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] whole = [.. toBeSigned, .. Convert.FromHexString("300A06082A8648CE3D040302"), 3, (byte)(signature.Length + 1), 0,
            .. signature];
        return whole.Length < 128 ? [0x30, (byte)whole.Length, .. whole] : [0x30, 0x81, (byte)whole.Length, .. whole];
    }
}
