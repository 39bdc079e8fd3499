using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;
using Shaken.Local.Records;

namespace Shaken.Benchmarks;

/// <summary>
/// A presentation taken, with its row and its entry in the audit log in memory, beside the customer's signature alone; and what one costs
/// the call that rests on it.
/// </summary>
[MemoryDiagnoser]
public class PresentationBenchmarks
{
    private const string Audience = "https://as.example";

    private LocalDelegate _pbx = null!;
    private PresentNumbers _present = null!;
    private TakenPresentations _taken = null!;
    private StatelessNonces _nonces = null!;
    private CustomerRef _customer = null!;
    private TelephoneNumber _number = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        var call = await Call.NewAsync();
        var (records, random, provider) = (new MemoryRecords(), SystemRandom.Instance, call.Provider.Id);
        var authority = await LocalAuthority.NewAsync(provider.Country, "Bench", Call.Time, random, CancellationToken.None);
        var lender = await LocalLender.NewAsync(authority, provider, "Bench", Call.Time, random, CancellationToken.None);
        _pbx = await lender.LendAsync("PBX", NumbersOf("12155550000-12155559998"), TimeSpan.FromDays(30), CancellationToken.None);
        var verdicts = new CertificateVerdicts(call, TrustDomain.Of([authority.Root], Call.Time), Call.Time);
        var secrets = new DeploymentSecrets(DeploymentSecret.New("bench", random), Other: null);
        var audit = new AuditLog(records, Call.Time);
        _taken = new TakenPresentations(verdicts, audit, records, Call.Time, random, NullLogger<TakenPresentations>.Instance);
        _nonces = new StatelessNonces(
            records, secrets, PresentationOptions.NoncePurpose, PresentationOptions.UsedNonces, PresentationOptions.NonceLife, Call.Time,
            random);
        _present = new PresentNumbers(
            _taken, AllCustomers.Instance, verdicts, _nonces, new PresentationOptions([Audience]), Call.Time);
        _customer = CustomerRef.Of("north", "pbx") ?? throw new InvalidOperationException();
        _number = NumbersOf("12155550121").Singles[0];
        var outcome = await PresentAsync();
        if (!outcome.IsSuccess) throw new InvalidOperationException(outcome.Failure.Detail);
        if (await FindAsync() is null) throw new InvalidOperationException("The presentation counts for no call.");
    }

    [Benchmark(Baseline = true)]
    public ValueTask<string> SignAsync() => PresentationSigner.SignAsync(
        new PresentationClaims(Audience, _nonces.New(), _customer, Numbers: null), _pbx.Chain, _pbx.Key, CancellationToken.None);

    [Benchmark]
    public async Task<Outcome<Presentation, PresentationRefusal>> PresentAsync() =>
        await _present.PresentAsync(await SignAsync(), client: default, address: null, CancellationToken.None);

    [Benchmark]
    public ValueTask<Presentation?> FindAsync() => _taken.FindAsync(_customer, _number, CancellationToken.None);

    private static NumberSet NumbersOf(string text) =>
        NumberTexts.TryParse([text], out var numbers, out var failure) ? numbers : throw new InvalidOperationException(failure);

    private sealed class AllCustomers : IPresentationCustomers
    {
        public static readonly AllCustomers Instance = new();

        public ValueTask<bool> TakesAsync(CustomerRef customer, CancellationToken cancellationToken) => ValueTask.FromResult(true);
    }
}
