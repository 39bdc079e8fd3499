using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tokens;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Interop.Tests;

/// <summary>Signing requests between us and OpenSSL, in both directions, and a certificate for one of OpenSSL's.</summary>
public sealed class IssuingTests : IDisposable
{
    private readonly ExternalTool _tool = new();

#pragma warning disable RS0030 // OpenSSL judges validity by the system's clock.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task RequestOfOurs_VerifiesInOpenSsl()
    {
        using var key = SoftwareKey.New();
        var subject = DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "SHAKEN 1234"));
        var request = await SigningRequestWriter.WriteAsync(key, List("3008A006160431323334"), subject, isCa: true, Token);
        var (code, output) = await _tool.RunAsync("openssl", "req", "-in", _tool.Write("ours.csr", request.ToPem()), "-noout", "-verify", "-text");
        Assert.True(code == 0, output);
        Assert.All(["self-signature verify OK", "CN = SHAKEN 1234", "CA:TRUE", "1.3.6.1.5.5.7.1.26"], line => Assert.Contains(line, output, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("prime256v1", null)]
    [InlineData("secp384r1", SigningRequestFailure.KeyOnAnotherCurve)]
    public async Task RequestOfOpenSsl_IsRead_WithItsTnAuthList(string curve, SigningRequestFailure? expected)
    {
        var pem = await RequestAsync(["ecparam", "-name", curve, "-genkey", "-noout"], subject: "/C=US/O=Provider A/CN=SHAKEN 1234");
        if (expected is not null)
        {
            Assert.False(SigningRequest.TryReadPem(pem, out _, out var refused));
            Assert.Equal(expected, refused.Failure);
            return;
        }

        Assert.True(SigningRequest.TryReadPem(pem, out var request, out var refusal), refusal?.Detail);
        Assert.Equal("C=US, O=Provider A, CN=SHAKEN 1234", request.Subject.ToString());
        Assert.Equal(Convert.FromHexString("3008A006160431323334"), request.TnAuthListDer.ToArray());
        Assert.False(request.IsCa);
        Assert.Equal(["https://sti-pa.example/download/v1/crl"], request.CrlUrls);
    }

    [Fact]
    public async Task RsaRequestOfOpenSsl_IsRefused()
    {
        Assert.False(SigningRequest.TryReadPem(await RequestAsync(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "/"), out _, out var refusal));
        Assert.Equal(SigningRequestFailure.KeyIsRsa, refusal.Failure);
    }

    [Fact]
    public async Task CertificateForARequestOfOpenSsl_VerifiesInOpenSsl_AndHasTheRequestsKey()
    {
        Assert.True(SigningRequest.TryReadPem(await RequestAsync(["ecparam", "-name", "prime256v1", "-genkey", "-noout"], "/"), out var request, out var refusal), refusal?.Detail);
        Assert.True(CountryCode.TryParse("US", out var country));
        var crl = new CrlReference("https://sti-pa.example/download/v1/crl", DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "STI-PA CRL")));
        var profile = new CaProfile(country, "Test", Oids.UnitedStatesPolicy14, crl);
        var ceremony = new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance);
        var root = (await ceremony.FoundCaAsync(profile, Token)).Value;
        var issuing = (await ceremony.NewIntermediateAsync(root, profile, number: 1, pathLength: 0, Token)).Value;
        var records = new MemoryRecords();
        var (issuedBefore, compromised) = (new IssuedCertificates(records), new CompromisedKeys(records));
        var issuance = new CertificateIssuance(
            new IssuingOptions { Policy = profile.Policy, CertificateBaseUrl = new Uri("https://cr.example/certificates") },
            [new IssuingAuthority(new CertificateAuthority(issuing.Certificate, issuing.Key), issuing.Chain)],
            issuedBefore, compromised, new RevokeIssued(issuedBefore, compromised, new RevocationRegister(records, Time), Time),
                new NoAccounts(), new PublishedChains(new MemoryBlobs()), records, Time, SystemRandom.Instance,
                NullLogger<CertificateIssuance>.Instance);
        var token = VerifiedAuthorityToken.Restore(request.TnAuthList!, request.TnAuthListDer, isCa: false, Time.GetUtcNow().AddHours(1), "token-1", country);
        var outcome = await issuance.IssueAsync(new IssuanceOrder("order-1", "account-1", "Provider A", request, token, NotBefore: null, NotAfter: null), Token);
        Assert.True(outcome.TryGet(out var issued, out var failure), failure?.Detail);
        Assert.Equal(request.PublicKeyInfo.ToArray(), issued.Certificate.PublicKey.Der.ToArray());
        Assert.Empty(CertificateLinter.Lint(issued.Certificate, LintProfile.UnitedStates));

        var (rootFile, issuingFile, leafFile) = (_tool.Write("root.pem", root.Certificate.ToPem()), _tool.Write("issuing.pem", issued.Chain[1].ToPem()), _tool.Write("leaf.pem", issued.Certificate.ToPem()));
        var (code, output) = await _tool.RunAsync("openssl", "verify", "-x509_strict", "-CAfile", rootFile, "-untrusted", issuingFile, leafFile);
        Assert.True(code == 0, output);
        Assert.NotEqual(0, (await _tool.RunAsync("openssl", "verify", "-x509_strict", "-CAfile", issuingFile, leafFile)).Code);
    }

    // TNAuthList by OpenSSL's own configuration language, as an operator without our tools writes it.
    private async Task<string> RequestAsync(string[] newKey, string subject)
    {
        var configuration = _tool.Write("req.cnf", """
            [req]
            distinguished_name = name
            req_extensions = extensions
            [name]
            [extensions]
            basicConstraints = critical, CA:FALSE
            crlDistributionPoints = URI:https://sti-pa.example/download/v1/crl
            1.3.6.1.5.5.7.1.26 = ASN1:SEQUENCE:list
            [list]
            spc = EXP:0, IA5STRING:1234
            """);
        var key = _tool.File("key.pem");
        var (code, output) = await _tool.RunAsync("openssl", [.. newKey, "-out", key]);
        Assert.True(code == 0, output);
        (code, output) = await _tool.RunAsync("openssl", "req", "-new", "-sha256", "-config", configuration, "-key", key, "-subj", subject, "-out", _tool.File("their.csr"));
        Assert.True(code == 0, output);
        return await File.ReadAllTextAsync(_tool.File("their.csr"), Token);
    }

    private static TnAuthList List(string hex) => TnAuthListDer.TryRead(Convert.FromHexString(hex), out var list) ? list : throw new ArgumentException("No list.", nameof(hex));

    /// <summary>A CA without ACME accounts.</summary>
    private sealed class NoAccounts : ISubscriberAccounts
    {
        public ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }
}
