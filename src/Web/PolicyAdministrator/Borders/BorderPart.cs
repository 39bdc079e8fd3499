using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Web.PolicyAdministrator.ForeignCrls;
using Shaken.Web.PolicyAdministrator.Partners;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>What the role pa does across borders: the country policy, and the lists of partners (ATIS-1000087).</summary>
internal static class BorderPart
{
    // Tells the policies of one store apart.
    private const string PolicyName = "national";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("PartnerGetCaList", Role.Pa, "GET", "partner/v1/ca-list", PartnerListEndpoint.GetAsync),
        new("PaGetPartnerCrl", Role.Pa, "GET", "download/v1/partner-crl/{partner}/{file}", ForeignCrlEndpoint.GetAsync),
        new("PaGetCountryPolicy", Role.Pa, "GET", "api/v1/country-policy", CountryPolicyEndpoints.GetAsync),
        new(
            "OperatorGetPublishedPolicy", Role.Pa, "GET", "operator/v1/country-policies/{sequence}",
            CountryPolicyEndpoints.GetPublishedAsync),
        new("OperatorListCountries", Role.Pa, "GET", "operator/v1/country-policy", CountryPolicyEndpoints.ListAsync),
        new("OperatorShowCountry", Role.Pa, "GET", "operator/v1/country-policy/{country}", CountryPolicyEndpoints.ShowAsync),
        new("OperatorSetCountry", Role.Pa, "PUT", "operator/v1/country-policy/{country}", CountryPolicyEndpoints.SetAsync),
        new(
            "OperatorApproveCountry", Role.Pa, "POST", "operator/v1/country-policy/{country}/approval",
            CountryPolicyEndpoints.ApproveAsync),
        new("OperatorListPartners", Role.Pa, "GET", "operator/v1/partners", PartnerEndpoints.ListAsync),
        new("OperatorAddPartner", Role.Pa, "POST", "operator/v1/partners", PartnerEndpoints.AddAsync),
        new("OperatorGetPartner", Role.Pa, "GET", "operator/v1/partners/{id}", PartnerEndpoints.GetAsync),
        new("OperatorAmendPartner", Role.Pa, "PUT", "operator/v1/partners/{id}", PartnerEndpoints.AmendAsync),
        new("OperatorGetPartnerRoots", Role.Pa, "GET", "operator/v1/partners/{id}/roots", PartnerRootEndpoints.GetAsync),
        new("OperatorAcceptRoots", Role.Pa, "PUT", "operator/v1/partners/{id}/roots", PartnerRootEndpoints.AcceptAsync),
        new("OperatorApproveRoots", Role.Pa, "POST", "operator/v1/partners/{id}/roots/approval", PartnerRootEndpoints.ApproveAsync),
        new("OperatorListMergedRoots", Role.Pa, "GET", "operator/v1/merged-roots", PartnerRootEndpoints.ListMergedAsync),
        new("OperatorGetNextTrust", Role.Pa, "GET", "operator/v1/next-trust", NextTrustEndpoints.GetAsync),
        new("OperatorForecastNextTrust", Role.Pa, "GET", "operator/v1/next-trust/impact", NextTrustEndpoints.ForecastAsync),
        new("OperatorMovePartner", Role.Pa, "POST", "operator/v1/partners/{id}/state", PartnerEndpoints.MoveAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaPublishCountryPolicy", Role.Pa, "55 * * * * *", PublishPolicyAsync),
        new("PaRefreshPartners", Role.Pa, "20 * * * * *", RefreshPartnersAsync),
        new("PaRefreshPartnerCrls", Role.Pa, "40 * * * * *", RefreshCrlsAsync),
    ];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var borders = settings.Get<BorderSettings>();
        if (borders.Country is { } country)
        {
            AddPartners(services, borders, country, settings.Get<AdministratorSettings>().Authorities?.NeedsTwoOperators ?? false);
            AddForeignCrls(services, settings.Get<AdministratorSettings>().Url);
        }

