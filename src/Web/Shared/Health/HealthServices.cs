using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Foundations;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Web.ServiceProvider;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;

namespace Shaken.Web.Shared.Health;

/// <summary>Which checks a deployment has. A check reads memory only; what takes I/O is probed in the background.</summary>
internal static class HealthServices
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    public static void Add(IServiceCollection services, Settings settings)
    {
        services.AddSingleton<HealthReports>();
        var checks = services.AddHealthChecks().AddCheck<DrainingCheck>("draining").AddCheck<RevocationListsCheck>("revocation-lists");
        if (settings.Roles.Contains(Role.Cps) || settings.TrustList.IsConfigured) checks.AddCheck<TrustListCheck>("trust-list");

        AddProbe(services, checks, "store", Often, provider =>
        {
            var probe = new StoreWriteProbe(
                provider.GetRequiredService<IStoreHealth>(),
                provider.GetRequiredService<IRecords>(),
                provider.GetRequiredService<IRandom>(),
                provider.GetRequiredService<TimeProvider>());
            return probe.ProbeAsync;
        });
        if (settings.Revocation.Administrator is not null || settings.Revocation.Own is not null)
        {
            AddProbe(services, checks, "published-crl", Often, provider =>
                new PublishedCrlProbe(provider.GetRequiredService<CrlPublishers>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        }

        if (RenewalFunctions.IsOn(settings))
        {
            AddProbe(services, checks, "renewal", Often, provider =>
                new RenewalProbe(provider.GetRequiredService<CertificateRenewal>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        }

        // Without its vault nothing is signed; whatever was signed before is still served.
        if (settings.Vaults is { } vaults) AddProbe(services, checks, "vault", Seldom, _ => new VaultProbe(vaults, settings.Renewal.Plan).ProbeAsync, HealthStatus.Degraded);
        services.AddHostedService<ProbeRunner>();
    }

    private static void AddProbe(
        IServiceCollection services,
        IHealthChecksBuilder checks,
        string name,
        TimeSpan interval,
        Func<IServiceProvider, Func<CancellationToken, Task<HealthCheckResult>>> make,
        HealthStatus failure = HealthStatus.Unhealthy)
    {
        services.AddKeyedSingleton(name, (provider, _) => new Probe(
            name, interval, failure, make(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Probe>>()));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Probe>(name));
        checks.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredKeyedService<Probe>(name), failureStatus: null, tags: null));
    }
}
