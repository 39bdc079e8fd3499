using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Certificates;
using Shaken.Core.Authentication.Origins;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// Signing a tenant's call, warm: policy, a number table of 100,000 ranges, an origid for this call, the certificate. The floor is the
/// PASSporT signed with claims that lie ready.
/// </summary>
[MemoryDiagnoser]
public class SignCallBenchmarks
{
    private const int Ranges = 100_000;

    private CallSigner _signer = null!;
    private PassportSigner _passports = null!;
    private CallToSign _call = null!;
    private Tenant _tenant = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var world = await Call.NewAsync();
        var (records, blobs, random) = (new MemoryRecords(), new MemoryBlobs(), SystemRandom.Instance);
        var audit = new AuditLog(records, Call.Time);
        var tenants = new TenantDirectory(audit, records, Call.Time, random, NullLogger<TenantDirectory>.Instance);
        var policies = new SigningPolicies(tenants, audit, records, blobs, Call.Time, random);
        _passports = new PassportSigner(world.Provider.Key, Call.X5u);
        _tenant = await OpenAsync(tenants, world.Provider.Id);
        var imported = await policies.ImportAsync(_tenant.Id, revision: 0, Table(), Act(), CancellationToken.None);
        if (!imported.IsSuccess) throw new InvalidOperationException(imported.Failure.Detail);
        if (!SigningCertificate.TryCreate(
            world.Provider.Id, world.Provider.Key, world.Provider.Chain, Call.X5u, out var certificate, out var failure))
            throw new InvalidOperationException(failure);
        var certificates = new SigningCertificates(
            [new FixedSigningCertificate("bench", certificate)], revocation: null, Call.Time, NullLogger<SigningCertificates>.Instance);
        await certificates.RefreshAsync(CancellationToken.None);
        var secrets = new DeploymentSecrets(DeploymentSecret.New("bench", random), Other: null);
        var keys = new OrigIdKeys(records, secrets, Call.Time, random, NullLogger<OrigIdKeys>.Instance);
        var verdicts = new CertificateVerdicts(world, world.Domain, Call.Time);
        var taken = new TakenPresentations(verdicts, audit, records, Call.Time, random, NullLogger<TakenPresentations>.Instance);
        var verifier = new PassportVerifier(verdicts, Call.Time, TimeSpan.FromSeconds(60));
        _signer = new CallSigner(
            new KeptSigningRules(policies, Call.Time, NullLogger<KeptSigningRules>.Instance), certificates,
            new OrigIds(records, keys, Call.Time, random), new PresentationEvidence(taken), new DelegateEvidence(verifier), Call.Time,
            new SigningOptions());
        _call = new CallToSign(PassportType.Shaken, Call.Claims.Orig, Call.Claims.Dest);
        if (!(await SignCallAsync()).IsSuccess) throw new InvalidOperationException("The call is not signed.");
    }

    [Benchmark(Baseline = true)]
    public ValueTask<string> SignPassportAsync() => _passports.SignAsync(Call.Claims, CancellationToken.None);

    [Benchmark]
    public ValueTask<Outcome<SignedCall, SigningRefusal>> SignCallAsync() => _signer.SignAsync(_tenant, _call, CancellationToken.None);

    private static async Task<Tenant> OpenAsync(TenantDirectory tenants, ProviderId provider)
    {
        var terms = TenantTerms.Create("Bench", provider, RestDialect.Both, isActive: true, showsAttestation: false).Value;
        return TenantId.TryParse("bench", out var id)
            ? (await tenants.ChangeAsync(id, revision: 0, terms, Act(), CancellationToken.None)).Value
            : throw new InvalidOperationException();
    }

    private static byte[] Table()
    {
        var csv = new StringBuilder("1215555*,own,assigned-by-us\n");
        for (var block = 0; block < Ranges; block++)
            csv.Append(CultureInfo.InvariantCulture, $"2{block:000000}2000-2{block:000000}2099,block,assigned-by-us\n");
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static ActRequest Act() => ActRequest.TryCreate(
        new AuditParty("operator", "bench"), address: null, "bench", SystemRandom.Instance.NewUuid(), out var act, out var failure)
        ? act
        : throw new InvalidOperationException(failure);
}
