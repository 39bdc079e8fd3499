using System.Net;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Local.Authorities;

namespace Shaken.Demo;

/// <summary>
/// A multi-homed PBX: provider B lends it numbers, and it calls by provider A, which does not have them (TN proof-of-possession).
/// </summary>
internal static class DelegationFlow
{
    private const string Lent = "12155550700-12155550799";
    private const string Held = "12155550000-12155550999";
    private const string Caller = "12155550742";
    private const string PastTheRange = "12155550800";
    private const string Customer = "pbx";

    public static async Task RunAsync(DemoCountry country, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("A multi-homed PBX: provider B lends it numbers, and it calls by provider A");
        await using var lender = await country.StartLendingAsync(NumbersOf(Held), cancellationToken);
        var (grant, pbx) = await EnrolAsync(country, lender, narrator, cancellationToken);
        var x5u = await country.PublishAsync(pbx.Chain, cancellationToken);
        await using var home = await country.StartHomeAsync(cancellationToken);
        var a = await country.OpenTenantAsync(home.Service, "homes", country.ProviderA.Id, cancellationToken);
        var customers = new[] { new { name = Customer, takesPresentations = true } };
        await a.PutPolicyAsync("homes/signing-policy", new { customers, takesDelegates = true }, cancellationToken);

        await SignedAsync(country, a, pbx, x5u, narrator, cancellationToken);

        // The proof is the only credential.
        var strangers = new JsonService(country.Http, home.Service.Url, "none");
        await PresentedAsync(a, strangers, pbx, home.Audience, narrator, cancellationToken);
        await WithdrawnAsync(country, lender, grant, a, home.Service, narrator, cancellationToken);
    }

    private static async Task<(string Grant, LocalDelegate Pbx)> EnrolAsync(
        DemoCountry country, DemoLender lender, Narrator narrator, CancellationToken cancellationToken)
    {
        var provider = country.ProviderB.Id;
        var grant = "";
        await narrator.StepAsync("Provider B's operator lends the PBX a hundred numbers until a date", async () =>
        {
            grant = await lender.GrantAsync(provider, Lent, cancellationToken);
            return (grant.Length > 0, $"POST /operator/v1/delegation/grants: {Lent}, in the audit log");
        });
        LocalDelegate? pbx = null;
        await narrator.StepAsync("The PBX orders a certificate for just these numbers, at provider B's ACME server", async () =>
        {
            pbx = await lender.OrderAsync(provider, NumbersOf(Lent), cancellationToken);
            var hasCode = pbx.Certificate.Extensions.TnAuthList?.HasCode;
            return (hasCode == false, $"\"{pbx.Certificate.Subject}\", below a CA limited to {provider}; it may sign no shaken PASSporT");
        });
        return (grant, pbx!);
    }

    private static async Task SignedAsync(
        DemoCountry country, DemoTenant a, LocalDelegate pbx, string x5u, Narrator narrator, CancellationToken cancellationToken)
    {
        var signer = new PassportSigner(pbx.Key, x5u);
        var (own, identity) = ("", "");
        await narrator.StepAsync("The PBX signs its call, and provider A's STI-AS adds an Identity header of its own", async () =>
        {
            own = await signer.SignIdentityAsync(ClaimsOf(Caller), cancellationToken);
            var signed = await a.SignAsync(Signing(Caller, own), cancellationToken);
            identity = TextOf(signed, "identity");
            return (IsDecided(signed, "A", "delegate-certificate"), $"{Told(signed)}, for a number that provider A does not have");
        });
        var b = await country.OpenTenantAsync(country.Cps, "provider-b-lent", country.ProviderB.Id, cancellationToken);
        await narrator.StepAsync("Provider B's STI-VS judges both headers", async () =>
        {
            var answer = await b.VerifyAsync(
                new
                {
                    from = new { tn = Caller }, to = new { tn = (string[])[DemoCountry.Called.Value] },
                    time = Now(), identity = (string[])[own, identity],
                },
                cancellationToken);
            var isEach = answer.GetProperty("results").EnumerateArray().All(result => result.GetProperty("verified").GetBoolean());
            return (isEach && TextOf(answer, "verstat") == "TN-Validation-Passed", $"{TextOf(answer, "verstat")}, both are good");
        });
        await narrator.StepAsync("It calls from the number that follows the lent ones", async () =>
        {
            var beyond = await signer.SignIdentityAsync(ClaimsOf(PastTheRange), cancellationToken);
            var signed = await a.SignAsync(Signing(PastTheRange, beyond), cancellationToken);
            return (IsDecided(signed, "B", $"customers/{Customer}"), $"no A: {Told(signed)}");
        });
    }

