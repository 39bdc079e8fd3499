using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Core.PolicyAdministrator.Bypass;
using Shaken.Core.PolicyAdministrator.Complaints;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.PolicyAdministrator.Crl;
using Shaken.Core.PolicyAdministrator.Reports;
using Shaken.Core.PolicyAdministrator.Revocations;
using Shaken.Core.Storage;
using Shaken.Core.Tokens.Bypass;
using Shaken.Web.PolicyAdministrator.Bypass;
using Shaken.Web.PolicyAdministrator.Complaints;
using Shaken.Web.PolicyAdministrator.CpsDirectory;
using Shaken.Web.PolicyAdministrator.Numbers;
using Shaken.Web.PolicyAdministrator.Reports;
using Shaken.Web.PolicyAdministrator.Revocations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>
/// What the role pa does beside accounts and their tokens: the directory of CPSs, bypass tokens, revocations that providers order, the
/// number table, complaints, reports.
/// </summary>
internal static class DirectoryPart
{
    // Tells the lists of one store apart.
    private const string ListName = "national";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("PaPutCps", Role.Pa, "PUT", "api/v1/account/{id}/cps/{ocn}", CpsDirectoryEndpoints.PutAsync),
        new("PaGetCps", Role.Pa, "GET", "api/v1/account/{id}/cps/{ocn}", CpsDirectoryEndpoints.GetAsync),
        new("PaDeleteCps", Role.Pa, "DELETE", "api/v1/account/{id}/cps/{ocn}", CpsDirectoryEndpoints.DeleteAsync),
        new("PaGetCpsList", Role.Pa, "GET", "api/v1/cps-list", CpsListEndpoints.GetAsync),
        new("OperatorGetCpsList", Role.Pa, "GET", "operator/v1/cps-lists/{sequence}", CpsListEndpoints.GetPublishedAsync),
        new("PaIssueBypass", Role.Pa, "POST", "api/v1/account/{id}/bypass-tokens", BypassEndpoints.IssueAsync),
        new("PaRevokeBypass", Role.Pa, "POST", "api/v1/account/{id}/bypass-tokens/{jti}/revoke", BypassEndpoints.RevokeAsync),
        new("PaFindBypass", Role.Pa, "GET", "bypass-token/{jti}", BypassEndpoints.FindAsync),
        new("PaRevokeCertificate", Role.Pa, "POST", "api/v1/account/{id}/revocations", RevocationOrderEndpoints.RevokeAsync),
        new("OperatorHoldCertificate", Role.Pa, "POST", "operator/v1/accounts/{id}/holds", RevocationOrderEndpoints.HoldAsync),
        new("OperatorReleaseCertificate", Role.Pa, "POST", "operator/v1/accounts/{id}/releases", RevocationOrderEndpoints.ReleaseAsync),
        new("OperatorBeginImport", Role.Pa, "POST", "operator/v1/numbers/imports", NumberEndpoints.BeginAsync),
        new("OperatorGetImport", Role.Pa, "GET", "operator/v1/numbers/imports/{id}", NumberEndpoints.ProgressAsync),
        new("OperatorPutImportPart", Role.Pa, "PUT", "operator/v1/numbers/imports/{id}/parts/{part}", NumberEndpoints.PutPartAsync),
        new("OperatorCommitImport", Role.Pa, "POST", "operator/v1/numbers/imports/{id}/commit", NumberEndpoints.CommitAsync),
        new("OperatorLookUpNumber", Role.Pa, "GET", "operator/v1/numbers/lookup/{number}", NumberEndpoints.LookUpAsync),
        new("OperatorListComplaints", Role.Pa, "GET", "operator/v1/complaints", ComplaintEndpoints.ListAsync),
        new("OperatorGetComplaint", Role.Pa, "GET", "operator/v1/complaints/{reference}", ComplaintEndpoints.GetAsync),
        new("OperatorPutComplaint", Role.Pa, "PUT", "operator/v1/complaints/{reference}", ComplaintEndpoints.PutAsync),
        new("OperatorGetReport", Role.Pa, "GET", "operator/v1/reports/{quarter}", QuarterReportEndpoint.GetAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PaPublishCpsList", Role.Pa, "25 * * * * *", PublishCpsListAsync),
        new("PaCommitNumbers", Role.Pa, "15,45 * * * * *", CommitNumbersAsync),
        new("PaRemoveOldNumbers", Role.Pa, "40 23 * * * *", RemoveOldNumbersAsync),
        new("PaPurgeDirectory", Role.Pa, "50 37 3 * * *", PurgeAsync),
    ];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        services.AddSingleton<NumberImports>();
        services.AddSingleton<CommitNumbers>();
        services.AddSingleton<OrderedCommits>();
        services.AddSingleton<RemoveOldNumbers>();
        services.AddSingleton<CrlWishes>();
        services.AddSingleton<ProviderCertificates>();
        services.AddSingleton<OrderRevocation>();
        services.AddSingleton<CpsEntries>();
        services.AddSingleton<MakeReport>();
        services.AddSingleton<ComplaintRegister>();
        services.AddSingleton<IReportSource>(provider => provider.GetRequiredService<ComplaintRegister>());
        if (FunctionTable.IsOn(Role.Ca, settings)) services.AddSingleton<IReportSource, IssuedReport>();
        var (cpsList, bypass) = settings.Get<DirectorySettings>();
        if (settings.Get<AdministratorSettings>().Url is not { } url) return;
        if (cpsList is not null) AddCpsList(services, cpsList, url);
        if (bypass is not null) AddBypass(services, bypass, url);
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        if (settings.Get<DirectorySettings>().CpsList is not { } list) return;
        checks.AddProbe("published-cps-list", ProbeInterval, provider => new PublishedJwtProbe(
            "cpsMapping", provider.GetRequiredService<CpsListPublisher>(), list.Schedule, provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    /// <summary>Carries out and tells what an instance left undone. The timer of the role calls it.</summary>
    public static async Task SweepAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<OrderRevocation>().SweepAsync(cancellationToken);
        await services.GetRequiredService<CpsEntries>().SweepAsync(cancellationToken);
        await services.GetRequiredService<ComplaintRegister>().SweepAsync(cancellationToken);
        if (services.GetService<BypassTokens>() is { } tokens) await tokens.SweepAsync(cancellationToken);
    }

    private static void AddCpsList(IServiceCollection services, CpsListSettings list, string url)
    {
        services.AddSingleton(list.Signer.Published);
        services.AddSingleton<CpsUrlRules>();
        services.AddSingleton<CpsChallenges>();
        services.AddSingleton<CpsAdvertisements>();
        services.AddSingleton(provider => new ProvisionCps(
            list.Country, provider.GetRequiredService<ProviderAccounts>(), provider.GetRequiredService<CpsEntries>(),
            provider.GetRequiredService<CpsUrlRules>(), provider.GetRequiredService<CpsChallenges>(),
            provider.GetRequiredService<CpsAdvertisements>()));
        services.AddSingleton(provider => new CpsListPublisher(
            new CpsListPublication(ListName, list.Country, list.Signer.Key, list.Signer.Published.UrlAt(url), list.Schedule),
            provider.GetRequiredService<CpsEntries>(), provider.GetRequiredService<IRecords>(), provider.GetRequiredService<IBlobs>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CpsListPublisher>>()));
    }

    private static void AddBypass(IServiceCollection services, BypassSettings bypass, string url)
    {
        services.AddSingleton(bypass.Signer.Published);
        services.AddSingleton(provider => new BypassTokens(
            bypass.Issuer, new BypassTokenSigner(bypass.Signer.Key, bypass.Signer.Published.UrlAt(url)),
            provider.GetRequiredService<ProviderAccounts>(), provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<IRecords>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IRandom>()));
    }

    // Not due, or in the making on another instance: then there is nothing to do.
    private static async Task PublishCpsListAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<CpsListPublisher>() is { } publisher) await publisher.PublishAsync(isForced: false, cancellationToken);
    }

    private static async Task CommitNumbersAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<OrderedCommits>().RunAsync(cancellationToken);

    private static async Task RemoveOldNumbersAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        await services.GetRequiredService<RemoveOldNumbers>().RunAsync(cancellationToken);

    private static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await Purge.RunAsync(services, CpsChallenges.Table, cancellationToken);
        await Purge.RunAsync(services, BypassTokens.Table, cancellationToken);
    }
}
