using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Borders;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>The list of the registry that is followed: there, not expired, and not failing so long that it will be.</summary>
internal sealed class SubscribedRegistryProbe(RegistrySubscriptions subscriptions, SubscribedRegistry registry, TimeProvider time)
{
    // Back-off reaches an hour after six failures: from then on an operator has to look.
    private const int ManyFailures = 6;

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        if ((await subscriptions.GetAsync(cancellationToken)).Approved is null) return HealthCheckResult.Healthy();
        var status = await registry.FindStatusAsync(cancellationToken);
        var list = await registry.FindListAsync(cancellationToken);
        var why = status?.Failure is { } failure ? $": {KebabCase.Of(failure)}, {status.Detail}" : "";

        // It was approved just now.
        if (list is null && status is null or { Failures: 0 }) return HealthCheckResult.Healthy();
        if (list is null) return HealthCheckResult.Degraded($"the registry gave no list yet{why}");
        if (list.ExpiresAt <= time.GetUtcNow())
            return HealthCheckResult.Degraded($"the registry list expired at {list.ExpiresAt:u} and stays in force{why}");
        return status?.Failures >= ManyFailures
            ? HealthCheckResult.Degraded($"the registry list was refused or not fetched {status.Failures} times in a row{why}")
            : HealthCheckResult.Healthy();
    }
}
