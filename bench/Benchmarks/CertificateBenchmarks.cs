using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Benchmarks;

/// <summary>A real certificate read and judged, and a verdict on a chain reached cold and found warm. The floor of a cold verdict is its two signatures.</summary>
[MemoryDiagnoser]
public class CertificateBenchmarks
{
    private byte[] _der = [];
    private StiCertificate _real = null!;
    private IReadOnlyList<StiCertificate> _chain = [];
    private ChainValidator _validator = null!;
    private CertificateVerdicts _warm = null!;
    private StiCertificate _root = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        using var reader = new StreamReader(typeof(CertificateBenchmarks).Assembly.GetManifestResourceStream("real-certificates.jsonl")!);
        while (await reader.ReadLineAsync() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("ca").GetBoolean()) continue;
            _der = json.RootElement.GetProperty("der").GetBytesFromBase64();
            break;
        }

        _real = StiCertificate.TryRead(_der, out var certificate, out _) ? certificate : throw new InvalidOperationException();
        var call = await Call.NewAsync();
        _chain = call.Provider.Chain;
        _validator = call.Domain.Roots!.Validator;
        _root = call.Domain.Roots.All[0].Certificate;
        _warm = new CertificateVerdicts(call, call.Domain, Call.Time);
        if (!(await _warm.FindAsync(Call.X5u, CancellationToken.None)).IsSuccess) throw new InvalidOperationException("The chain is not valid.");
    }

    [Benchmark(Baseline = true)]
    public bool BareSignaturesOfAChain() =>
        _chain[1].PublicKey.Verifies(_chain[0].ToBeSigned.Span, _chain[0].Signature.Span, _chain[0].SignatureAlgorithm)
        && _root.PublicKey.Verifies(_chain[1].ToBeSigned.Span, _chain[1].Signature.Span, _chain[1].SignatureAlgorithm);

    [Benchmark]
    public bool ValidateChainCold() => _validator.Validate(_chain, Call.Time.GetUtcNow(), LeafPurpose.StiEndEntity).IsSuccess;

    [Benchmark]
    public async ValueTask<bool> FindVerdictWarmAsync() => (await _warm.FindAsync(Call.X5u, CancellationToken.None)).IsSuccess;

    [Benchmark]
    public bool ReadRealCertificate() => StiCertificate.TryRead(_der, out _, out _);

    [Benchmark]
    public int LintRealCertificate() => CertificateLinter.Lint(_real, LintProfile.UnitedStates).Count;
}
