namespace Shaken.Demo;

/// <summary>
/// A country that our STI-PA has no agreement with: an international registry names it, and our own policy decides (the ATIS report on
/// international SHAKEN).
/// </summary>
internal static class RegistryFlow
{
    public static async Task RunAsync(DemoBorder border, Narrator narrator, CancellationToken cancellationToken)
    {
        narrator.Chapter("A country of the international registry");
        const string Registering = "Germany registers: it proves that the host of its list is its own, and the registry approves it";
        await narrator.StepAsync(Registering, async () =>
        {
            var entry = await border.Registry.RegisterAsync(cancellationToken);
            return (entry.GetProperty("state").GetString() == "registered", $"one entry of DE, its list at {entry.GetProperty("listUrl")}");
        });
        await narrator.StepAsync("Our STI-PA subscribes to the registry; its policy says nothing of Germany yet", async () =>
        {
            await border.SubscribeAsync(cancellationToken);
            return (true, "no country is trusted for standing there");
        });
        await BorderFlow.CallsAsync(
            narrator, border, "A call from Germany", border.German, "TN-Validation-Failed", 437, null, cancellationToken);
        await border.TrustByRegistryAsync("C", cancellationToken);
        await BorderFlow.CallsAsync(
            narrator, border, "The same after our policy trusts Germany by the registry, C at most", border.German, "TN-Validation-Passed",
            null, "C", cancellationToken);
    }
}
