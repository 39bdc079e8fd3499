using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Health;

/// <summary>Which checks a deployment has. A check reads memory only; what takes I/O is probed in the background.</summary>
internal static class HealthServices
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    public static void Add(IServiceCollection services, ParsedSettings settings)
    {
        services.AddSingleton<HealthReports>();
        var checks = new HealthChecks(services);
        checks.Add<DrainingCheck>("draining");
        checks.Add<RevocationListsCheck>("revocation-lists");
        if (settings.Get<RoleSettings>().Roles.Overlaps([Role.Cps, Role.Vs]) || settings.Get<TrustListSettings>().IsConfigured)
            checks.Add<TrustListCheck>("trust-list");
        if (settings.Get<CountrySettings>().IsFollowed) checks.Add<FollowedListsCheck>("countries");

        checks.AddProbe("store", Often, provider =>
        {
            var probe = new StoreWriteProbe(
                provider.GetRequiredService<IStoreHealth>(),
                provider.GetRequiredService<IRecords>(),
                provider.GetRequiredService<IRandom>(),
                provider.GetRequiredService<TimeProvider>());
            return probe.ProbeAsync;
        });
        if (settings.Get<PublishedCrlSettings>() is { Administrator: not null } or { Own: not null })
        {
            checks.AddProbe("published-crl", Often, provider =>
                new PublishedCrlProbe(provider.GetRequiredService<CrlPublishers>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        }

        // Without its vault nothing is signed; whatever was signed before is still served.
        if (settings.Get<KeySettings>().Vaults is { } vaults)
            checks.AddProbe(
                "vault", Seldom, provider => new VaultProbe(vaults, provider.GetServices<SecretsInVault>()).ProbeAsync,
                HealthStatus.Degraded);
        if (KeptRecords.AreKept(settings))
            checks.AddProbe(
                "timers", Seldom, provider => ActivatorUtilities.CreateInstance<TimerProbe>(provider).ProbeAsync, HealthStatus.Degraded);
        foreach (var module in RoleModules.On(settings)) module.AddHealthChecks(checks, settings);
        services.AddHostedService<ProbeRunner>();
    }
}
