using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Interop.Tests;

/// <summary>OpenSSL reads the CRL that we publish, and refuses by it exactly what we revoked.</summary>
public sealed class OpenSslCrlTests : IDisposable
{
    private const string Url = "https://sti-pa.example/download/v1/crl";

    private readonly ExternalTool _tool = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // OpenSSL has no other clock.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task ExtendedCrlCheck_RefusesExactlyTheRevokedLeaf()
    {
        var now = Time.GetUtcNow();
        Assert.True(CountryCode.TryParse("US", out var country));
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-5), now.AddDays(30));
        var (administratorKey, signerKey, rootKey, issuingKey) = (SoftwareKey.New(), SoftwareKey.New(), SoftwareKey.New(), SoftwareKey.New());
        var administrator = await SelfSignAsync(CertificateDraft.PolicyAdministratorRoot(country, "STI-PA", Terms(), administratorKey.PublicKey), administratorKey);
        var signer = new CrlSigner(await IssueAsync(administrator, CertificateDraft.CrlSigner(administrator.Certificate, "STI-PA", Terms(), signerKey.PublicKey)), signerKey);
        var policy = new IssuingPolicy(LintProfile.UnitedStates, Oids.UnitedStatesPolicy14, new CrlReference(Url, signer.Certificate.Subject));
        var root = await SelfSignAsync(CertificateDraft.Root(LintProfile.UnitedStates, country, "CA", "SHAKEN ROOT", Terms(), rootKey.PublicKey), rootKey);
        var issuing = new CertificateAuthority(
            await IssueAsync(root, CertificateDraft.Intermediate(root.Certificate, policy, "CA", "SHAKEN CA", Terms(), issuingKey.PublicKey, pathLength: 0)), issuingKey);
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var leaves = new List<StiCertificate>();
        for (var number = 0; number < 3; number++)
            leaves.Add(await IssueAsync(issuing, CertificateDraft.ProviderLeaf(issuing.Certificate, policy, provider, "Provider", Terms(), SoftwareKey.New().PublicKey)));

        var records = new MemoryRecords();
        var register = new RevocationRegister(records, Time);
        Assert.True((await register.RevokeAsync(RevocationNotice.Of(leaves[1], RevocationReason.KeyCompromise, "test"), Token)).IsSuccess);
        var publisher = new CrlPublisher(
            new CrlPublication("indirect", CrlScope.ManyIssuers, Url, "https://sti-pa.example/crl-signer.cer", CrlSchedule.Default), signer, register, records, new MemoryBlobs(), Time,
            NullLogger<CrlPublisher>.Instance);
        var list = (await publisher.PublishAsync(isForced: true, Token)).Value;

        // OpenSSL wants the path of the CRL to end at the root of the certificate's own path; the STI-PA's root is another. A cross-certificate of the signer's
        // name and key below the STI-CA's root gives it one, and the list stays as it is.
        var ceremony = new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance);
        var cross = (await ceremony.CrossCertifyAsync(new CertifiedKey(rootKey, [root.Certificate]), signer.Certificate, Token)).Value;
        Assert.True(cross.Subject.Der.Span.SequenceEqual(signer.Certificate.Subject.Der.Span));
        var roots = _tool.Write("roots.pem", root.Certificate.ToPem());
        var untrusted = _tool.Write("untrusted.pem", issuing.Certificate.ToPem() + "\n" + cross.ToPem());
        var alone = _tool.Write("alone.pem", issuing.Certificate.ToPem() + "\n" + signer.Certificate.ToPem());
        var crl = _tool.Write("list.pem", Encoding.ASCII.GetString(list.Pem.Span));
        for (var number = 0; number < leaves.Count; number++)
        {
            var leaf = _tool.Write($"leaf{number}.pem", leaves[number].ToPem());
            var (code, output) = await _tool.RunAsync("openssl", "verify", "-extended_crl", "-crl_check", "-CAfile", roots, "-untrusted", untrusted, "-CRLfile", crl, leaf);
            Assert.True(number == 1 ? code != 0 && output.Contains("certificate revoked", StringComparison.Ordinal) : code == 0, output);
        }

        var (without, _) = await _tool.RunAsync("openssl", "verify", "-extended_crl", "-crl_check", "-CAfile", roots, "-untrusted", alone, "-CRLfile", crl, _tool.File("leaf0.pem"));
        Assert.NotEqual(0, without);

        var (readCode, text) = await _tool.RunAsync("openssl", "crl", "-inform", "DER", "-in", _tool.Write("list.crl", list.Der.Span), "-noout", "-text");
        Assert.True(readCode == 0, text);
        string[] parts =
        [
            "Version 2 (0x1)", "ecdsa-with-SHA256", "X509v3 CRL Number: \n                1", "X509v3 Issuing Distribution Point: critical", $"URI:{Url}", "Indirect CRL", "CA Issuers - URI:",
            "X509v3 Certificate Issuer: critical", "Key Compromise", $"Serial Number: {leaves[1].SerialNumberText}",
        ];
        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListOfOpenSsl_IsReadAndVerifiedByUs()
    {
        var key = _tool.Write("ca-key.pem", SoftwareKey.New().ToPem());
        _tool.Write("index.txt", "R\t301231235959Z\t251120120000Z,keyCompromise\t0A1B\tunknown\t/CN=leaf\n");
        _tool.Write("crlnumber", "2A\n");
        var configuration = _tool.Write("ca.cnf", """
            [req]
            distinguished_name = dn
            x509_extensions = ca
            prompt = no
            [dn]
            C = US
            O = CA
            CN = SHAKEN ROOT
            [ca]
            basicConstraints = critical,CA:TRUE
            keyUsage = critical,keyCertSign,cRLSign
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            [store]
            database = index.txt
            crlnumber = crlnumber
            default_md = sha256
            default_crl_days = 3
            crl_extensions = crl
            [crl]
            authorityKeyIdentifier = keyid
            """);
        var certificate = _tool.File("ca.pem");
        var (code, output) = await _tool.RunAsync("openssl", "req", "-x509", "-new", "-key", key, "-config", configuration, "-days", "30", "-out", certificate);
        Assert.True(code == 0, output);
        var file = _tool.File("openssl.crl");
        (code, output) = await _tool.RunAsync("openssl", "ca", "-config", configuration, "-name", "store", "-gencrl", "-cert", certificate, "-keyfile", key, "-out", file);
        Assert.True(code == 0, output);

        Assert.True(UntrustedCrl.TryRead(await File.ReadAllBytesAsync(file, Token), out var crl, out var failure), failure);
        Assert.True(CertificateBundle.TryRead(await File.ReadAllBytesAsync(certificate, Token), out var bundle, out failure), failure);
        Assert.True(CrlIndex.TryRead(crl, out var index, out failure), failure);
        Assert.Equal(0x2A, crl.Number);
        Assert.True(bundle[0].PublicKey.Verifies(crl.ToBeSigned.Span, crl.Signature.Span, crl.SignatureAlgorithm));
        Assert.Equal(RevocationReason.KeyCompromise, index.Find(bundle[0].Subject, [0x0A, 0x1B])!.Value.Reason);
        Assert.Null(index.Find(bundle[0].Subject, [0x0A, 0x1C]));
    }

    private static async Task<CertificateAuthority> SelfSignAsync(CertificateDraft draft, SoftwareKey key) =>
        new((await CertificateAuthority.SelfSignAsync(draft.Lint().Value, key, Token)).Value, key);

    private static async Task<StiCertificate> IssueAsync(CertificateAuthority authority, CertificateDraft draft) => (await authority.IssueAsync(draft.Lint().Value, Token)).Value;
}
