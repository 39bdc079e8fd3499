using Shaken.Core.Foundations;
using Shaken.Core.Pki.Lint;

namespace Shaken.Demo;

/// <summary>The providers' certificates, each got from the STI-CA by ACME.</summary>
/// <param name="Stolen">Provider A's first, whose key was stolen: revoked.</param>
internal sealed record DemoProviders(DemoProvider A, DemoProvider B, DemoProvider Stolen)
{
    public static ProviderId IdOfB { get; } = Provider("US/5678");

    /// <summary>Enrols both providers; A loses its key and gets another certificate.</summary>
    public static async Task<DemoProviders> EnrolAsync(DemoAuthority authority, LoopbackTls tls, Narrator narrator, CancellationToken cancellationToken)
    {
        using var http = tls.NewHttp();
        var tokens = authority.Keys.NewTokenIssuer(await authority.PublishAsync([authority.Keys.TokenSigner], cancellationToken));
        DemoSubscriber? subscriberA = null;
        await narrator.StepAsync("Provider A opens an account at the STI-CA by ACME, bound by the key its operator gave it", async () =>
        {
            subscriberA = await DemoSubscriber.RegisterAsync(Provider("US/1234"), "Provider A", authority, tokens, http, cancellationToken);
            return (true, subscriberA.AccountUrl);
        });

        DemoProvider? stolen = null;
        await narrator.StepAsync("It orders a certificate for SPC 1234; the STI-PA's SPC token answers the challenge tkauth-01", async () =>
        {
            stolen = await subscriberA!.OrderAsync(cancellationToken);
            return (IsInOrder(stolen), $"\"{stolen.Certificate.Subject}\" passes every rule of the profile and is published: {stolen.X5u}");
        });

        DemoProvider? second = null;
        await narrator.StepAsync("Its key is stolen: it revokes the certificate by ACME and orders another for a new key", async () =>
        {
            await subscriberA!.RevokeAsync(stolen!, cancellationToken);
            second = await subscriberA.OrderAsync(cancellationToken);
            return (IsInOrder(second) && second.X5u != stolen!.X5u, $"serial {stolen!.Certificate.SerialNumberText[..8]}… is in the register of revocations; x5u is now {second.X5u}");
        });
        await narrator.StepAsync("The STI-PA signs its indirect CRL", async () => (true, await authority.PublishCrlAsync(cancellationToken)));

        DemoProvider? providerB = null;
        await narrator.StepAsync("Provider B enrols for SPC 5678 in the same way", async () =>
        {
            var subscriberB = await DemoSubscriber.RegisterAsync(IdOfB, "Provider B", authority, tokens, http, cancellationToken);
            providerB = await subscriberB.OrderAsync(cancellationToken);
            return (IsInOrder(providerB), $"x5u {providerB.X5u}");
        });
        return new DemoProviders(second!, providerB!, stolen!);
    }

    private static bool IsInOrder(DemoProvider provider) => CertificateLinter.Lint(provider.Certificate, LintProfile.UnitedStates).Count == 0;

    private static ProviderId Provider(string text) => ProviderId.TryParse(text, out var provider) ? provider : throw new ArgumentException("No provider.", nameof(text));
}
