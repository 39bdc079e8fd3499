using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tokens;
using Shaken.Core.Trust.Revocation;

namespace Shaken.Core.Tests.Tokens;

/// <summary>When the signer of a token is asked for, and when it is believed no more.</summary>
public sealed class AuthorityTokenSignerTests
{
    [Fact]
    public async Task Verify_OfATokenThatWouldNotBeGood_FetchesNothing_AndLooksInTheOrderOfTheRules()
    {
        var world = await TokenWorld.NewAsync();
        var (fingerprint, another) = ("SHA1 AA:BB", KeyFingerprint.Of(JsonWebKey.From(SoftwareKey.New().PublicKey)));
        (AuthorityTokenFailure Failure, string Payload)[] tokens =
        [
            (AuthorityTokenFailure.NoId, world.Payload(jti: "\"\"", exp: "1", tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.Expired, world.Payload(exp: "1", tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.KindNotKnown, world.Payload(tktype: "other", tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.AuthorityUnreadable, world.Payload(tkvalue: "*", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.AuthorityMismatch, world.Payload(tkvalue: "MAigBhYENTY3OA==", ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.CaMismatch, world.Payload(ca: "true", fingerprint: fingerprint)),
            (AuthorityTokenFailure.FingerprintMalformed, world.Payload(fingerprint: fingerprint)),
            (AuthorityTokenFailure.FingerprintMismatch, world.Payload(fingerprint: another)),
        ];
        foreach (var (failure, payload) in tokens)
            await world.RefusesAsync(failure, await world.SignAsync(payload, world.Header(signer: "\"x5u\":\"https://victim.example/1.pem\"")));
        Assert.Equal(0, world.Certificates.Asked);
    }

    [Theory]
    [InlineData(StatusFailure.Revoked, false)]
    [InlineData(StatusFailure.Unknown, true)]
    public async Task Verify_OfATokenWhoseSignerWasRevoked_IsRefused(StatusFailure status, bool isGood)
    {
        var world = await TokenWorld.NewAsync();
        world.Verifier = world.NewVerifier(revocation: new OneStatus(world.Administrator.SignerOf(SignedDocumentKind.SpcToken).Certificate, status));
        if (isGood) Assert.True((await world.VerifyAsync(await world.SignAsync())).IsSuccess);
        else await world.RefusesAsync(AuthorityTokenFailure.SignerUntrusted, await world.SignAsync());
    }

    // Real signers look like C=US, ST=NJ, L=Bridgewater, O=STI-PA, CN=STI-PA.
    [Theory]
    [InlineData("STI-PA", KeyUsages.DigitalSignature, false)]
    [InlineData("Authority", KeyUsages.DigitalSignature, false)]
    [InlineData("STI-PA", KeyUsages.KeyCertSign | KeyUsages.CrlSign, true)]
    [InlineData("STI-PA", KeyUsages.DigitalSignature | KeyUsages.CrlSign, false)]
    public async Task Verify_SignerBelowARootByAnyName_IsGood(string name, KeyUsages usage, bool isCa)
    {
        var world = await TokenWorld.NewAsync();
        var (chain, key) = Signer(world, name, usage, isCa);
        Assert.True((await world.VerifyAsync(await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(chain)),
            key: key))).IsSuccess);
        Assert.True((await world.VerifyAsync(await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf([.. chain,
            world.Administrator.Root.Certificate])), key: key))).IsSuccess);
    }

    [Fact]
    public async Task Verify_SignedByThePinnedRootItself_IsGood()
    {
        var world = await TokenWorld.NewAsync();
        var root = world.Administrator.Root;
        Assert.True((await world.VerifyAsync(await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf([root.Certificate])),
            key: root.Key))).IsSuccess);
    }

    [Theory]
    [InlineData("Authority", false)]
    [InlineData("STI-PA CRL", false)]
    [InlineData("Authority", true)]
    [InlineData("STI-PA CRL", true)]
    public async Task Verify_SignerWithCrlSignAlone_IsRefused(string name, bool isCa)
    {
        var world = await TokenWorld.NewAsync();
        var (chain, key) = Signer(world, name, KeyUsages.CrlSign, isCa);
        await world.RefusesAsync(AuthorityTokenFailure.SignerOfAnotherKind,
            await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(chain)), key: key));
    }

    [Fact]
    public async Task Verify_ByAStricterName_TakesThatNameAlone()
    {
        var world = await TokenWorld.NewAsync();
        var (chain, key) = Signer(world, "Authority", KeyUsages.DigitalSignature, isCa: false);
        var token = await world.SignAsync(header: world.Header(signer: TokenWorld.X5cOf(chain)), key: key);
        world.Verifier = world.NewVerifier(AuthorityTokenProfile.Default with { SignerCommonName = "authority" });
        Assert.True((await world.VerifyAsync(token)).IsSuccess);
        world.Verifier =
            world.NewVerifier(AuthorityTokenProfile.Default with { SignerCommonName = SignedDocumentKind.SpcToken.SignerCommonName() });
        await world.RefusesAsync(AuthorityTokenFailure.SignerOfAnotherKind, token);
        Assert.True((await world.VerifyAsync(await world.SignAsync())).IsSuccess);
    }

    // Made with .NET, since a foreign administrator keeps no profile of ours.
    private static (IReadOnlyList<StiCertificate> Chain, SoftwareKey Key) Signer(TokenWorld world, string name, KeyUsages usage, bool isCa)
    {
        var key = SoftwareKey.New();
        var now = world.Time.GetUtcNow();
        using var subjectKey = ECDsa.Create();
        subjectKey.ImportFromPem(key.ToPem());
        var request = new CertificateRequest($"CN={name}, O=STI-PA, C=US", subjectKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isCa, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(FlagsOf(usage), critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var rootKey = ECDsa.Create();
        rootKey.ImportFromPem(((SoftwareKey)world.Administrator.Root.Key).ToPem());
        using var root = X509CertificateLoader.LoadCertificate(world.Administrator.Root.Certificate.Der.Span);
        using var made =
            request.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddDays(-1), now.AddDays(9), [1, 2, 3]);
        Assert.True(StiCertificate.TryRead(made.RawData, out var certificate, out var failure), failure);
        return ([certificate], key);
    }

    private static X509KeyUsageFlags FlagsOf(KeyUsages usage) =>
        (usage.HasFlag(KeyUsages.DigitalSignature) ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.None)
        | (usage.HasFlag(KeyUsages.KeyCertSign) ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.None)
        | (usage.HasFlag(KeyUsages.CrlSign) ? X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.None);

    private sealed class OneStatus(StiCertificate certificate, StatusFailure status) : IRevocationStatus
    {
        public long Version => 1;

        public RevocationStatus Of(CertificateChain chain, DateTimeOffset now) =>
            new(chain.Leaf.Fingerprint == certificate.Fingerprint ? new StatusRefusal(status, "the signer was revoked") : null, [], DateTimeOffset.MaxValue);
    }
}
