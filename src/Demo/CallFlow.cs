using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Demo;

/// <summary>One call, from the signature to the verdict, out of band in both dialects.</summary>
internal static class CallFlow
{
    public static async Task RunAsync(DemoCountry country, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("A call from provider A to provider B, whose network loses the Identity header");
        var call = new CallNumbers(DemoCountry.Called, DemoCountry.Caller);
        var x5u = country.ProviderA.X5u;
        var signer = new PassportSigner(country.ProviderA.Key, x5u);
        var token = "";

        await narrator.StepAsync("Provider A's STI-AS signs a PASSporT, attestation A", async () =>
        {
            token = await signer.SignAsync(NewClaims(), cancellationToken);
            return (UntrustedPassport.TryParse(token, out var passport, out _) && passport.IsCanonical(), $"{token.Length} octets, canonical JSON (RFC 8225 section 9), ES256");
        });
        await narrator.StepAsync("It is posted to provider B's CPS (POST /cps/company/5678)", async () =>
        {
            var answer = await country.Client.PostOpenAsync(country.OpenUrl, [token], cancellationToken);
            return (answer.Status == HttpStatusCode.Created, $"{(int)answer.Status}: the CPS fetched the chain from the STI-CR, verified chain, signature and freshness, sealed the PASSporT and flushed it to disk");
        });
        await narrator.StepAsync("Provider B's STI-VS fetches what waits for the call", async () =>
        {
            var answer = await country.Client.RetrieveOwnAsync(country.OpenUrl, call, country.ReaderKey, cancellationToken);
            return (answer.Status == HttpStatusCode.OK && answer.Passports is [var got] && got == token, $"{(int)answer.Status}: the same token, to the octet");
        });
        await narrator.StepAsync("It fetches once more", async () =>
        {
            var answer = await country.Client.RetrieveOwnAsync(country.OpenUrl, call, country.ReaderKey, cancellationToken);
            return (answer is { Status: HttpStatusCode.NotFound, Reason: "nothing-waiting" }, $"{(int)answer.Status} {answer.Reason}: a PASSporT is handed out once");
        });
        await narrator.StepAsync("Somebody posts the same PASSporT again, to vouch for a second call", async () =>
        {
            var posted = await country.Client.PostOpenAsync(country.OpenUrl, [token], cancellationToken);
            var fetched = await country.Client.RetrieveOwnAsync(country.OpenUrl, call, country.ReaderKey, cancellationToken);
            return (posted.Status == HttpStatusCode.Created && fetched.Status == HttpStatusCode.NotFound, $"{(int)posted.Status}, then {(int)fetched.Status}: posting twice is posting once, and it was taken already");
        });
        await narrator.StepAsync("Provider B's STI-VS verifies it against the call", () => VerifyAsync(country, token, cancellationToken));
        await AgreedAsync(country, signer, x5u, narrator, cancellationToken);
    }

    public static PassportClaims NewClaims(DateTimeOffset? issuedAt = null) => PassportClaims.ForCall(
        DemoCountry.Caller, DemoCountry.Called, issuedAt ?? DemoCountry.Time.GetUtcNow(), Attestation.A, SystemRandom.Instance.NewUuid());

    private static async Task AgreedAsync(DemoCountry country, PassportSigner signer, string x5u, Narrator narrator, CancellationToken cancellationToken)
    {
        var call = new CallNumbers(DemoCountry.Called, DemoCountry.Caller);
        await narrator.StepAsync("The next call goes by ATIS-1000105: bearer tokens both ways, HTTP/2", async () =>
        {
            var token = await signer.SignAsync(NewClaims(), cancellationToken);
            var publisher = country.ProviderA.Id.Code;
            var asA = new BearerSigner(country.ProviderA.Key, x5u, publisher, DemoCountry.Time, SystemRandom.Instance);
            var asB = new BearerSigner(country.ProviderB.Key, country.ProviderB.X5u, country.ProviderB.Id.Code, DemoCountry.Time, SystemRandom.Instance);

            var publish = await asA.ForPublishingAsync(call, [token], "127.0.0.1", TimeSpan.FromSeconds(30), cancellationToken);
            var published = await country.Client.PublishAsync(country.Cps.Url, publisher, call, [token], publish, cancellationToken);
            var retrieve = await asB.ForRetrievingAsync(call, publisher, "127.0.0.1", cancellationToken);
            var fetched = await country.Client.RetrieveAsync(country.Cps.Url, publisher, call, retrieve, cancellationToken);
            return (published.Status == HttpStatusCode.Created && fetched.Passports is [var got] && got == token,
                $"{(int)published.Status}, then {(int)fetched.Status}: signer, audience, numbers, body hash and single use of both bearers were checked");
        });
    }

    private static async Task<(bool IsAsExpected, string Proved)> VerifyAsync(DemoCountry country, string token, CancellationToken cancellationToken)
    {
        var source = new CertificateSource(country.Fetcher, CertificateFreshness.Default, DemoCountry.Time, NullLogger<CertificateSource>.Instance);
        var verifier = new PassportVerifier(
            new CertificateVerdicts(source, country.NewDomain(), DemoCountry.Time), DemoCountry.Time, TimeSpan.FromSeconds(60));
        if (!UntrustedPassport.TryParse(token, out var passport, out var refusal)) return (false, refusal.Detail);
        var parties = new CallParties(new NumberParty(DemoCountry.Caller), new NumberParty(DemoCountry.Called));
        var outcome = await verifier.VerifyAsync(passport, parties, cancellationToken);
        return outcome.TryGet(out var verified, out refusal)
            ? (true, $"{Verstat.Passed.Text()}: {string.Join(", ", verified.Signer.Providers)} vouches with attestation {verified.Claims.Shaken!.Attest} for the caller")
            : (false, $"{refusal.Reason.Name()}: {refusal.Detail}");
    }
}
