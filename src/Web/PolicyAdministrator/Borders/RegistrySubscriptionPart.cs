using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Registry;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>
/// The subscription to an international registry: where a country policy is kept, since that policy alone decides how far a country of
/// the registry is trusted.
/// </summary>
internal static class RegistrySubscriptionPart
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("OperatorGetSubscription", Role.Pa, "GET", "operator/v1/registry-subscription", RegistrySubscriptionEndpoints.GetAsync),
        new("OperatorSubscribe", Role.Pa, "PUT", "operator/v1/registry-subscription", RegistrySubscriptionEndpoints.SubscribeAsync),
        new(
            "OperatorConfirmSubscription", Role.Pa, "POST", "operator/v1/registry-subscription/approval",
            RegistrySubscriptionEndpoints.ConfirmAsync),
        new(
            "OperatorRevokeSubscription", Role.Pa, "POST", "operator/v1/registry-subscription/revocation",
            RegistrySubscriptionEndpoints.RevokeAsync),
        new(
            "OperatorListRegistryCountries", Role.Pa, "GET", "operator/v1/registry-subscription/countries",
            RegistrySubscriptionEndpoints.ListCountriesAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaFollowRegistry", Role.Pa, "30 * * * * *", FollowAsync),
    ];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        if (!IsOn(settings)) return;
        var needsTwoOperators = settings.Get<AdministratorSettings>().Authorities?.NeedsTwoOperators ?? false;
        var notice = settings.Get<RegistrySubscriptionSettings>().Notice;
        services.AddSingleton(provider => new RegistrySubscriptions(
            needsTwoOperators, provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>()));
        services.AddSingleton(provider => new SubscribedRegistry(
            provider.GetRequiredService<RegistrySubscriptions>(), provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<IBlobs>(), ProductServices.NewSource(provider, FetchProfile.TrustListSigner),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RegistryPartners(
            notice, provider.GetRequiredService<SubscribedRegistry>(), provider.GetRequiredService<CountryPolicies>(),
            provider.GetRequiredService<PartnerStates>(), provider.GetRequiredService<TimeProvider>()));

        // From here on the roots of its countries are merged, and their lists and CRLs are refreshed with those of partners.
        services.AddSingleton<IRegistryPartners>(provider => provider.GetRequiredService<RegistryPartners>());
        services.AddSingleton(provider => new FollowRegistry(
            provider.GetRequiredService<RegistrySubscriptions>(), provider.GetRequiredService<SubscribedRegistry>(),
            provider.GetRequiredService<IUrlFetcher>(), provider.GetRequiredService<IBlobs>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>(), provider.GetRequiredService<ILogger<RegistryListRefresh>>(),
            provider.GetRequiredService<ListMetrics>()));
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (!IsOn(settings)) return;
        checks.AddProbe("registry", ProbeInterval, provider => new SubscribedRegistryProbe(
            provider.GetRequiredService<RegistrySubscriptions>(), provider.GetRequiredService<SubscribedRegistry>(),
            provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    /// <summary>Tells what an instance left untold. The timer of the role calls it.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<RegistrySubscriptions>() is { } subscriptions) await subscriptions.SweepAsync(cancellationToken);
    }

    private static bool IsOn(ParsedSettings settings) =>
        settings.Get<BorderSettings>() is { Country: not null, CountryPolicy: not null }
        && settings.Get<AdministratorSettings>().Url is not null;

    private static async Task FollowAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<FollowRegistry>() is { } follow) await follow.RunAsync(cancellationToken);
    }
}