    private static async Task PresentedAsync(
        DemoTenant a, JsonService strangers, LocalDelegate pbx, string audience, Narrator narrator, CancellationToken cancellationToken)
    {
        await narrator.StepAsync("A PBX that cannot sign calls presents its certificate to provider A once", async () =>
        {
            const string Path = "/delegation/v1/presentations";
            var asked = await strangers.GetAsync(HttpMethod.Get, $"{Path}/nonce", body: null, cancellationToken);
            var nonce = TextOf(asked, "nonce");
            var claims = new PresentationClaims(audience, nonce, CustomerRef.Of("homes", Customer)!, Numbers: null);
            var presentation = await PresentationSigner.SignAsync(claims, pbx.Chain, pbx.Key, cancellationToken);
            var (status, taken) = await strangers.SendAsync(HttpMethod.Post, Path, new { presentation }, cancellationToken);
            var told = $"{(int)status}: lent by {TextOf(taken, "lentBy")}, good until {TextOf(taken, "until")}";
            return (status == HttpStatusCode.Created, told);
        });
        await narrator.StepAsync("It calls without a header of its own", async () =>
        {
            var signed = await a.SignAsync(Signing(Caller, presented: null), cancellationToken);
            return (IsDecided(signed, "A", "presentation"), Told(signed));
        });
        await narrator.StepAsync("It calls from the number that follows the lent ones", async () =>
        {
            var signed = await a.SignAsync(Signing(PastTheRange, presented: null), cancellationToken);
            return (IsDecided(signed, "B", $"customers/{Customer}"), $"no A: {Told(signed)}");
        });
    }

    private static async Task WithdrawnAsync(
        DemoCountry country, DemoLender lender, string grant, DemoTenant a, Service home, Narrator narrator,
        CancellationToken cancellationToken)
    {
        await narrator.StepAsync("Provider B takes the numbers back: its CA revokes the certificate and tells the STI-PA", async () =>
        {
            await lender.WithdrawAsync(grant, cancellationToken);
            return (true, $"the STI-PA's next CRL has it: {await country.PublishCrlAsync(cancellationToken)}");
        });
        await narrator.StepAsync("The PBX calls by provider A once more", async () =>
        {
            await home.RunAsync("ReviewPresentations", cancellationToken);
            var signed = await a.SignAsync(Signing(Caller, presented: null), cancellationToken);
            return (IsDecided(signed, "B", $"customers/{Customer}"), $"the presentation counts no more: {Told(signed)}");
        });
    }

    private static Dictionary<string, object> Signing(string caller, string? presented)
    {
        var call = new Dictionary<string, object>
        {
            ["orig"] = new { tn = caller },
            ["dest"] = new { tn = (string[])[DemoCountry.Called.Value] },
            ["iat"] = Now(),
            ["customer"] = Customer,
        };
        if (presented is not null) call["identity"] = presented;
        return call;
    }

    private static PassportClaims ClaimsOf(string caller) => new(
        new NumberParty(Number(caller)), [new NumberParty(DemoCountry.Called)],
        DateTimeOffset.FromUnixTimeSeconds(Now()), Shaken: null);

    private static bool IsDecided(JsonElement signed, string attest, string rule) =>
        TextOf(signed, "attest") == attest && TextOf(signed, "decidedBy") == rule;

    private static string Told(JsonElement signed) => $"attestation {TextOf(signed, "attest")} by the rule {TextOf(signed, "decidedBy")}";

    private static NumberSet NumbersOf(string text) =>
        NumberTexts.TryParse([text], out var numbers, out var failure) ? numbers : throw new InvalidOperationException(failure);

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static long Now() => DemoCountry.Time.GetUtcNow().ToUnixTimeSeconds();

    private static string TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
}
