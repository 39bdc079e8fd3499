using System.Net;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Local.Authorities;

namespace Shaken.Demo;

/// <summary>Eight attempts to be believed, each refused over HTTP with its reason.</summary>
internal static class Refusals
{
    public static async Task RunAsync(DemoCountry country, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("Eight attempts that are refused");
        var x5u = country.ProviderA.X5u;
        var signer = new PassportSigner(country.ProviderA.Key, x5u);
        var good = await signer.SignAsync(CallFlow.NewClaims(), cancellationToken);

        await RefusedAsync(country, narrator, "The caller's number is altered after signing", "signature-mismatch", () => Task.FromResult(WithCaller(good, "19005550199")), cancellationToken);
        await RefusedAsync(country, narrator, "The token says alg none and has no signature", "algorithm-not-es256", () => Task.FromResult(WithoutAlgorithm(good)), cancellationToken);
        await RefusedAsync(country, narrator, "A PASSporT of five minutes ago is posted", "stale-date",
            () => signer.SignAsync(CallFlow.NewClaims(DemoCountry.Time.GetUtcNow().AddMinutes(-5)), cancellationToken).AsTask(), cancellationToken);
        await RefusedAsync(country, narrator, "A stranger signs, under a CA of his own", "certificate-untrusted", () => ByStrangerAsync(country, cancellationToken), cancellationToken);
        await RefusedAsync(country, narrator, "The signer's certificate has expired", "certificate-outside-validity", () => ByExpiredAsync(country, cancellationToken), cancellationToken);
        await RefusedAsync(country, narrator, "A thief signs with the key that provider A reported stolen", "certificate-revoked",
            () => new PassportSigner(country.Stolen.Key, country.Stolen.X5u).SignAsync(CallFlow.NewClaims(), cancellationToken).AsTask(), cancellationToken);
        await RefusedAsync(country, narrator, "x5u names the cloud's metadata address, to make the CPS ask there", "info-not-allowed",
            () => new PassportSigner(country.ProviderA.Key, "https://169.254.169.254/latest/meta-data").SignAsync(CallFlow.NewClaims(), cancellationToken).AsTask(), cancellationToken);
        await narrator.StepAsync("Provider A tries to read provider B's mailbox", async () =>
        {
            var asA = new BearerSigner(country.ProviderA.Key, x5u, country.ProviderA.Id.Code, DemoCountry.Time, SystemRandom.Instance);
            var call = new CallNumbers(DemoCountry.Called, DemoCountry.Caller);
            var bearer = await asA.ForRetrievingAsync(call, country.ProviderA.Id.Code, "127.0.0.1", cancellationToken);
            var answer = await country.Client.RetrieveAsync(country.Cps.Url, country.ProviderA.Id.Code, call, bearer, cancellationToken);
            return (answer is { Status: HttpStatusCode.Forbidden, Reason: "reader-not-served" }, $"{(int)answer.Status} {answer.Reason}: {answer.Detail}");
        });
    }

    private static Task RefusedAsync(DemoCountry country, Narrator narrator, string title, string reason, Func<Task<string>> forge, CancellationToken cancellationToken) =>
        narrator.StepAsync(title, async () =>
        {
            var answer = await country.Client.PostOpenAsync(country.OpenUrl, [await forge()], cancellationToken);
            var isRefused = answer is { Status: HttpStatusCode.BadRequest, Reason: "passport-refused" } && answer.Detail!.StartsWith(reason, StringComparison.Ordinal);
            return (isRefused, $"{(int)answer.Status} {answer.Detail}");
        });

    private static string WithCaller(string token, string caller)
    {
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Decode(parts[1])).Replace(DemoCountry.Caller.Value, caller, StringComparison.Ordinal);
        return $"{parts[0]}.{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(payload))}.{parts[2]}";
    }

    private static string WithoutAlgorithm(string token)
    {
        var parts = token.Split('.');
        var header = Encoding.UTF8.GetString(Decode(parts[0])).Replace("ES256", "none", StringComparison.Ordinal);
        return $"{StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header))}.{parts[1]}.";
    }

    private static async Task<string> ByStrangerAsync(DemoCountry country, CancellationToken cancellationToken)
    {
        var stranger = await LocalAuthority.NewAsync(country.Authority.Root.Country, "Stranger", DemoCountry.Time, SystemRandom.Instance, cancellationToken);
        var provider = await stranger.IssueAsync(country.ProviderA.Id, "Provider A", TimeSpan.FromDays(30), cancellationToken);
        var x5u = await country.PublishAsync(provider.Chain, cancellationToken);
        return await new PassportSigner(provider.Key, x5u).SignAsync(CallFlow.NewClaims(), cancellationToken);
    }

    private static async Task<string> ByExpiredAsync(DemoCountry country, CancellationToken cancellationToken)
    {
        var now = DemoCountry.Time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-4), now.AddMinutes(-1));
        var provider = await country.Authority.IssueAsync(country.ProviderA.Id, "Provider A", terms, SoftwareKey.New(), cancellationToken);
        var x5u = await country.PublishAsync(provider.Chain, cancellationToken);
        return await new PassportSigner(provider.Key, x5u).SignAsync(CallFlow.NewClaims(), cancellationToken);
    }

    private static byte[] Decode(string part) => StrictBase64Url.TryDecode(part, out var octets) ? octets : throw new InvalidOperationException("Our own token is base64url.");
}
