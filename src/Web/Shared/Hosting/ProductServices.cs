using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Revocation;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.Operators;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.OpenApi;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Puts the product together: storage first, then everything that stands on it.</summary>
internal static class ProductServices
{
    public static void Add(IServiceCollection services, ParsedSettings settings, HostDependencies dependencies)
    {
        settings.AddTo(services);
        services.AddSingleton(dependencies.Time);
        services.AddSingleton(dependencies.Random);
        services.AddSingleton(dependencies.Resolver);
        services.AddSingleton<RunMetrics>();
        services.AddSingleton(settings);
        services.AddSingleton<TimerRuns>();
        services.AddSingleton(provider => new TimerRunner(
            provider,
            KeptRecords.AreKept(settings) ? provider.GetRequiredService<TimerRuns>() : null,
            provider.GetRequiredService<RunMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TimerRunner>>()));
        services.AddSingleton<RequestIds>();
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<BodyArrival>();
        services.AddSingleton<RequestLimits>();
        services.AddSingleton(new ApiDocument(() => FunctionTable.HttpOf(settings)));
        OperatorServices.Add(services, settings);

        var storage = settings.Get<StorageSettings>();

        // Opened when the program is built, so that a folder in use or a damaged journal ends the start with its own words.
        services.AddSingleton(provider => ProgramStore.Open(storage, dependencies, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<ProgramStore>().Records);
        services.AddSingleton(provider => provider.GetRequiredService<ProgramStore>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<ProgramStore>().Health);
        services.AddSingleton(provider => provider.GetRequiredService<ProgramStore>().Secrets);

        services.AddSingleton<RefreshRequests>();
        if (KeptRecords.AreKept(settings)) services.AddHostedService<RefreshWatch>();
        AddTrust(services, settings.Get<FetchingSettings>().Options, settings.Get<TrustListSettings>());
        services.AddSingleton<IExpirySource, FollowedExpiries>();
        CountryServices.Add(services, settings.Get<TrustListSettings>(), settings.Get<CountrySettings>());
        RevocationServices.Add(services, settings.Get<RevocationSettings>(), settings.Get<PublishedCrlSettings>());
        services.AddSingleton<PublishedChains>();
        services.AddSingleton<PublishChain>();
        foreach (var module in RoleModules.On(settings)) module.AddServices(services, settings);
        HealthServices.Add(services, settings);
    }

    private static void AddTrust(IServiceCollection services, FetchingOptions fetching, TrustListSettings trustList)
    {
        services.AddSingleton(fetching);

        // For every host that the operator named.
        services.AddSingleton(_ => OperatorClient.New(fetching));
        services.AddSingleton<GuardedFetcher>();
        services.AddSingleton<IUrlFetcher>(provider => provider.GetRequiredService<GuardedFetcher>());
        services.AddSingleton<KnownHosts>();
        services.AddSingleton<IKnownHosts>(provider => provider.GetRequiredService<KnownHosts>());
        services.AddSingleton(CertificateFreshness.Default);
        services.AddSingleton<ICertificateSource, CertificateSource>();
        services.AddSingleton(provider => new TrustListReader(
            NewSource(provider, FetchProfile.TrustListSigner), provider.GetRequiredService<TrustDomain>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new CertificateVerdicts(
            provider.GetRequiredService<ICertificateSource>(), provider.GetRequiredService<TrustDomains>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRevocationStatus>(),
            provider.GetRequiredService<IKnownHosts>(), provider.GetRequiredService<DelegationEvidence>()));
        services.AddSingleton<ITnAuthListSource, TnAuthListSource>();

        // The roles with numbers of their own register the number table.
        services.AddSingleton(provider => new DelegationEvidence(
            provider.GetRequiredService<ITnAuthListSource>(), provider.GetService<INumberDirectory>()));
        if (!trustList.IsConfigured) return;

        services.AddSingleton(provider => ListOrigins.New(provider, trustList));
        services.AddSingleton(provider => new TrustListRefresh(
            provider.GetRequiredService<ITrustListOrigin>(), provider.GetRequiredService<TrustListReader>(),
            provider.GetRequiredService<TrustDomain>(), provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TrustListRefresh>>(),
            provider.GetRequiredService<ListMetrics>()));
        services.AddHostedService<TrustListKeeper>();
    }

    /// <summary>Certificates that are fetched under a profile of their own and kept apart from those of calls.</summary>
    internal static CertificateSource NewSource(IServiceProvider services, FetchProfile profile) => new(
        services.GetRequiredService<IUrlFetcher>(),
        services.GetRequiredService<CertificateFreshness>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<CertificateSource>>(),
        profile);
}
