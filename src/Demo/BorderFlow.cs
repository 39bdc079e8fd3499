using System.Text.Json;

namespace Shaken.Demo;

/// <summary>A call from another country in each state of the agreement between the two STI-PAs (ATIS-1000087).</summary>
internal static class BorderFlow
{
    public static async Task RunAsync(DemoCountry country, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("Calls across a border: the STI-PAs of two countries exchange their lists (ATIS-1000087)");
        DemoBorder? started = null;
        await narrator.StepAsync("Canada has an STI-PA and a CA of its own; each STI-PA publishes its trusted-CA list", async () =>
        {
            started = await country.StartBorderAsync(cancellationToken);
            return (true, "provider B's STI-VS reads the list and the policy of its own STI-PA, and nothing else");
        });
        await using var border = started!;
        await CallsAsync(
            narrator, border, "A call from Canada, before the exchange", border.Provider, "TN-Validation-Failed", 437, null,
            cancellationToken);
        const string Exchange = "Our STI-PA reads Canada's list with the account it was given, copies its CRL and accepts its root";
        await narrator.StepAsync(Exchange, async () =>
        {
            var partner = await border.ExchangeAsync(cancellationToken);
            var crl = partner.GetProperty("crls")[0];
            var isCopied = crl.TryGetProperty("copy", out var copy);
            var where = isCopied ? copy.GetString() : "none";
            return (isCopied, $"GET /partner/v1/ca-list named the CRL too; our policy names our copy of it, {where}");
        });
        await CallsAsync(
            narrator, border, "The same call after it", border.Provider, "TN-Validation-Passed", null, "A", cancellationToken);
        await CallsAsync(
            narrator, border, "A call by a certificate that was revoked in Canada", border.Revoked, "TN-Validation-Failed", 437, null,
            cancellationToken);
        foreach (var (title, ceiling, isExcluded, verstat, attest) in States)
        {
            await border.SetTermsAsync(ceiling, isExcluded, cancellationToken);
            await CallsAsync(narrator, border, title, border.Provider, verstat, code: null, attest, cancellationToken);
        }

        await RegistryFlow.RunAsync(border, narrator, cancellationToken);
    }

    private static IReadOnlyList<(string Title, string Ceiling, bool IsExcluded, string Verstat, string? Attest)> States { get; } =
    [
        ("Our policy believes Canada's providers B at most", "B", false, "TN-Validation-Passed", "B"),
        ("Our policy believes no attestation of Canada: the call counts as if it had none", "none", false, "No-TN-Validation", null),
        ("Our policy shuts Canada out; who signed is still told", "A", true, "No-TN-Validation", null),
        ("Our policy lets Canada in again", "A", false, "TN-Validation-Passed", "A"),
    ];

    /// <summary>A call is verified by provider B's STI-VS.</summary>
    public static Task CallsAsync(
        Narrator narrator, DemoBorder border, string title, DemoProvider by, string verstat, int? code, string? attest,
        CancellationToken cancellationToken) => narrator.StepAsync(title, async () =>
        {
            var answer = await border.CallAsync(by, cancellationToken);
            var told = answer.TryGetProperty("reasoncode", out var reason) ? reason.GetInt32() : (int?)null;
            var believed = TextOf(answer, "pAttestationIndicator");
            return (TextOf(answer, "verstat") == verstat && told == code && believed == attest, Told(answer));
        });

    private static string Told(JsonElement answer)
    {
        var told = TextOf(answer, "verstat") ?? "";
        if (TextOf(answer, "pAttestationIndicator") is { } attest) told += $", attestation {attest}";
        if (TextOf(answer, "signer") is { } signer) told += $", signed by {signer}";
        if (answer.TryGetProperty("reasoncode", out var code)) told += $", {code} {TextOf(answer, "reasontext")}";
        return $"{told}; decided by {TextOf(answer, "decidedBy")}";
    }

    private static string? TextOf(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value) ? value.GetString() : null;
}
