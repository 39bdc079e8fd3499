using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Certificates;

/// <summary>
/// One signature has one encoding (X.690 section 8.3), and one algorithm is named in one way (RFC 5280 section 4.1.1.2), wherever it
/// stands.
/// </summary>
public sealed class SignatureEncodingTests
{
    private static readonly DateTimeOffset At = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (ECCurve Curve, HashAlgorithmName Hash, string Algorithm)> Curves = new()
    {
        ["P-256"] = (ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, Oids.EcdsaWithSha256),
        ["P-384"] = (ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, Oids.EcdsaWithSha384),
        ["P-521"] = (ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512, Oids.EcdsaWithSha512),
    };

    public static TheoryData<string> Spellings => [.. SignedDer.FalseSpellings.Keys];

    public static TheoryData<string> CurveNames => [.. Curves.Keys];

    [Theory]
    [MemberData(nameof(CurveNames))]
    public void Verifies_FalseSpelling_IsFalseOnEveryCurve(string name)
    {
        var (curve, hash, algorithm) = Curves[name];
        using var key = ECDsa.Create(curve);
        var publicKey = (CertificateForm.Leaf() with { PublicKey = key.ExportSubjectPublicKeyInfo() }).Sign().PublicKey;
        byte[] octets = [1, 2, 3];

        // Some spellings need a leading zero in r or s: every second signature has one, but on P-521, where none needs it.
        for (var round = 0; round < 16; round++)
        {
            var signature = key.SignData(octets, hash, DSASignatureFormat.Rfc3279DerSequence);
            Assert.True(publicKey.Verifies(octets, signature, algorithm));
            foreach (var (spelling, spell) in SignedDer.FalseSpellings)
                Assert.False(spell(signature) is { } changed && publicKey.Verifies(octets, changed, algorithm), $"{name}: {spelling}");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    public void TryReadDer_ScalarOutOfRange_IsFalse(int r, int s)
    {
        Assert.Equal(r * s != 0, EcdsaSignature.TryReadDer(new byte[] { 0x30, 6, 2, 1, (byte)r, 2, 1, (byte)s }, out _));
        var order = Convert.FromHexString("022100FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
        Assert.False(EcdsaSignature.TryReadDer((byte[])[0x30, 38, .. order, 2, 1, 1], out _));
        order[^1]--;
        Assert.True(EcdsaSignature.TryReadDer((byte[])[0x30, 38, .. order, 2, 1, 1], out var signature));
        Assert.Equal((byte[])[0x30, 38, .. order, 2, 1, 1], signature.ToDer());
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Certificate_FalseSpelling_IsNoPath(string name)
    {
        var intermediate = CertificateForm.Intermediate().Sign();
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var spelled = Until(name, () => CertificateForm.Leaf().Sign().Der);
        Assert.True(StiCertificate.TryRead(spelled, out var leaf, out _));
        Assert.Equal(ChainFailure.SignatureInvalid,
            new ChainValidator([root]).Validate([leaf, intermediate], At, LeafPurpose.StiEndEntity).Failure.Failure);

        // A root that its own key signed, spelled so.
        Assert.True(StiCertificate.TryRead(Until(name, () => CertificateForm.Root().Sign().Der), out var other, out _));
        Assert.False(TrustedRoot.TryCreate(other, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void SigningRequest_FalseSpelling_IsRefused(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spelled = Until(name, () => new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequest());
        Assert.False(SigningRequest.TryRead(spelled, out _, out var refusal));
        Assert.Equal(SigningRequestFailure.SignatureMismatch, refusal.Failure);
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task Crl_FalseSpelling_IsRefused(string name)
    {
        var world = await CrlWorld.NewAsync();
        byte[]? spelled = null;
        for (var number = 1; spelled is null; number++)
            spelled = SignedDer.Respell(await world.SignAsync([], number), SignedDer.FalseSpellings[name]);
        var outcome = CrlVerifier.Verify(CrlWorld.Read(spelled), CrlWorld.Url, world.Trust, last: null, world.Time.GetUtcNow());
        Assert.Equal(CrlFailure.SignatureMismatch, outcome.Failure.Reason);
    }

    [Fact]
    public async Task OuterAlgorithm_WithOtherParameters_IsRefusedEverywhere()
    {
        Assert.True(StiCertificate.TryRead(SignedDer.WithParameters(CertificateForm.Leaf().Sign().Der), out var leaf, out _));
        Assert.True(TrustedRoot.TryCreate(CertificateForm.Root().Sign(), out var root, out _));
        var outcome = new ChainValidator([root]).Validate([leaf, CertificateForm.Intermediate().Sign()], At, LeafPurpose.StiEndEntity);
        Assert.Equal(ChainFailure.SignatureInvalid, outcome.Failure.Failure);

        Assert.True(StiCertificate.TryRead(SignedDer.WithParameters(root.Certificate.Der), out var other, out _));
        Assert.False(TrustedRoot.TryCreate(other, out _, out _));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.False(SigningRequest.TryRead(SignedDer.WithParameters(new CertificateRequest("", key, HashAlgorithmName.SHA256)
            .CreateSigningRequest()), out _, out var refusal));
        Assert.Equal(SigningRequestFailure.AlgorithmNotAllowed, refusal.Failure);

        var world = await CrlWorld.NewAsync();
        Assert.False(UntrustedCrl.TryRead(SignedDer.WithParameters(await world.SignAsync([])), out _, out _));
    }

    [Fact]
    public void IsSignedBy_BothAlgorithmsWithParameters_IsTrue()
    {
        // Some real certificates write NULL in both places: not the profile's, and of one meaning.
        var leaf = (CertificateForm.Leaf() with { HasAlgorithmParameters = true }).Sign();
        Assert.True(leaf.IsSignedBy(CertificateForm.Intermediate().Sign().PublicKey));
    }

    private static byte[] Until(string name, Func<ReadOnlyMemory<byte>> sign)
    {
        while (true)
        {
            if (SignedDer.Respell(sign(), SignedDer.FalseSpellings[name]) is { } spelled) return spelled;
        }
    }
}
