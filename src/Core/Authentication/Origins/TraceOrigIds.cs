using Shaken.Core.Auditing;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication.Origins;

/// <summary>
/// Resolves an origid for an operator: where the call came from. Each reading stands in the audit log before it is answered, whether the
/// origid is ours or not.
/// </summary>
public sealed class TraceOrigIds
{
    private readonly OrigIds _origIds;
    private readonly SigningPolicies _policies;
    private readonly AuditLog _audit;
    private readonly TimeProvider _time;

    public TraceOrigIds(OrigIds origIds, SigningPolicies policies, AuditLog audit, TimeProvider time) =>
        (_origIds, _policies, _audit, _time) = (origIds, policies, audit, time);

    /// <summary>The trace; null: no call of this deployment has this origid.</summary>
    /// <param name="origId">A UUID in lower case: <see cref="OrigIdText"/>.</param>
    public async ValueTask<OrigIdTrace?> TraceAsync(string origId, ActRequest act, CancellationToken cancellationToken)
    {
        var trace = await _origIds.FindAsync(origId, cancellationToken) ?? await FindNamedAsync(origId, cancellationToken);
        var subject = new AuditParty("origid", origId);
        await _audit.AppendAsync(
            new AuditAct(
                $"{subject}/{act.Actor}/{act.RequestId}", _time.GetUtcNow(), act.Actor, act.Address, subject, "origid-traced", act.Reason,
                [AuditChange.Of("tenant", before: null, trace?.Tenant.Value)]),
            cancellationToken);
        return trace;
    }

    // One that a policy names: in its pool, of a customer, of a trunk.
    private async ValueTask<OrigIdTrace?> FindNamedAsync(string origId, CancellationToken cancellationToken)
    {
        await foreach (var (tenant, policy, _, _, _) in _policies.ListAsync(cancellationToken))
        {
            if (policy.Customers.Values.FirstOrDefault(rule => rule.OrigId == origId) is { } customer)
                return Named(tenant, customer.Name, trunk: null);
            if (policy.Trunks.Values.FirstOrDefault(rule => rule.OrigId == origId) is { } trunk)
                return Named(tenant, trunk.Customer, trunk.Name);
            if (policy.OrigIds.Pool.Contains(origId, StringComparer.Ordinal)) return Named(tenant, customer: null, trunk: null);
        }

        return null;
    }

    private static OrigIdTrace Named(TenantId tenant, string? customer, string? trunk) =>
        new(TracedForm.Policy, tenant, customer, trunk, Hour: null);
}
