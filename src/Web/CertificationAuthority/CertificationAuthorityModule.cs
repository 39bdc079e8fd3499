using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tokens;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.CertificationAuthority.Issuing;
using Shaken.Web.CertificationAuthority.Notices;
using Shaken.Web.CertificationAuthority.Operating;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.CertificationAuthority;

/// <summary>The role ca, STI-CA: issues certificates, by ACME and by hand, and revokes them.</summary>
internal sealed class CertificationAuthorityModule : IRoleModule
{
    public Role Role => Role.Ca;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        .. AcmeFunctions.All,
        new("CaPreviewCertificate", Role.Ca, "POST", "ca/v1/certificates/preview", ManualEndpoints.PreviewAsync),
        new("CaIssueCertificate", Role.Ca, "POST", "ca/v1/certificates", ManualEndpoints.IssueAsync),
        new("OperatorNewExternalKey", Role.Ca, "POST", "operator/v1/acme/external-keys", CaOperatorEndpoints.NewExternalKeyAsync),
        new("OperatorAccounts", Role.Ca, "GET", "operator/v1/acme/accounts", AcmeAccountEndpoints.ListAsync),
        new("OperatorAccount", Role.Ca, "GET", "operator/v1/acme/accounts/{id}", CaOperatorEndpoints.AccountAsync),
        new("OperatorAccountCertificates", Role.Ca, "GET", "operator/v1/acme/accounts/{id}/certificates", CaOperatorEndpoints.CertificatesAsync),
        new("OperatorSuspendAccount", Role.Ca, "POST", "operator/v1/acme/accounts/{id}/suspend", CaOperatorEndpoints.SuspendAsync),
        new("OperatorIssued", Role.Ca, "GET", "operator/v1/issued", IssuedSearchEndpoints.ListAsync),
        new("OperatorIssuedByNumber", Role.Ca, "POST", "operator/v1/issued-by-number", IssuedSearchEndpoints.ListByNumberAsync),
        new("OperatorIssuedCertificate", Role.Ca, "GET", "operator/v1/issued/{id}", IssuedSearchEndpoints.GetAsync),
        new("OperatorRevoke", Role.Ca, "POST", "operator/v1/issued/{id}/revoke", CaOperatorEndpoints.RevokeAsync),
        new("OperatorRebuildLedger", Role.Ca, "POST", "operator/v1/ledger/rebuild", LedgerEndpoints.RebuildAsync),
        new("CaGetCrl", Role.Ca, "GET", "ca/v1/crl", CrlEndpoints.GetOwnAsync),
        new("CaForceCrl", Role.Ca, "POST", "ca/v1/crl", CrlEndpoints.ForceOwnAsync),
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PurgeAcme", Role.Ca, "15 */5 * * * *", AcmeFunctions.PurgeAsync),
        new("CaPublishCrl", Role.Ca, "20 * * * * *", CrlTimers.PublishOwnAsync),
        new("CaReadNotices", Role.Ca, "*/30 * * * * *", NoticeServices.FollowAsync),
        new("CaReportRevocations", Role.Ca, "40 * * * * *", CrlTimers.SendReportsAsync),
        new("CaPurgeRevocations", Role.Ca, "50 47 3 * * *", (services, token) => Purge.RunAsync(services, RevocationRegister.Table, token)),
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<CaSettings>(), SettingsPart.Of<AcmeSettings>()];

    /// <summary>The role is on, and a CA is configured.</summary>
    public bool IsOn(ParsedSettings settings) =>
        settings.Get<RoleSettings>().Roles.Contains(Role.Ca) && settings.Get<CaSettings>().IsConfigured;

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var ca = settings.Get<CaSettings>();
        services.AddSingleton(AuthorityTokenProfile.Default with { SignerCommonName = ca.TokenSignerName });
        services.AddSingleton<AuthorityTokenVerifier>();
        services.AddSingleton(provider => new AuthorityTokenUses(provider.GetRequiredService<IRecords>(), ca.TokenReuse));
        AddIssuing(services, ca);
        AddAcme(services, ca, settings.Get<AcmeSettings>());
        ReportServices.Add(services, settings);
        NoticeServices.Add(services, ca.ReportTo, settings);
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings) =>
        NoticeServices.AddHealthChecks(checks, settings.Get<CaSettings>().ReportTo, settings);

    private static void AddIssuing(IServiceCollection services, CaSettings ca)
    {
        services.AddSingleton(ca.Issuing!);
        services.AddSingleton(ca.Authorities);
        services.AddSingleton<IExpirySource>(new AuthorityExpiries(ca.Authorities));
        services.AddSingleton<IssuedIndex>();
        services.AddSingleton<IssuedCertificates>();
        services.AddSingleton<SearchIssued>();
        services.AddSingleton<OwnCertificates>();
        services.AddSingleton<CompromisedKeys>();
        services.AddSingleton<RevokeIssued>();
        services.AddSingleton<ManualSubscribers>();
        services.AddSingleton<RebuildLedger>();
        services.AddSingleton<ISubscriberAccounts, AcmeSubscribers>();
        services.AddSingleton<CertificateIssuance>();
        services.AddSingleton<IssueManually>();
    }

    private static void AddAcme(IServiceCollection services, CaSettings ca, AcmeSettings acme)
    {
        services.AddSingleton(acme.Options with
        {
            OwnAuthority = ca.Authorities[0].Authority.Certificate.Extensions.TnAuthList,
            LongestAhead = ca.Issuing!.LongestAhead,
        });
        services.AddSingleton<AcmeAccounts>();
        services.AddSingleton<AcmeOrders>();
        services.AddSingleton<AnswerChallenge>();
        services.AddSingleton<OwnIssuing>();
        services.AddSingleton<OwnAcmeCertificates>();
        services.AddSingleton<SuspendAccount>();
        services.AddSingleton(provider => provider.GetRequiredKeyedService<AcmeServer>(AcmePlaces.Authority).ExternalKeys);
        services.AddKeyedSingleton(AcmePlaces.Authority, (provider, _) => new AcmeServer(
            new AcmeServerParts
            {
                Path = AcmePlaces.Authority,
                Options = provider.GetRequiredService<AcmeOptions>(),
                Records = provider.GetRequiredService<IRecords>(),
                Secrets = provider.GetRequiredService<DeploymentSecrets>(),
                Issuing = provider.GetRequiredService<OwnIssuing>(),
                Certificates = provider.GetRequiredService<OwnAcmeCertificates>(),
                Challenges = provider.GetRequiredService<AnswerChallenge>(),
                Alternates = new AlternateChains(acme.AlternateChains),
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandom>(),
            provider.GetRequiredService<ILogger<FinalizeOrder>>()));
    }
}
