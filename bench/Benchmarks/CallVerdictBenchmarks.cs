using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Verdicts;
using Shaken.Core.Verification.Verdicts;
using Shaken.Core.Verification.Verdicts.Proofs;

namespace Shaken.Benchmarks;

/// <summary>
/// Verdicts on calls whose certificate is known, with tables: one shaken header, and the same sent on five times. The floor is the PASSporT
/// alone; the target for one header is 1.25 of it, for the chain 7 times as much.
/// </summary>
[MemoryDiagnoser]
public class CallVerdictBenchmarks
{
    private static readonly VerificationRules Proving = VerificationRules.Default with { WantsProof = true };

    private string _token = "";
    private PassportVerifier _passports = null!;
    private CallVerifier _verifier = null!;
    private CallToVerify _plain = null!;
    private CallToVerify _diverted = null!;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        FastVerification.Start(new FastVerificationOptions { IsOn = true }, Call.Time, NullLogger.Instance);
        var call = await Call.NewAsync();
        var signer = new PassportSigner(call.Provider.Key, Call.X5u);
        _token = call.Token;

        // Any age of the token is fine here.
        var day = TimeSpan.FromDays(1);
        var certificates = new CertificateVerdicts(call, call.Domain, Call.Time);
        _passports = new PassportVerifier(certificates, Call.Time, day);
        _verifier = new CallVerifier(
            certificates, Call.Time, new CallFreshness(day, day, day),
            evidence: new ProofEvidence(call, TrustDomains.Of(call.Domain, Call.Time)));
        _plain = new CallToVerify(Call.Claims.Orig, Call.Claims.Dest[0])
        {
            Identities = [await signer.SignIdentityAsync(Call.Claims, CancellationToken.None)],
        };
        var headers = _plain.Identities.ToList();
        var from = Call.Claims.Dest[0];
        for (var index = 0; index < Limits.Diversions; index++)
        {
            var to = Number($"1215555{index + 200:0000}");
            var claims = new ExtendedClaims(
                Call.Claims with { Dest = [to], Shaken = null }, new Diversion(from, HistoryIndex: null));
            headers.Add(await signer.SignIdentityAsync(claims, CancellationToken.None));
            from = to;
        }

        _diverted = _plain with { Identities = headers, Target = from };

        // Enough to earn the table, to wait for it, and to be past its first answers, which OpenSSL checks.
        for (var count = 0; count < 5000; count++)
        {
            if (!await OneHeaderAsync() || !await PassportAloneAsync()) throw new InvalidOperationException("The call does not verify.");
        }

        if (!await ChainOfFiveAsync()) throw new InvalidOperationException("The chain does not verify.");
    }

    [Benchmark(Baseline = true)]
    public async ValueTask<bool> PassportAloneAsync() =>
        UntrustedPassport.TryParse(_token, out var passport, out _)
        && (await _passports.VerifyAsync(passport, call: null, CancellationToken.None)).IsSuccess;

    [Benchmark]
    public async ValueTask<bool> OneHeaderAsync() => await IsPassedAsync(_plain, VerificationRules.Default);

    [Benchmark]
    public async ValueTask<bool> ChainOfFiveAsync() => await IsPassedAsync(_diverted, VerificationRules.Default);

    [Benchmark]
    public async ValueTask<bool> OneHeaderWithProofAsync() => await IsPassedAsync(_plain, Proving);

    private async ValueTask<bool> IsPassedAsync(CallToVerify call, VerificationRules rules) =>
        (await _verifier.VerifyAsync(call, rules, client: default, CancellationToken.None)).Verstat == Verstat.Passed;

    private static NumberParty Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? new NumberParty(number) : throw new InvalidOperationException();
}
