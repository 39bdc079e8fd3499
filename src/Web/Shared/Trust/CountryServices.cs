using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Countries;
using Shaken.Core.Trust.Lists;
using Shaken.Core.Trust.Sources;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Trust;

/// <summary>Puts the countries together that this deployment knows, and what keeps their documents in force.</summary>
internal static class CountryServices
{
    public static void Add(IServiceCollection services, TrustListSettings own, CountrySettings countries)
    {
        services.AddSingleton(provider => NewDomains(own, countries, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<TrustDomains>().Own);
        if (!countries.IsFollowed) return;
        services.AddSingleton(provider => new FollowedLists([.. NewLists(provider, own, countries)]));
        services.AddHostedService<FollowedListKeeper>();
    }

    private static TrustDomains NewDomains(TrustListSettings own, CountrySettings countries, TimeProvider time)
    {
        var policy = countries.OwnPrefixes is { } prefixes ? CountryTrust.OfOwn with { Prefixes = prefixes } : null;
        var profile = own.Roots is [{ Country: { } country }, ..] ? CountryProfileFile.Of(country) : null;
        var others = countries.Others.Select(
            other => TrustDomain.OfCountry(other.Country, other.List.Roots, other.CrlUrls, other.Policy, time, other.Profile));
        return new TrustDomains(new TrustDomain(own.Roots, time, policy, profile), [.. others], time, CountryProfileFile.Of);
    }

    private static IEnumerable<IFollowed> NewLists(IServiceProvider services, TrustListSettings own, CountrySettings countries)
    {
        var domains = services.GetRequiredService<TrustDomains>();
        var (blobs, time) = (services.GetRequiredService<IBlobs>(), services.GetRequiredService<TimeProvider>());
        var source = ProductServices.NewSource(services, FetchProfile.TrustListSigner);
        if (countries.HasPolicy)
        {
            yield return new CountryPolicyRefresh(
                ListOrigins.NewPolicy(services, countries, own.Access), new CountryPolicyReader(source, domains.Own, time), domains, blobs,
                time, services.GetRequiredService<ILogger<CountryPolicyRefresh>>());
        }

        if (countries.OwnIntermediatesUrl is { } ownUrl && domains.Own.Country is { } country)
            yield return NewIntermediates(services, country, ownUrl, domains.Own, source);
        foreach (var other in countries.Others)
        {
            var domain = domains.Find(other.Country) ?? throw new InvalidOperationException($"{other.Country} has no domain.");
            if (other.List.IsConfigured)
            {
                var reader = new TrustListReader(source, domain, time, new HashSet<CountryCode> { other.Country });
                yield return new FollowedCountryList(other.Country, new TrustListRefresh(
                    ListOrigins.New(services, other.List), reader, domain, blobs, time,
                    services.GetRequiredService<ILogger<TrustListRefresh>>(), services.GetRequiredService<ListMetrics>(), other.Country));
            }

            if (other.IntermediatesUrl is { } url) yield return NewIntermediates(services, other.Country, url, domain, source);
        }
    }

    private static IntermediateListRefresh NewIntermediates(
        IServiceProvider services, CountryCode country, string url, TrustDomain domain, ICertificateSource source)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new IntermediateListRefresh(
            country, new TrustListUrl(services.GetRequiredService<IUrlFetcher>(), url), new IntermediateListReader(source, domain, time),
            domain, services.GetRequiredService<IBlobs>(), time, services.GetRequiredService<ILogger<IntermediateListRefresh>>());
    }
}
