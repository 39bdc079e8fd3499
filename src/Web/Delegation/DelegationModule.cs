using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Base;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Numbering;
using Shaken.Web.Delegation.Acme;
using Shaken.Web.Delegation.Presentations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Modules;

namespace Shaken.Web.Delegation;

/// <summary>
/// The role delegation: providers lend telephone numbers to customers, which order certificates for them and prove to other providers
/// that they may call from them.
/// </summary>
internal sealed class DelegationModule : IRoleModule
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    public Role Role => Role.Delegation;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("OperatorLentCustomers", Role.Delegation, "GET", "operator/v1/delegation/customers", CustomerEndpoints.ListAsync),
        new("OperatorLentCustomer", Role.Delegation, "GET", "operator/v1/delegation/customers/{customer}", CustomerEndpoints.GetAsync),
        new("OperatorPutLentCustomer", Role.Delegation, "PUT", "operator/v1/delegation/customers/{customer}", CustomerEndpoints.PutAsync),
        new("OperatorGrants", Role.Delegation, "GET", "operator/v1/delegation/grants", GrantEndpoints.ListAsync),
        new("OperatorGrantNumbers", Role.Delegation, "POST", "operator/v1/delegation/grants", GrantEndpoints.GrantAsync),
        new("OperatorGrant", Role.Delegation, "GET", "operator/v1/delegation/grants/{grant}", GrantEndpoints.GetAsync),
        new(
            "OperatorWithdrawGrant", Role.Delegation, "POST", "operator/v1/delegation/grants/{grant}/withdraw",
            GrantEndpoints.WithdrawAsync),
        new("OperatorLentNumber", Role.Delegation, "GET", "operator/v1/delegation/numbers/{number}", GrantEndpoints.FindAsync),
        new("DelegationGrants", Role.Delegation, "GET", "delegation/v1/grants", GrantEndpoints.ListOwnAsync),
        new("DelegationVerify", Role.Delegation, "GET", "delegation/v1/verify/{spc}/{tn}", BaseEndpoints.VerifyAsync),
        new("DelegationBase", Role.Delegation, "GET", "delegation/v1/base", BaseEndpoints.CopyAsync),
        .. DelegationAcme.Functions,
        .. PresentationPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        .. DelegationTimers.All,
        .. DelegationAcme.Timers,
        .. PresentationPart.Timers,
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } =
    [
        SettingsPart.Of<DelegationSettings>(),
        .. DelegationAcme.Settings,
        .. PresentationPart.Settings,
    ];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        var delegation = settings.Get<DelegationSettings>();
        services.TryAddSingleton<AuditLog>();
        services.TryAddSingleton(new NumberingOptions());
        services.TryAddSingleton<INumberDirectory, NumberTableDirectory>();
        services.AddSingleton(delegation.Rules);
        services.AddSingleton(provider => new LendingProviders(delegation.Lenders, provider.GetRequiredService<INumberDirectory>()));
        services.AddSingleton<DelegationCustomers>();
        services.AddSingleton<NumberGrants>();
        services.AddSingleton<FollowGrants>();
        services.AddSingleton<SettleWithdrawn>();
        services.AddSingleton<CompareGrants>();
        services.AddSingleton<DelegationBase>();
        DelegationAcme.AddServices(services, settings);
        PresentationPart.AddServices(services, settings);
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        checks.AddProbe("withdrawn-grants", ProbeInterval, provider => new WithdrawnGrantsProbe(
            provider.GetRequiredService<SettleWithdrawn>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
        DelegationAcme.AddHealthChecks(checks, settings);
        PresentationPart.AddHealthChecks(checks, settings);
    }
}
