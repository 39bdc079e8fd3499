using Shaken.Web.CallPlacement;
using Shaken.Web.CertificateRepository;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.CertificationAuthority.Issuing;
using Shaken.Web.CertificationAuthority.Operating;
using Shaken.Web.Operators;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.ServiceProvider;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>Every function of the program: the one list from which endpoints, timers and function.json files are made.</summary>
public static class FunctionTable
{
    public static IReadOnlyList<HttpFunction> Http { get; } =
    [
        new("Health", null, "GET", "health", HealthEndpoint.GetReadyAsync),
        new("HealthLive", null, "GET", "health/live", HealthEndpoint.GetLiveAsync),
        new("HealthReady", null, "GET", "health/ready", HealthEndpoint.GetReadyAsync),

        new("CpsPublishOpen", Role.Cps, "POST", "cps/company/{ocn}", OpenDialectEndpoints.PublishAsync),
        new("CpsRetrieveOwn", Role.Cps, "GET", "cps/company/{ocn}/passports/{dest}/{orig}", OpenDialectEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPublish", Role.Cps, "POST", "passports/{spc}/{dest}/{orig}", AgreedCpsEndpoints.PublishAsync),
        new("CpsRetrieve", Role.Cps, "GET", "passports/{spc}/{dest}/{orig}", AgreedCpsEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPublishByPath", Role.Cps, "POST", "cps/v1/{destspc}/{dest}/{origspc}/{orig}", PathDialectEndpoints.PublishAsync),
        new("CpsSharedPublish", Role.Cps, "POST", "passports/{dest}/{orig}", SharedCpsEndpoints.PublishAsync),
        new("CpsSharedRetrieve", Role.Cps, "GET", "passports/{dest}/{orig}", SharedCpsEndpoints.RetrieveAsync, TakesAway: true),
        new("CpsPlainPublish", Role.Cps, "POST", "publish/{dest}/{orig}", SharedCpsEndpoints.PublishPlainAsync),
        new("CpsPlainRetrieve", Role.Cps, "GET", "retrieve/{dest}/{orig}", SharedCpsEndpoints.RetrievePlainAsync, TakesAway: true),
        new("CpsRepublish", Role.Cps, "POST", "republish/{dest}/{orig}", SharedCpsEndpoints.RepublishAsync),

        new("CrGetCertificate", Role.Cr, "GET", "certificates/{id}.pem", CertificateEndpoints.GetAsync),
        new("CrPutCertificate", Role.Cr, "PUT", "certificates/{id}.pem", PublishEndpoint.PutAsync),
        new("OperatorCertificates", Role.Cr, "GET", "operator/v1/certificates", CertificateIndexEndpoint.GetAsync),

        .. AcmeFunctions.All,
        new("CaPreviewCertificate", Role.Ca, "POST", "ca/v1/certificates/preview", ManualEndpoints.PreviewAsync),
        new("CaIssueCertificate", Role.Ca, "POST", "ca/v1/certificates", ManualEndpoints.IssueAsync),
        new("OperatorNewExternalKey", Role.Ca, "POST", "operator/v1/acme/external-keys", CaOperatorEndpoints.NewExternalKeyAsync),
        new("OperatorAccount", Role.Ca, "GET", "operator/v1/acme/accounts/{id}", CaOperatorEndpoints.AccountAsync),
        new("OperatorAccountCertificates", Role.Ca, "GET", "operator/v1/acme/accounts/{id}/certificates", CaOperatorEndpoints.CertificatesAsync),
        new("OperatorSuspendAccount", Role.Ca, "POST", "operator/v1/acme/accounts/{id}/suspend", CaOperatorEndpoints.SuspendAsync),
        new("OperatorRevoke", Role.Ca, "POST", "operator/v1/issued/{id}/revoke", CaOperatorEndpoints.RevokeAsync),
        new("OperatorRebuildLedger", Role.Ca, "POST", "operator/v1/ledger/rebuild", LedgerEndpoints.RebuildAsync),
        .. ConsolePages.All,
        new("PaGetCrl", Role.Pa, "GET", "download/v1/crl", CrlEndpoints.GetAdministratorsAsync),
        new("PaForceCrl", Role.Pa, "POST", "pa/v1/crl", CrlEndpoints.ForceAdministratorsAsync),
        new("PaTakeRevocation", Role.Pa, "POST", "pa/v1/revocations", ReportEndpoints.TakeAsync),
        new("CaGetCrl", Role.Ca, "GET", "ca/v1/crl", CrlEndpoints.GetOwnAsync),
        new("CaForceCrl", Role.Ca, "POST", "ca/v1/crl", CrlEndpoints.ForceOwnAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PurgeMailbox", Role.Cps, "30 * * * * *", PurgeTimers.PurgeMailboxAsync),
        new("PurgeUsedTokens", Role.Cps, "45 * * * * *", PurgeTimers.PurgeUsedTokensAsync),
        new("PurgeAcme", Role.Ca, "15 */5 * * * *", AcmeFunctions.PurgeAsync),
        new("PaPublishCrl", Role.Pa, "10 * * * * *", CrlTimers.PublishAdministratorsAsync),
        new("CaPublishCrl", Role.Ca, "20 * * * * *", CrlTimers.PublishOwnAsync),
        new("CaReportRevocations", Role.Ca, "40 * * * * *", CrlTimers.SendReportsAsync),
        new("CaPurgeRevocations", Role.Ca, "50 47 3 * * *", PurgeTimers.PurgeRevocationsAsync),
        new("PaPurgeRevocations", Role.Pa, "50 17 3 * * *", PurgeTimers.PurgeRevocationsAsync),
        new("RenewCertificate", Role.As, "20 */10 * * * *", RenewalFunctions.RunAsync),
    ];

    /// <summary>Whether a deployment with these settings has a function. Alone every role is on, and one that nothing is configured for has nothing to do.</summary>
    public static bool IsOn(Role? role, Settings settings) =>
        role is null || role switch
        {
            Role.Ca => CertificationAuthority.IsOn(settings),
            Role.As => RenewalFunctions.IsOn(settings),
            Role.Cps or Role.Cr or Role.Pa or Role.Console => settings.Roles.Contains(role.Value),
        };
}
