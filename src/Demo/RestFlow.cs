using System.Text.Json;

namespace Shaken.Demo;

/// <summary>
/// Calls as SIP servers have them signed and verified: by the REST service of provider A's STI-AS and of provider B's STI-VS, in band and
/// out of band.
/// </summary>
internal static class RestFlow
{
    private const string Target = "12155550139";
    private const string OutOfBand = "12155550135";
    private const int Looks = 100;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(DemoCountry country, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("The same for SIP servers, by REST: provider A's STI-AS signs, provider B's STI-VS verifies");
        await using var signing = await country.StartSigningAsync(OutOfBand, cancellationToken);
        DemoTenant? a = null;
        DemoTenant? b = null;
        await narrator.StepAsync("Operators make tenants with API keys, and say why A's customer may use its number", async () =>
        {
            a = await country.OpenTenantAsync(signing, "provider-a", country.ProviderA.Id, cancellationToken);
            b = await country.OpenTenantAsync(country.Cps, "provider-b", country.ProviderB.Id, cancellationToken);
            var customers = new[] { new { name = "acme", evidence = new { kind = "assigned-by-us" } } };
            await a.PutPolicyAsync("provider-a/signing-policy", new { customers }, cancellationToken);
            return (true, "PUT /operator/v1/tenants/provider-a/signing-policy: evidence behind attestation A, in the audit log");
        });

        var identity = "";
        await narrator.StepAsync("A's switch asks for an Identity header (POST /stir/v1/signing)", async () =>
        {
            var signed = await a!.SignAsync(Signing(DemoCountry.Called.Value), cancellationToken);
            identity = TextOf(signed, "identity");
            var (attest, rule) = (TextOf(signed, "attest"), TextOf(signed, "decidedBy"));
            var isShaken = identity.EndsWith(";ppt=shaken", StringComparison.Ordinal);
            return (attest == "A" && isShaken, $"attestation {attest} by the rule {rule}, {identity.Length} octets");
        });
        await VerifiesAsync(
            narrator, "B's SBC asks what the header is worth (POST /stir/v1/verification)", b!, Call(identity),
            "TN-Validation-Passed", null, cancellationToken);
        await VerifiesAsync(
            narrator, "The header is tampered with on its way", b!, Call(Tampered(identity)),
            "TN-Validation-Failed", 438, cancellationToken);
        await AnonymousAsync(narrator, b!, identity, cancellationToken);
        await DivertedAsync(narrator, a!, b!, identity, cancellationToken);
        await OutOfBandAsync(narrator, a!, b!, cancellationToken);
    }

    private static async Task AnonymousAsync(Narrator narrator, DemoTenant b, string identity, CancellationToken cancellationToken)
    {
        var from = new { uri = "sip:anonymous@anonymous.invalid" };
        var to = Number(DemoCountry.Called.Value);
        await VerifiesAsync(
            narrator, "The caller is anonymous, and the network does not tell who it is: there is nothing to compare the header with", b,
            new { from, to, time = Now(), identity }, "No-TN-Validation", null, cancellationToken);
        var protectedHeaders = (string[])[$"P-Asserted-Identity: <sip:+{DemoCountry.Caller.Value}@a.example>", "Privacy: id"];
        await VerifiesAsync(
            narrator, "The caller is anonymous to the called party alone: P-Asserted-Identity tells the network who it is", b,
            new { from, to, time = Now(), identity, protectedHeaders }, "TN-Validation-Passed", null, cancellationToken);
    }

