using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;
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
    public Role Role => Role.Delegation;

    public IReadOnlyList<HttpFunction> Functions { get; } =
    [
        .. DelegationAcme.Functions,
        .. PresentationPart.Functions,
    ];

    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        .. DelegationAcme.Timers,
        .. PresentationPart.Timers,
    ];

    public IReadOnlyList<SettingsPart> Settings { get; } =
    [
        .. DelegationAcme.Settings,
        .. PresentationPart.Settings,
    ];

    public void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.TryAddSingleton<AuditLog>();
        services.AddSingleton<DelegationCustomers>();
        services.AddSingleton<NumberGrants>();
        DelegationAcme.AddServices(services, settings);
        PresentationPart.AddServices(services, settings);
    }

    public void AddHealthChecks(HealthChecks checks, ParsedSettings settings)
    {
        DelegationAcme.AddHealthChecks(checks, settings);
        PresentationPart.AddHealthChecks(checks, settings);
    }
}
