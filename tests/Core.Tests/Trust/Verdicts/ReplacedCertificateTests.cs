using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.Trust.Verdicts;

/// <summary>
/// A provider replaces its certificate and leaves the URL as it is: the old copy here must not refuse what the new key signs.
/// </summary>
public sealed class ReplacedCertificateTests
{
    private const string X5u = "https://cr.example/same.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(600)]
    [InlineData(20_000)]
    public async Task Verify_OfWhatTheNewKeySigned_WaitsForTheNewCertificate(int seconds)
    {
        var call = await CallWorld.NewAsync();
        var (fetcher, verifier) = New(call);
        fetcher.Chain = call.Provider.Chain;
        Assert.True((await VerifyAsync(call, verifier, call.Provider)).IsSuccess);

        var successor = await call.Authority.IssueAsync(Hierarchy.Provider, "Example Telephone", TimeSpan.FromDays(30), Token);
        (fetcher.Chain, fetcher.AnswersLate) = (successor.Chain, true);
        call.Time.Advance(TimeSpan.FromSeconds(seconds));
        var outcome = await VerifyAsync(call, verifier, successor);
        Assert.Equal(successor.Certificate.Fingerprint, outcome.Value.Signer.Certificate.Fingerprint);

        // From now on nobody waits, and what the old key signs is refused.
        Assert.Equal(VerificationFailure.SignatureMismatch, (await VerifyAsync(call, verifier, call.Provider)).Failure.Reason);
    }

    [Fact]
    public async Task Verify_OfForgeriesDuringARefresh_AsksTheHostNoMoreOften()
    {
        var call = await CallWorld.NewAsync();
        var (fetcher, verifier) = New(call);
        fetcher.Chain = call.Provider.Chain;
        Assert.True((await VerifyAsync(call, verifier, call.Provider)).IsSuccess);
        call.Time.Advance(TimeSpan.FromMinutes(10));
        var forger = await call.Authority.IssueAsync(Hierarchy.Provider, "Forger", TimeSpan.FromDays(30), Token);
        for (var forgery = 0; forgery < 20; forgery++)
            Assert.Equal(VerificationFailure.SignatureMismatch, (await VerifyAsync(call, verifier, forger)).Failure.Reason);

        Assert.InRange(fetcher.Asked, 2, 3);
    }

    private static (LateFetcher Fetcher, PassportVerifier Verifier) New(CallWorld call)
    {
        var fetcher = new LateFetcher();
        var source = new CertificateSource(fetcher, CertificateFreshness.Default, call.Time, NullLogger<CertificateSource>.Instance);
        return (fetcher, new PassportVerifier(new CertificateVerdicts(source, call.Domain, call.Time), call.Time,
            TimeSpan.FromSeconds(60)));
    }

    private static async Task<Outcome<VerifiedPassport, PassportRefusal>> VerifyAsync(
        CallWorld call, PassportVerifier verifier, LocalProvider signer)
    {
        var token = await new PassportSigner(signer.Key, X5u).SignAsync(call.Claims(), Token);
        return UntrustedPassport.TryParse(token, out var passport, out var refusal)
            ? await verifier.VerifyAsync(passport, call: null, Token) : refusal;
    }

    private sealed class LateFetcher : IUrlFetcher
    {
        public IReadOnlyList<StiCertificate> Chain { get; set; } = [];

        public bool AnswersLate { get; set; }

        public int Asked { get; private set; }

        public async Task<Outcome<FetchedDocument, FetchRefusal>> FetchAsync(
            string url, FetchProfile profile, CancellationToken cancellationToken)
        {
            Asked++;
            if (AnswersLate) await Task.Yield();
            var pem = string.Concat(Chain.Select(certificate => certificate.ToPem() + "\n"));
            return new FetchedDocument(Encoding.ASCII.GetBytes(pem), "application/pem-certificate-chain", MaxAge: null);
        }
    }
}
