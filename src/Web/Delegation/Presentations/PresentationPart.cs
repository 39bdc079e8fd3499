using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Delegation.Presentations;

/// <summary>Proofs of possession that customers of other providers present.</summary>
internal static class PresentationPart
{
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("DelegationPresentationNonce", Role.Delegation, "GET", "delegation/v1/presentations/nonce", PresentationEndpoints.NonceAsync),
        new("DelegationPresent", Role.Delegation, "POST", "delegation/v1/presentations", PresentationEndpoints.PresentAsync),
        new("DelegationListPresentations", Role.Delegation, "GET", "operator/v1/delegation/presentations",
            PresentationOperatorEndpoints.ListAsync),
        new("DelegationRemovePresentation", Role.Delegation, "POST", "operator/v1/delegation/presentations/{id}/remove",
            PresentationOperatorEndpoints.RemoveAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("ReviewPresentations", Role.Delegation, "10,40 * * * * *", ReviewAsync),
        new("PurgePresentations", Role.Delegation, "45 */10 * * * *", PurgeAsync),
    ];

    public static IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<PresentationSettings>()];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.TryAddSingleton<TakenPresentations>();
        services.AddSingleton<ReviewPresentations>();
        services.AddKeyedSingleton(PresentationOptions.NoncePurpose, (provider, _) => new StatelessNonces(
            provider.GetRequiredService<IRecords>(), provider.GetRequiredService<DeploymentSecrets>(), PresentationOptions.NoncePurpose,
            PresentationOptions.UsedNonces, PresentationOptions.NonceLife, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>()));
        services.AddSingleton(provider => new PresentNumbers(
            provider.GetRequiredService<TakenPresentations>(), provider.GetService<IPresentationCustomers>(),
            provider.GetRequiredService<CertificateVerdicts>(),
            provider.GetRequiredKeyedService<StatelessNonces>(PresentationOptions.NoncePurpose),
            settings.Get<PresentationSettings>().Options, provider.GetRequiredService<TimeProvider>()));
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
    }

    // A deployment that takes none has none to look at.
    private static Task ReviewAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<ReviewPresentations>().RunAsync(cancellationToken);

    private static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<TakenPresentations>().SweepAsync(cancellationToken);
        await Purge.RunAsync(services, TakenPresentations.Table, cancellationToken);
        await Purge.RunAsync(services, PresentationOptions.UsedNonces, cancellationToken);
    }
}
