using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Policies;

/// <summary>The customers of signing policies, for presentations.</summary>
public sealed class PolicyCustomers : IPresentationCustomers
{
    private readonly TenantDirectory _tenants;
    private readonly SigningPolicies _policies;

    public PolicyCustomers(TenantDirectory tenants, SigningPolicies policies) => (_tenants, _policies) = (tenants, policies);

    /// <summary>Whether the tenant is active, and its policy takes presentations for the customer.</summary>
    public async ValueTask<bool> TakesAsync(CustomerRef customer, CancellationToken cancellationToken) =>
        TenantId.TryParse(customer.Tenant, out var tenant)
        && await _tenants.FindAsync(tenant, cancellationToken) is { IsActive: true }
        && (await _policies.GetAsync(tenant, cancellationToken)).Policy.Customers.TryGetValue(customer.Customer, out var rule)
        && rule.TakesPresentations;
}