        if (borders.CountryPolicy is { } policy && settings.Get<AdministratorSettings>().Url is { } url) AddPolicy(services, policy, url);
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        var borders = settings.Get<BorderSettings>();
        if (borders.Country is not null)
        {
            checks.AddProbe("partners", ProbeInterval, provider => new PartnersProbe(
                provider.GetRequiredService<AllPartners>(), provider.GetRequiredService<PartnerStates>(),
                provider.GetRequiredService<TimeProvider>()).ProbeAsync);
            checks.AddProbe("partner-crls", ProbeInterval, provider => new ForeignCrlsProbe(
                provider.GetRequiredService<AllPartners>(), provider.GetRequiredService<PartnerStates>(),
                provider.GetRequiredService<ForeignCrlStates>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        }

        if (borders.CountryPolicy is not { } policy) return;
        checks.AddProbe("published-country-policy", ProbeInterval, provider => new PublishedJwtProbe(
            "country policy", provider.GetRequiredService<CountryPolicyPublisher>(), policy.Schedule,
            provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    /// <summary>Tells what an instance left untold. The timer of the role calls it.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<KnownPartners>() is { } partners) await partners.SweepAsync(cancellationToken);
        if (services.GetService<AcceptedRoots>() is { } roots) await roots.SweepAsync(cancellationToken);
        if (services.GetService<CountryPolicies>() is { } policies) await policies.SweepAsync(cancellationToken);
    }

    private static void AddPartners(IServiceCollection services, BorderSettings borders, CountryCode country, bool needsTwoOperators)
    {
        services.AddSingleton(provider => new AcceptedRoots(
            needsTwoOperators, provider.GetRequiredService<KnownPartners>(), provider.GetRequiredService<PartnerStates>(),
            provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IRecords>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>()));
        services.AddSingleton<MergedRoots>();
        services.AddSingleton(provider => new NextTrust(
            country, provider.GetRequiredService<MergedRoots>(), provider.GetService<TrustListPublisher>(),
            provider.GetService<CountryPolicies>()));

        // In the place of the approved roots alone: the list's publisher takes the last one.
        services.AddSingleton<IApprovedRoots>(provider => provider.GetRequiredService<MergedRoots>());
        services.AddSingleton(provider => new KnownPartners(
            country, provider.GetRequiredService<AuditLog>(), provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>()));
        services.AddSingleton(provider => new PartnerStates(
            provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            ProductServices.NewSource(provider, FetchProfile.TrustListSigner), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AllPartners>();
        services.AddSingleton<IPartnerLists>(provider => new AllPartnerLists(
            NewClient(provider, borders), new GuardedPartnerLists(provider.GetRequiredService<IUrlFetcher>())));
        services.AddSingleton(provider => new RefreshPartners(
            borders.PartnersAtOnce, provider.GetRequiredService<AllPartners>(), provider.GetRequiredService<PartnerStates>(),
            provider.GetRequiredService<IPartnerLists>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>(), provider.GetRequiredService<ILogger<RefreshPartners>>(),
            provider.GetRequiredService<ListMetrics>()));
    }

    private static void AddForeignCrls(IServiceCollection services, string? url)
    {
        services.AddSingleton<ForeignCrlStates>();
        services.AddSingleton(provider => new RefreshForeignCrls(
            provider.GetRequiredService<AllPartners>(), provider.GetRequiredService<PartnerStates>(),
            provider.GetRequiredService<ForeignCrlStates>(), provider.GetRequiredService<IUrlFetcher>(),
            ProductServices.NewSource(provider, FetchProfile.CrlSigner), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>(), provider.GetRequiredService<ILogger<RefreshForeignCrls>>(),
            provider.GetRequiredService<ListMetrics>()));
        if (url is null) return;
        services.AddSingleton<ICountryDocuments>(provider => new PartnerCountryDocuments(
            url, provider.GetRequiredService<AllPartners>(), provider.GetRequiredService<PartnerStates>(),
            provider.GetRequiredService<ForeignCrlStates>()));
    }

    // A client certificate is shown to its partner's server and to no other.
    private static PartnerListClient NewClient(IServiceProvider services, BorderSettings borders) => new(
        services.GetRequiredService<HttpMessageInvoker>(),
        borders.Access.ToDictionary(
            pair => pair.Key,
            pair => new PartnerAccess(
                pair.Value.Credentials,
                pair.Value.Identity is { } identity
                    ? OperatorClient.New(services.GetRequiredService<FetchingOptions>(), identity)
                    : null),
            StringComparer.Ordinal),
        services.GetRequiredService<TimeProvider>());

    private static void AddPolicy(IServiceCollection services, CountryPolicySettings policy, string url)
    {
        services.AddSingleton(policy.Signer.Published);
        services.AddSingleton(policy.Rules);
        services.AddSingleton<CountryPolicies>();
        services.AddSingleton(provider => new CountryPolicyPublisher(
            new CountryPolicyPublication(
                PolicyName, policy.Rules.Own, policy.Signer.Key, policy.Signer.Published.UrlAt(url), policy.Schedule),
            provider.GetRequiredService<CountryPolicies>(), provider.GetRequiredService<IApprovedRoots>(),
            provider.GetServices<ICountryDocuments>(), provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CountryPolicyPublisher>>()));
    }

    // Not due, or in the making on another instance: then there is nothing to do. That policies are ahead of the records, the log says.
    private static async Task PublishPolicyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<CountryPolicyPublisher>() is { } publisher)
            await publisher.PublishAsync(isForced: false, cancellationToken);
    }

    private static async Task RefreshPartnersAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<RefreshPartners>() is { } refresh) await refresh.RunAsync(cancellationToken);
    }

    private static async Task RefreshCrlsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<RefreshForeignCrls>() is { } refresh) await refresh.RunAsync(cancellationToken);
    }
}
