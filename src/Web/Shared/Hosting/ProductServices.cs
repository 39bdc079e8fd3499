using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Republish;
using Shaken.Core.CertificateRepository;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Core.Trust.Verdicts;
using Shaken.Web.CallPlacement;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.ServiceProvider;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Limiting;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Puts the product together: storage first, then everything that stands on it.</summary>
internal static class ProductServices
{
    public static void Add(IServiceCollection services, Settings settings, Surroundings surroundings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Cps);
        services.AddSingleton(surroundings.Time);
        services.AddSingleton(surroundings.Random);
        services.AddSingleton(surroundings.Resolver);
        services.AddSingleton<RunMetrics>();
        services.AddSingleton<RequestIds>();
        services.AddSingleton<ClientAddress>();
        services.AddSingleton<RefusalLog>();
        services.AddSingleton<BodyArrival>();
        services.AddSingleton<RequestLimits>();

        // Opened when the program is built, so that a folder in use or a damaged journal ends the start with its own words.
        services.AddSingleton(provider => OpenStorage.Open(settings, surroundings, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<OpenStorage>().Records);
        services.AddSingleton(provider => provider.GetRequiredService<OpenStorage>().Blobs);
        services.AddSingleton(provider => provider.GetRequiredService<OpenStorage>().Health);
        services.AddSingleton(provider => provider.GetRequiredService<OpenStorage>().Secrets);

        AddTrust(services, settings);
        RevocationServices.Add(services, settings.Revocation);
        services.AddSingleton<PublishedChains>();
        services.AddSingleton<PublishChain>();
        AddCallPlacement(services);
        CertificationAuthority.Add(services, settings);
        RenewalFunctions.Add(services, settings);
        AddRepublish(services, settings);
        HealthServices.Add(services, settings);
    }

    private static void AddTrust(IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings.Fetching);

        // For every host that the operator named.
        services.AddSingleton(_ => OperatorClient.New(settings.Fetching));
        services.AddSingleton<GuardedFetcher>();
        services.AddSingleton<IUrlFetcher>(provider => provider.GetRequiredService<GuardedFetcher>());
        services.AddSingleton<KnownHosts>();
        services.AddSingleton<IKnownHosts>(provider => provider.GetRequiredService<KnownHosts>());
        if (settings.Roles.Contains(Role.Cps))
        {
            services.AddSingleton<KnownHostRecords>();
            services.AddHostedService<KnownHostsKeeper>();
        }

        services.AddSingleton(CertificateFreshness.Default);
        services.AddSingleton<ICertificateSource, CertificateSource>();
        services.AddSingleton(new PolicyAdministratorRoots(settings.TrustList.Roots));
        services.AddSingleton<TrustAnchors>();
        services.AddSingleton<ITrustAnchors>(provider => provider.GetRequiredService<TrustAnchors>());
        services.AddSingleton(provider => new TrustListReader(
            NewSource(provider, FetchProfile.TrustListSigner), provider.GetRequiredService<PolicyAdministratorRoots>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CertificateVerdicts>();
        services.AddSingleton(provider => new PassportVerifier(
            provider.GetRequiredService<CertificateVerdicts>(), provider.GetRequiredService<TimeProvider>(), settings.Cps.Freshness,
                settings.Cps.Ahead));
        if (!settings.TrustList.IsConfigured) return;

        services.AddSingleton(provider => ListOrigins.New(provider, settings.TrustList));
        services.AddSingleton<TrustListRefresh>();
        services.AddHostedService<TrustListKeeper>();
    }

    /// <summary>Certificates that are fetched under a profile of their own and kept apart from those of calls.</summary>
    internal static CertificateSource NewSource(IServiceProvider services, FetchProfile profile) => new(
        services.GetRequiredService<IUrlFetcher>(),
        services.GetRequiredService<CertificateFreshness>(),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<CertificateSource>>(),
        profile);

    private static void AddCallPlacement(IServiceCollection services)
    {
        services.AddSingleton(provider => new PassportMailbox(
            provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<DeploymentSecrets>(),
            provider.GetRequiredService<IRandom>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<CpsOptions>().Freshness,
            provider.GetRequiredService<CpsOptions>().Mailbox,
            provider.GetRequiredService<ILogger<PassportMailbox>>()));
        services.AddSingleton<BearerVerifier>();
        services.AddSingleton<PassportAdmission>();
        services.AddSingleton<PublishPassports>();
        services.AddSingleton<RetrievePassports>();
    }

    private static void AddRepublish(IServiceCollection services, Settings settings)
    {
        if (settings.Republish is not { } republish)
        {
            services.AddSingleton(provider => RepublishFanOut.ToNobody(provider.GetRequiredService<TimeProvider>()));
            return;
        }

        services.AddSingleton<RepublishMetrics>();
        services.AddSingleton(provider => new RepublishFanOut(
            republish.Targets,
            new RepublishSigner(republish.Key, republish.CertificateUrl, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>()),
            new CpsClient(provider.GetRequiredService<HttpMessageInvoker>()),
            RepublishBounds.Default,
            provider.GetRequiredService<RepublishMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RepublishFanOut>>()));
        services.AddHostedService<RepublishWorker>();
    }
}