    private static async Task DivertedAsync(
        Narrator narrator, DemoTenant a, DemoTenant b, string identity, CancellationToken cancellationToken)
    {
        var div = "";
        await narrator.StepAsync("The call is diverted: a div PASSporT says from where to where (RFC 8946)", async () =>
        {
            var called = DemoCountry.Called.Value;
            var signed = await a.SignAsync(
                new
                {
                    ppt = "div",
                    orig = new { tn = DemoCountry.Caller.Value },
                    dest = new { tn = (string[])[Target] },
                    iat = Now(),
                    div = new { tn = called },
                    customer = "acme",
                },
                cancellationToken);
            div = TextOf(signed, "identity");
            return (div.EndsWith(";ppt=div", StringComparison.Ordinal), $"{div.Length} octets, beside the first header");
        });
        await VerifiesAsync(
            narrator, "B's SBC asks about both headers, the call now being for another number", b,
            new
            {
                from = Number(DemoCountry.Caller.Value),
                to = Number(DemoCountry.Called.Value),
                dest = new { tn = Target },
                time = Now(),
                identity = (string[])[identity, div],
            },
            "TN-Validation-Passed", null, cancellationToken);
    }

    private static async Task OutOfBandAsync(Narrator narrator, DemoTenant a, DemoTenant b, CancellationToken cancellationToken)
    {
        await narrator.StepAsync("The next call leaves over TDM: its PASSporT is posted to the CPS of the called provider", async () =>
        {
            var signed = await a.SignAsync(Signing(OutOfBand), cancellationToken);
            var told = $"number table: {OutOfBand} is provider B's; its CPS is a peer; the post delays no answer";
            return (TextOf(signed, "attest") == "A", told);
        });
        await narrator.StepAsync("B's gateway asks without an Identity header: the STI-VS takes what its CPS holds", async () =>
        {
            // The post is on its way, and nothing is lost by asking too early.
            var request = new { from = Number(DemoCountry.Caller.Value), to = Number(OutOfBand), time = Now() };
            var answer = await b.VerifyAsync(request, cancellationToken);
            for (var look = 0; look < Looks && TextOf(answer, "verstat") != "TN-Validation-Passed"; look++)
            {
                await Task.Delay(BetweenLooks, DemoCountry.Time, cancellationToken);
                answer = await b.VerifyAsync(request, cancellationToken);
            }

            return (TextOf(answer, "verstat") == "TN-Validation-Passed", Told(answer));
        });
        await VerifiesAsync(
            narrator, "It asks once more, for a second call", b,
            new { from = Number(DemoCountry.Caller.Value), to = Number(OutOfBand), time = Now() },
            "No-TN-Validation", null, cancellationToken);
    }

    private static Task VerifiesAsync(
        Narrator narrator, string title, DemoTenant tenant, object request, string verstat, int? code,
        CancellationToken cancellationToken) =>
        narrator.StepAsync(title, async () =>
        {
            var answer = await tenant.VerifyAsync(request, cancellationToken);
            var isCode = code is null || (answer.TryGetProperty("reasoncode", out var told) && told.GetInt32() == code);
            return (TextOf(answer, "verstat") == verstat && isCode, Told(answer));
        });

    private static string Told(JsonElement answer)
    {
        var told = TextOf(answer, "verstat");
        if (TextOf(answer, "pAttestationIndicator") is { Length: > 0 } attest)
            told += $", attestation {attest} of {TextOf(answer, "signer")}";
        if (answer.TryGetProperty("reasoncode", out var code)) told += $", {code} {TextOf(answer, "reasontext")}";
        if (TextOf(answer, "reasondesc") is { Length: > 0 } why) told += $": {why}";
        return told;
    }

    private static object Signing(string called) => new
    {
        orig = new { tn = DemoCountry.Caller.Value },
        dest = new { tn = (string[])[called] },
        iat = Now(),
        customer = "acme",
    };

    private static object Call(string identity) =>
        new { from = Number(DemoCountry.Caller.Value), to = Number(DemoCountry.Called.Value), time = Now(), identity };

    private static object Number(string number) => new { tn = (string[])[number] };

    private static long Now() => DemoCountry.Time.GetUtcNow().ToUnixTimeSeconds();

    // One digit of the signature, which base64url writes as another.
    private static string Tampered(string identity)
    {
        var at = identity.Split(';')[0].LastIndexOf('.') + 10;
        return $"{identity[..at]}{(identity[at] == 'A' ? 'B' : 'A')}{identity[(at + 1)..]}";
    }

    private static string TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
}
