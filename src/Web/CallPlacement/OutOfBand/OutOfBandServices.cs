using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.CallPlacement.Mailbox;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.CallPlacement.Taking;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>
/// What signing and verification need to go out of band: <see cref="OutOfBandPosts"/> for the role as, <see cref="IHeldPassports"/> for
/// the role vs.
/// </summary>
internal static class OutOfBandServices
{
    /// <summary>Adds <see cref="OutOfBandPosts"/>, which posts nothing where nothing is configured.</summary>
    public static void AddPosts(IServiceCollection services, ParsedSettings settings)
    {
        var (post, signer) = (settings.Get<OutOfBandSettings>().Post, settings.Get<OutOfBandSettings>().Signer);
        if (post is null)
        {
            services.TryAddSingleton(OutOfBandPosts.ToNobody);
            return;
        }

        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        if (post.Mapping is { } mapping) AddMapping(services, mapping, settings.Get<TrustListSettings>());
        services.AddSingleton<CpsAdvertisementReader>();
        services.AddSingleton(provider => new AdvertisedCpss(
            post.Advertisements, provider.GetRequiredService<IUrlFetcher>(), provider.GetRequiredService<CpsAdvertisementReader>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AdvertisedCpss>>()));
        if (post.Advertisements.Count > 0) services.AddHostedService<AdvertisementKeeper>();
        services.AddSingleton(provider => new OutOfBandHttp(
            provider.GetRequiredService<FetchingOptions>(), provider.GetRequiredService<IAddressResolver>(), post.Identity));
        services.AddSingleton(provider => NewPosts(provider, post, signer));
        services.AddHostedService<PostWorker>();
    }

    /// <summary>Adds <see cref="IHeldPassports"/>, which holds nothing where no CPS is configured.</summary>
    public static void AddHeld(IServiceCollection services, ParsedSettings settings)
    {
        var (read, signer) = (settings.Get<OutOfBandSettings>().Reading, settings.Get<OutOfBandSettings>().Signer);
        services.AddSingleton<IHeldPassports>(provider => read.From switch
        {
            ReadFrom.None => NoHeldPassports.Instance,
            ReadFrom.InProcess => new MailboxHeldPassports(
                provider.GetRequiredService<PassportMailbox>(), provider.GetRequiredService<CpsOptions>(),
                provider.GetRequiredService<IRandom>(), provider.GetRequiredService<TimeProvider>(), read.Limit,
                provider.GetRequiredService<ILogger<MailboxHeldPassports>>()),
            ReadFrom.Open or ReadFrom.Shared or ReadFrom.Agreed => new CpsHeldPassports(
                NewReader(provider, read, signer), new CpsClient(provider.GetRequiredService<HttpMessageInvoker>()),
                provider.GetRequiredService<TimeProvider>(), read.Limit),
        });
    }

    /// <summary>Adds the check of what posting depends on.</summary>
    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (settings.Get<OutOfBandSettings>().Post is { Mapping: null, Advertisements.Count: 0 } or null) return;
        checks.Add<OutOfBandCheck>("out-of-band");
    }

    private static void AddMapping(IServiceCollection services, MappingSource mapping, TrustListSettings trustList)
    {
        services.AddSingleton<ICpsMappingOrigin>(provider => MappingOrigins.New(provider, mapping, trustList));
        services.AddSingleton(provider => new CpsLookup(
            provider.GetRequiredService<ICpsMappingOrigin>(),
            new CpsMappingReader(
                ProductServices.NewSource(provider, FetchProfile.TrustListSigner), provider.GetRequiredService<TrustDomain>(),
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IBlobs>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CpsLookup>>()));
        services.AddHostedService<CpsMappingKeeper>();
    }

    private static OutOfBandPosts NewPosts(IServiceProvider services, PostSettings post, OutOfBandSigner? signer)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var http = services.GetRequiredService<OutOfBandHttp>();
        var routes = new PostRoutes(
            services.GetRequiredService<INumberDirectory>(), post.Peers, services.GetService<CpsLookup>(),
            services.GetRequiredService<TrustDomain>().Country, services.GetRequiredService<AdvertisedCpss>(),
            services.GetRequiredService<FetchingOptions>());
        var clients = new PostClients(
            new CpsClient(http.Operators), new CpsClient(http.Outsiders), signer is null ? null : NewIdentity(services, signer), time);
        return OutOfBandPosts.New(
            new PostOptions { Freshness = post.Freshness }, routes, clients, time, services.GetRequiredService<ILogger<OutOfBandPosts>>());
    }

    // What the settings demand is there.
    private static CpsReader NewReader(IServiceProvider services, ReadSettings read, OutOfBandSigner? signer) => read.From switch
    {
        ReadFrom.Open => new OpenCpsReader(read.Provider!, read.Url!, read.Key!),
        ReadFrom.Shared => new SharedCpsReader(read.Provider!, read.Url!, read.Audience!, NewIdentity(services, signer!)),
        ReadFrom.Agreed => new AgreedCpsReader(
            read.Provider!, read.Url!, read.Audience!, NewIdentity(services, signer!), read.Publishers),
        ReadFrom.None or ReadFrom.InProcess => throw new InvalidOperationException("No other program is read."),
    };

    private static PostIdentity NewIdentity(IServiceProvider services, OutOfBandSigner signer) => new(
        signer.Code,
        new BearerSigner(
            signer.Key, signer.CertificateUrl, signer.Code, services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IRandom>()));
}
