using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;
using Shaken.Web.PolicyAdministrator.Accounts;
using Shaken.Web.PolicyAdministrator.Authorities;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.PolicyAdministrator.Lists;
using Shaken.Web.PolicyAdministrator.Notices;
using Shaken.Web.PolicyAdministrator.Public;
using Shaken.Web.PolicyAdministrator.Signing;
using Shaken.Web.PolicyAdministrator.Tokens;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.Approvals;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>
/// The role pa, STI-PA: accounts of providers and their tokens, approved CAs and the trusted-CA list, notices to the CAs, the indirect CRL
/// and reports to it; and what <see cref="DirectoryPart"/> adds.
/// </summary>
internal sealed class PolicyAdministratorModule : IRoleModule
{
    // Tells the lists of one store apart.
    private const string ListName = "national";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    public Role Role => Role.Pa;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("PaGetCrl", Role.Pa, "GET", "download/v1/crl", CrlEndpoints.GetAdministratorsAsync),
        new("PaForceCrl", Role.Pa, "POST", "pa/v1/crl", CrlEndpoints.ForceAdministratorsAsync),
        new("PaTakeRevocation", Role.Pa, "POST", "pa/v1/revocations", ReportEndpoints.TakeAsync),
        new("PaGetNotices", Role.Pa, "GET", "pa/v1/notices", NoticeEndpoints.GetAsync),
        new("PaIssueToken", Role.Pa, "POST", "api/v1/account/{id}/token", TokenEndpoints.IssueAsync),
        new("PaRevokeToken", Role.Pa, "POST", "api/v1/account/{id}/token/{jti}/revoke", TokenEndpoints.RevokeAsync),
        new("PaListTokens", Role.Pa, "GET", "api/v1/account/{id}/tokens", TokenEndpoints.ListAsync),
        new("PaGetCaList", Role.Pa, "GET", "api/v1/ca-list", CaListEndpoint.GetAsync),
        new("PaGetSigner", Role.Pa, "GET", "download/v1/certificate/{file}", SignerEndpoints.GetAsync),
        new("PaPublicProviders", Role.Pa, "GET", "public/v1/providers", PublicEndpoints.ProvidersAsync),
        new("PaPublicAuthorities", Role.Pa, "GET", "public/v1/authorities", PublicEndpoints.AuthoritiesAsync),
        new("OperatorListAccounts", Role.Pa, "GET", "operator/v1/accounts", AccountEndpoints.ListAsync),
        new("OperatorApplyForAccount", Role.Pa, "POST", "operator/v1/accounts", AccountEndpoints.ApplyAsync),
        new("OperatorGetAccount", Role.Pa, "GET", "operator/v1/accounts/{id}", AccountEndpoints.GetAsync),
        new("OperatorAmendAccount", Role.Pa, "PUT", "operator/v1/accounts/{id}", AccountEndpoints.AmendAsync),
        new("OperatorMoveAccount", Role.Pa, "POST", "operator/v1/accounts/{id}/state", AccountEndpoints.MoveAsync),
        new("OperatorAccountHistory", Role.Pa, "GET", "operator/v1/accounts/{id}/history", AccountEndpoints.HistoryAsync),
        new("OperatorListAuthorities", Role.Pa, "GET", "operator/v1/authorities", AuthorityEndpoints.ListAsync),
        new("OperatorApplyForAuthority", Role.Pa, "POST", "operator/v1/authorities", AuthorityEndpoints.ApplyAsync),
        new("OperatorAuthorityChallenge", Role.Pa, "POST", "operator/v1/authority-challenges", AuthorityEndpoints.ChallengeAsync),
        new("OperatorGetAuthority", Role.Pa, "GET", "operator/v1/authorities/{id}", AuthorityEndpoints.GetAsync),
        new("OperatorMoveAuthority", Role.Pa, "POST", "operator/v1/authorities/{id}/state", AuthorityEndpoints.MoveAsync),
        new("OperatorListLists", Role.Pa, "GET", "operator/v1/lists", ListHistoryEndpoints.ListAsync),
        new("OperatorPublishList", Role.Pa, "POST", "operator/v1/lists", ListHistoryEndpoints.PublishAsync),
        new("OperatorGetList", Role.Pa, "GET", "operator/v1/lists/{sequence}", ListHistoryEndpoints.GetAsync),
        .. DirectoryPart.Functions,
        .. BorderPart.Functions,
        .. ReputationPart.Functions,
        .. RegistrySubscriptionPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaPublishCrl", Role.Pa, "10 * * * * *", CrlTimers.PublishAdministratorsAsync),
        new("PaPurgeRevocations", Role.Pa, "50 17 3 * * *", (services, token) => Purge.RunAsync(services, RevocationRegister.Table, token)),
        new("PaPublishList", Role.Pa, "5 * * * * *", PaTimers.PublishListAsync),
        new("PaSweep", Role.Pa, "35 * * * * *", PaTimers.SweepAsync),
        new("PaWarn", Role.Pa, "0 10 6 * * *", PaTimers.WarnAsync),
        new("PaPurgeTokens", Role.Pa, "50 27 3 * * *", (services, token) => Purge.RunAsync(services, TokenLedger.Table, token)),
        .. DirectoryPart.Timers,
        .. BorderPart.Timers,
        .. ReputationPart.Timers,
        .. RegistrySubscriptionPart.Timers,
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } =
    [
        SettingsPart.Of<PaSettings>(), SettingsPart.Of<AdministratorSettings>(), SettingsPart.Of<DirectorySettings>(),
        SettingsPart.Of<BorderSettings>(), ReputationPart.Settings, SettingsPart.Of<RegistrySubscriptionSettings>(),
    ];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.AddSingleton(provider => new TakeRevocationReports(
            settings.Get<PaSettings>().Reporters, provider.GetRequiredService<RevocationRegister>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AuditLog>();
        services.AddSingleton<NoticeLog>();
        services.AddSingleton<ProviderAccounts>();
        services.AddSingleton<AccountFollowUp>();
        services.AddSingleton<ChangeAccount>();
        services.AddSingleton<IExpirySource, PaExpiries>();
        services.AddSingleton<IExpirySource, EvidenceExpiries>();
        services.AddSingleton<TokenLedger>();
        services.AddSingleton<RevokeToken>();
        services.AddSingleton<ApprovedAuthorities>();
        services.AddSingleton<IApprovedRoots>(provider => provider.GetRequiredService<ApprovedAuthorities>());
        var administrator = settings.Get<AdministratorSettings>();
        if (administrator.Authorities is { } rules)
        {
            services.AddSingleton(rules);
            services.AddSingleton<ChangeAuthority>();
            services.AddSingleton<IApprovalSource, AuthorityApprovals>();
        }

        if (administrator is { Tokens: { } tokens, Url: { } tokensUrl }) AddTokens(services, tokens, tokensUrl);
        if (administrator is { List: { } list, Url: { } listUrl }) AddList(services, list, listUrl);
        foreach (var former in administrator.Former) services.AddSingleton(former);
        services.AddSingleton<IApprovalSource>(provider => new BorderApprovals(
            provider.GetService<CountryPolicies>(), provider.GetService<AcceptedRoots>(), provider.GetService<RegistrySubscriptions>()));
        DirectoryPart.AddServices(services, settings);
        BorderPart.AddServices(services, settings);
        ReputationPart.AddServices(services, settings);
        RegistrySubscriptionPart.AddServices(services, settings);
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        DirectoryPart.AddHealthChecks(checks, settings);
        BorderPart.AddHealthChecks(checks, settings);
        RegistrySubscriptionPart.AddHealthChecks(checks, settings);
        if (settings.Get<AdministratorSettings>().List is not { } list) return;
        checks.AddProbe("published-trust-list", ProbeInterval, provider => new PublishedListProbe(
            provider.GetRequiredService<TrustListPublisher>(), list.Schedule, provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    private static void AddTokens(IServiceCollection services, TokenSettings tokens, string url)
    {
        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        services.AddSingleton(tokens.Signer.Published);
        services.AddSingleton(tokens.Policy);
        services.AddSingleton(provider => new SpcTokenIssuer(
            tokens.Signer.Key, tokens.Signer.Published.UrlAt(url), TkvalueForm.Base64, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>()));
        services.AddSingleton<IssueToken>();
    }

    private static void AddList(IServiceCollection services, ListSettings list, string url)
    {
        services.AddSingleton(list.Signer.Published);
        services.AddSingleton(provider => new TrustListPublisher(
            new TrustListPublication(ListName, list.Signer.Key, list.Signer.Published.UrlAt(url), list.Schedule),
            provider.GetRequiredService<IApprovedRoots>(), provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<TrustListPublisher>>()));
    }
}
