using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;
using Shaken.Core.Tenants;
using Shaken.Web.Operators.Approvals;
using Shaken.Web.Operators.Auditing;
using Shaken.Web.Operators.Overview;
using Shaken.Web.Operators.Principals;
using Shaken.Web.Operators.Refreshing;
using Shaken.Web.Operators.Settings;
using Shaken.Web.Operators.SigningIn;
using Shaken.Web.Operators.Tenants;
using Shaken.Web.Operators.Timers;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.Operators;

/// <summary>Signing in, principals, tenants, sessions, the audit log and the timers: what every deployment has.</summary>
internal static class OperatorFunctions
{
    public static IReadOnlyList<HttpFunction> Http { get; } =
    [
        new("AuthLogin", null, "POST", "api/v1/auth/login", AuthEndpoints.LoginAsync),
        new("AuthRefresh", null, "POST", "api/v1/auth/refresh", AuthEndpoints.RefreshAsync),
        new("AuthLogout", null, "POST", "api/v1/auth/logout", AuthEndpoints.LogoutAsync),
        new("OperatorPrincipals", null, "GET", "operator/v1/principals", PrincipalEndpoints.ListAsync),
        new("OperatorCreatePrincipal", null, "POST", "operator/v1/principals", PrincipalEndpoints.CreateAsync),
        new("OperatorPrincipal", null, "GET", "operator/v1/principals/{id}", PrincipalEndpoints.GetAsync),
        new("OperatorAmendPrincipal", null, "PUT", "operator/v1/principals/{id}", PrincipalEndpoints.AmendAsync),
        new("OperatorDisablePrincipal", null, "POST", "operator/v1/principals/{id}/disable", PrincipalEndpoints.DisableAsync),
        new("OperatorEnablePrincipal", null, "POST", "operator/v1/principals/{id}/enable", PrincipalEndpoints.EnableAsync),
        new("OperatorAddKey", null, "POST", "operator/v1/principals/{id}/keys", CredentialEndpoints.AddKeyAsync),
        new("OperatorRemoveKey", null, "POST", "operator/v1/principals/{id}/keys/{key}/remove", CredentialEndpoints.RemoveKeyAsync),
        new("OperatorSetPassword", null, "POST", "operator/v1/principals/{id}/password", CredentialEndpoints.SetPasswordAsync),
        new("OperatorSetSecondFactor", null, "POST", "operator/v1/principals/{id}/second-factor", CredentialEndpoints.SetSecondFactorAsync),
        new("OperatorAddCertificate", null, "POST", "operator/v1/principals/{id}/certificates", CredentialEndpoints.AddCertificateAsync),
        new(
            "OperatorRemoveCertificate", null, "POST", "operator/v1/principals/{id}/certificates/{sha256}/remove",
            CredentialEndpoints.RemoveCertificateAsync),
        new("OperatorAddPublicKey", null, "POST", "operator/v1/principals/{id}/public-keys", CredentialEndpoints.AddPublicKeyAsync),
        new(
            "OperatorRemovePublicKey", null, "POST", "operator/v1/principals/{id}/public-keys/{thumbprint}/remove",
            CredentialEndpoints.RemovePublicKeyAsync),
        new("OperatorTenants", null, "GET", "operator/v1/tenants", TenantEndpoints.ListAsync),
        new("OperatorTenant", null, "GET", "operator/v1/tenants/{tenant}", TenantEndpoints.GetAsync),
        new("OperatorPutTenant", null, "PUT", "operator/v1/tenants/{tenant}", TenantEndpoints.PutAsync),
        new("OperatorSessions", null, "GET", "operator/v1/sessions", SessionEndpoints.ListAsync),
        new("OperatorEndSessions", null, "POST", "operator/v1/sessions/end", SessionEndpoints.EndAsync),
        new("OperatorAudit", null, "GET", "operator/v1/audit", AuditEndpoints.ListAsync),
        new("OperatorExportAudit", null, "GET", "operator/v1/audit/export", AuditEndpoints.ExportAsync),
        new("OperatorVerifyAudit", null, "GET", "operator/v1/audit/verify", AuditEndpoints.VerifyAsync),
        new("OperatorRefresh", null, "POST", "operator/v1/refresh", RefreshEndpoint.AskAsync),
        new("OperatorOverview", null, "GET", "operator/v1/overview", OverviewEndpoint.GetAsync),
        new("OperatorApprovals", null, "GET", "operator/v1/approvals", ApprovalEndpoint.ListAsync),
        new("OperatorSettings", null, "GET", "operator/v1/settings", SettingsEndpoint.ListAsync),
        new("OperatorCrls", null, "GET", "operator/v1/crls", CrlOperatorEndpoints.ListAsync),
        new("OperatorPublishCrl", null, "POST", "operator/v1/crls/{name}/publish", CrlOperatorEndpoints.PublishAsync),
        new("OperatorRevocations", null, "GET", "operator/v1/revocations", CrlOperatorEndpoints.RevocationsAsync),
        new("OperatorTimers", null, "GET", "operator/v1/timers", TimerListEndpoint.ListAsync),
        .. CallStatisticsPart.Functions,
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("OperatorsFollowUp", null, "5 * * * * *", FollowUpAsync),
        new("OperatorsPurge", null, "35 23 * * * *", PurgeAsync),
        .. CallStatisticsPart.Timers,
    ];

    // Changes of principals, sessions and tenants that an instance stored and, because it ended, did not tell the audit log of.
    private static async Task FollowUpAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!KeptRecords.AreKept(services.GetRequiredService<ParsedSettings>())) return;
        await services.GetRequiredService<KnownPrincipals>().SweepAsync(cancellationToken);
        await services.GetRequiredService<OpenSessions>().SweepAsync(cancellationToken);
        await services.GetRequiredService<TenantDirectory>().SweepAsync(cancellationToken);
    }

    private static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!KeptRecords.AreKept(services.GetRequiredService<ParsedSettings>())) return;
        await Purge.RunAsync(services, OpenSessions.Table, cancellationToken);
        await Purge.RunAsync(services, SecondFactors.UsedTable, cancellationToken);
        await Purge.RunAsync(services, PrincipalTokens.Table, cancellationToken);
    }
}
