using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Decisions;
using Shaken.Core.Registry.Lists;
using Shaken.Core.Registry.Requests;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.Approvals;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Registry;

/// <summary>The publisher of the joined trusted-CA list: a deployment may publish a national one too.</summary>
internal sealed record JoinedList(TrustListPublisher Publisher);

/// <summary>
/// The role registry: countries register with it, its operators approve them, and policy administrators follow its signed list.
/// </summary>
internal sealed class RegistryModule : IRoleModule
{
    // Tells the lists of one store apart.
    private const string ListName = "international";
    private const string SignerPath = "registry/v1/certificate/";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMinutes(1);

    public Role Role => Role.Registry;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("RegistryGetList", Role.Registry, "GET", "registry/v1/list", RegistryListEndpoints.GetAsync),
        new("RegistryGetPublished", Role.Registry, "GET", "registry/v1/lists/{sequence}", RegistryListEndpoints.GetPublishedAsync),
        new("RegistryGetJoinedList", Role.Registry, "GET", "registry/v1/ca-list", RegistryListEndpoints.GetJoinedAsync),
        new("RegistryGetSigner", Role.Registry, "GET", "registry/v1/certificate/{file}", SignerEndpoints.GetAsync),
        new("RegistryListCountries", Role.Registry, "GET", "registry/v1/countries", CountryEndpoints.ListAsync),
        new("RegistryGetCountry", Role.Registry, "GET", "registry/v1/countries/{country}", CountryEndpoints.GetAsync),
        new(
            "RegistryGetCountryList", Role.Registry, "GET", "registry/v1/countries/{country}/ca-list",
            RegistryListEndpoints.GetCountrysAsync),
        new("RegistryLookUpNumber", Role.Registry, "GET", "registry/v1/numbers/{number}", CountryEndpoints.LookUpAsync),
        new("RegistryAsk", Role.Registry, "POST", "registry/v1/countries/{country}/requests", RequestEndpoints.AskAsync),
        new("RegistryProve", Role.Registry, "POST", "registry/v1/countries/{country}/proof", RequestEndpoints.ProveAsync),
        new("OperatorListRegistered", Role.Registry, "GET", "operator/v1/registry/countries", RegistrationEndpoints.ListAsync),
        new("OperatorGetRegistered", Role.Registry, "GET", "operator/v1/registry/countries/{country}", RegistrationEndpoints.GetAsync),
        new(
            "OperatorOverrideRegistered", Role.Registry, "PUT", "operator/v1/registry/countries/{country}",
            RegistrationEndpoints.OverrideAsync),
        new(
            "OperatorApproveRegistered", Role.Registry, "POST", "operator/v1/registry/countries/{country}/approval",
            RegistrationEndpoints.ApproveAsync),
        new(
            "OperatorRefuseRegistered", Role.Registry, "POST", "operator/v1/registry/countries/{country}/refusal",
            RegistrationEndpoints.RefuseAsync),
        new(
            "OperatorMoveRegistered", Role.Registry, "POST", "operator/v1/registry/countries/{country}/state",
            RegistrationEndpoints.MoveAsync),
        .. RegistryFeedbackPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("RegistryPublishLists", Role.Registry, "25 * * * * *", PublishAsync),
        new("RegistryRefreshLists", Role.Registry, "45 * * * * *", RefreshAsync),
        new("RegistrySweep", Role.Registry, "15 * * * * *", SweepAsync),
        new("RegistryPurgeChallenges", Role.Registry, "50 57 3 * * *", PurgeAsync),
        .. RegistryFeedbackPart.Timers,
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<RegistrySettings>()];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        RegistryFeedbackPart.AddServices(services);
        if (settings.Get<RegistrySettings>().Rules is not { } rules) return;
        services.TryAddSingleton<AuditLog>();
        services.AddSingleton(rules.List.Published);
        services.AddSingleton<RegistryCountries>();
        services.AddSingleton<CountryProofs>();
        services.AddSingleton(provider => new RegisterCountry(
            rules.Url, provider.GetRequiredService<RegistryCountries>(), provider.GetRequiredService<CountryProofs>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DecideRegistration(
            rules.NeedsTwoOperators, provider.GetRequiredService<RegistryCountries>(), provider.GetRequiredService<CountryProofs>()));
        services.AddSingleton(provider => new RegistryPublisher(
            new RegistryPublication(ListName, rules.List.Key, rules.List.Published.UrlAt(rules.Url, SignerPath), rules.Schedule),
            provider.GetRequiredService<RegistryCountries>(), provider.GetRequiredService<IRecords>(),
            provider.GetRequiredService<IBlobs>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RegistryPublisher>>()));
        services.AddSingleton(provider => NewLists(provider, rules));
        if (rules.Joined is { } joined) AddJoined(services, joined, rules);
        services.AddSingleton<IApprovalSource>(provider => new RegistryApprovals(rules, provider.GetRequiredService<RegistryCountries>()));
        services.AddSingleton<IExpirySource>(provider => new RegistryExpiries(
            rules, provider.GetRequiredService<RegistryPublisher>(), provider.GetService<JoinedList>()));
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (settings.Get<RegistrySettings>().Rules is not { } rules) return;
        checks.AddProbe("published-registry-list", ProbeInterval, provider => new PublishedJwtProbe(
            "registry list", provider.GetRequiredService<RegistryPublisher>(), rules.Schedule,
            provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        checks.AddProbe("registered-lists", ProbeInterval, provider => new RegisteredListsProbe(
            provider.GetRequiredService<RegistryCountries>(), provider.GetRequiredService<CountryLists>(),
            provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    private static CountryLists NewLists(IServiceProvider provider, RegistryRules rules)
    {
        var states = new PartnerStates(
            provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            ProductServices.NewSource(provider, FetchProfile.TrustListSigner), provider.GetRequiredService<TimeProvider>());
        return new CountryLists(
            rules.ListsAtOnce, provider.GetRequiredService<RegistryCountries>(), states, provider.GetRequiredService<IUrlFetcher>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>(),
            provider.GetRequiredService<ILogger<RefreshPartners>>(), provider.GetRequiredService<ListMetrics>());
    }

    private static void AddJoined(IServiceCollection services, DocumentSigner joined, RegistryRules rules)
    {
        services.AddSingleton(joined.Published);
        services.AddSingleton(provider => new JoinedList(new TrustListPublisher(
            new TrustListPublication($"joined-{ListName}", joined.Key, joined.Published.UrlAt(rules.Url, SignerPath), rules.Schedule),
            provider.GetRequiredService<CountryLists>(), provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TrustListPublisher>>())));
    }

    // Not due, or in the making on another instance: then there is nothing to do. That lists are ahead of the records, the log says.
    private static async Task PublishAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<RegistryPublisher>() is { } publisher) await publisher.PublishAsync(isForced: false, cancellationToken);
        if (services.GetService<JoinedList>() is { } joined) await joined.Publisher.PublishAsync(isForced: false, cancellationToken);
    }

    private static async Task RefreshAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<CountryLists>() is { } lists) await lists.RefreshAsync(cancellationToken);
    }

    private static Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        Purge.RunAsync(services, CountryProofs.Table, cancellationToken);

    private static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<RegistryCountries>() is { } countries) await countries.SweepAsync(cancellationToken);
    }
}
