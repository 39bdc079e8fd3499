using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Fetching;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Crls;

/// <summary>Puts revocation together: the register, what is published of it, what is reported, and what the call path checks.</summary>
internal static class RevocationServices
{
    public static void Add(IServiceCollection services, RevocationSettings settings, PublishedCrlSettings published)
    {
        services.AddSingleton(settings.Checking);
        services.AddSingleton<ListMetrics>();
        services.AddSingleton(provider => new RevocationLists(
            provider.GetRequiredService<RevocationOptions>(),
            provider.GetRequiredService<TrustDomains>(),
            provider.GetRequiredService<IUrlFetcher>(),
            ProductServices.NewSource(provider, FetchProfile.CrlSigner),
            provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RevocationLists>>(),
            new OwnCrls(provider.GetRequiredService<CrlPublishers>().All.Select(crl => crl.Publisher)),
            provider.GetRequiredService<ListMetrics>()));
        services.AddSingleton<IRevocationStatus, RevocationChecker>();
        services.AddHostedService<CrlKeeper>();

        // The role ca adds an outbox where it reports to another deployment.
        services.AddSingleton(provider => new RevocationRegister(
            provider.GetRequiredService<IRecords>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<RevocationOutbox>()));
        services.AddSingleton(provider => new CrlPublishers(NewCrl(provider, published.Administrator), NewCrl(provider, published.Own)));
        services.AddSingleton<IExpirySource>(provider => new CrlExpiries(provider.GetRequiredService<CrlPublishers>(), published));
    }

    private static ConfiguredCrl? NewCrl(IServiceProvider services, CrlSettings? settings) => settings is null ? null : new ConfiguredCrl(
        new CrlPublisher(
            settings.Publication,
            settings.Signer,
            services.GetRequiredService<RevocationRegister>(),
            services.GetRequiredService<IRecords>(),
            services.GetRequiredService<IBlobs>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<CrlPublisher>>()),
        settings.Operators,
        settings.Form);
}
