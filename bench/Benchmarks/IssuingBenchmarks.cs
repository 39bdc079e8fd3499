using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
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
using Shaken.Core.Tokens;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// One order to its published certificate, in memory, and the parts of it. The floor is one signature and the check of it that every certificate gets before
/// it leaves.
/// </summary>
[MemoryDiagnoser]
public class IssuingBenchmarks
{
    private readonly byte[] _digest = SHA256.HashData("certificate"u8);
    private readonly SoftwareKey _caKey = SoftwareKey.New();
    private readonly MemoryRecords _records = new();
    private EcdsaPublicKey _caPublicKey = null!;
    private CertificateIssuance _issuance = null!;
    private IssuanceOrder _order = null!;
    private CertificateDraft _draft = null!;
    private byte[] _csr = [];
    private int _orders;

    [GlobalSetup]
    public async Task SetupAsync()
    {
#pragma warning disable RS0030 // A composition root.
        var time = TimeProvider.System;
#pragma warning restore RS0030
        var country = CountryCode.TryParse("US", out var parsed) ? parsed : throw new InvalidOperationException();
        var provider = ProviderId.TryParse("US/1234", out var id) ? id : throw new InvalidOperationException();
        var profile = new CaProfile(country, "Bench", Oids.UnitedStatesPolicy14, new CrlReference("https://sti-pa.example/crl", DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "STI-PA CRL"))));
        var ceremony = new KeyCeremony(CeremonyLives.Default, time, SystemRandom.Instance);
        var root = (await ceremony.FoundCaAsync(profile, CancellationToken.None)).Value;
        var issuing = (await ceremony.NewIntermediateAsync(root, profile, number: 1, pathLength: 0, CancellationToken.None)).Value;
        var list = TnAuthList.Of(new SpcEntry(provider.Code));
        using var key = SoftwareKey.New();
        var request = await SigningRequestWriter.WriteAsync(key, list, subject: null, isCa: false, CancellationToken.None);
        var token = VerifiedAuthorityToken.Restore(list, request.TnAuthListDer, isCa: false, time.GetUtcNow().AddHours(1), "token", country);
        var now = time.GetUtcNow();

        _csr = request.Der.ToArray();
        _caPublicKey = EcdsaPublicKey.From(_caKey.PublicKey);
        _order = new IssuanceOrder("", "account", "Provider", request, token, NotBefore: null, NotAfter: null);
        _draft = CertificateDraft.ProviderLeaf(issuing.Certificate, profile.Policy, provider, "Provider", new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now, now.AddDays(30)), key.PublicKey);
        var (issued, compromised) = (new IssuedCertificates(_records), new CompromisedKeys(_records));
        _issuance = new CertificateIssuance(
            new IssuingOptions { Policy = profile.Policy, CertificateBaseUrl = new Uri("https://cr.example/certificates") },
            [new IssuingAuthority(new CertificateAuthority(issuing.Certificate, issuing.Key), issuing.Chain)],
            issued, compromised, new RevokeIssued(issued, compromised, new RevocationRegister(_records, time), time), new NoAccounts(),
                new PublishedChains(new MemoryBlobs()), _records, time, SystemRandom.Instance,
                NullLogger<CertificateIssuance>.Instance);
    }

    [GlobalCleanup]
    public void Cleanup() => _caKey.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<bool> BareSignAndVerify()
    {
        var signature = await _caKey.SignAsync(_digest, CancellationToken.None);
        return _caPublicKey.Verifies(_digest, signature.Concatenated);
    }

    [Benchmark]
    public bool ReadSigningRequest() => SigningRequest.TryRead(_csr, out _, out _);

    [Benchmark]
    public bool LintDraft() => _draft.Lint().IsSuccess;

    [Benchmark]
    public async Task<bool> IssueAndPublish() => (await _issuance.IssueAsync(_order with { OrderId = $"order-{++_orders}" }, CancellationToken.None)).IsSuccess;

    private sealed class NoAccounts : ISubscriberAccounts
    {
        public ValueTask<bool> HasKeyAsync(JsonWebKey key, CancellationToken cancellationToken) => ValueTask.FromResult(false);

        public ValueTask<bool> IsSuspendedAsync(string accountId, CancellationToken cancellationToken) => ValueTask.FromResult(false);
    }
}
