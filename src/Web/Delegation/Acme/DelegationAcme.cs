using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Delegation.Ordering;
using Shaken.Core.Storage;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.CertificationAuthority.Acme;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Expiries;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Delegation.Acme;

/// <summary>The ACME server at which customers order certificates for lent numbers.</summary>
internal static class DelegationAcme
{
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        .. AcmeFunctions.Of("DelegationAcme", Role.Delegation, AcmePlaces.Delegation),
        new("OperatorOnboardCustomer", Role.Delegation, "POST", "operator/v1/delegation/customers/{id}/acme-credentials",
            DelegateEndpoints.OnboardAsync),
        new("OperatorDelegateCertificates", Role.Delegation, "GET", "operator/v1/delegation/customers/{id}/certificates",
            DelegateEndpoints.CertificatesAsync),
    ];

    public static IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new("PurgeDelegationAcme", Role.Delegation, "25 */5 * * * *", PurgeAsync),
        new("ContinueDelegationOrders", Role.Delegation, "*/30 * * * * *", ContinueAsync),
        new("DelegationReportRevocations", Role.Delegation, "45 * * * * *", CrlTimers.SendReportsAsync),
    ];

    public static IReadOnlyList<SettingsPart> Settings { get; } = [SettingsPart.Of<DelegationAcmeSettings>()];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var delegation = settings.Get<DelegationAcmeSettings>();
        ReportServices.Add(services, settings);
        services.AddSingleton(provider => new DelegateCertificates(
            provider.GetRequiredService<IRecords>(), provider.GetService<DelegateParts>()?.Certificates,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWithdrawnGrants>(provider => provider.GetRequiredService<DelegateCertificates>());
        if (delegation.Issuer == DelegateIssuer.None) return;
        services.AddSingleton(provider => DelegateParts.New(provider, delegation));
        services.AddSingleton<IExpirySource>(new AuthorityExpiries(delegation.Authority.Authorities));
        services.AddKeyedSingleton(
            AcmePlaces.Delegation, (provider, _) => provider.GetRequiredService<DelegateParts>().NewServer());
        services.AddSingleton(provider => new OnboardCustomer(
            provider.GetRequiredService<DelegationCustomers>(),
            provider.GetRequiredKeyedService<AcmeServer>(AcmePlaces.Delegation).ExternalKeys));
    }

    public static void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
    }

    private static async Task ContinueAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<DelegateParts>() is DelegateUpstream upstream)
            await upstream.ContinueAsync(services.GetRequiredKeyedService<AcmeServer>(AcmePlaces.Delegation), cancellationToken);
    }

    private static async Task PurgeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await AcmeFunctions.PurgeAsync(services, DelegateParts.TablePrefix, cancellationToken);
        foreach (
            var table in (string[])[DelegateCertificates.GrantTable, DelegateCertificates.FingerprintTable, DelegateCertificates.Table])
            await Purge.RunAsync(services, table, cancellationToken);
    }
}
