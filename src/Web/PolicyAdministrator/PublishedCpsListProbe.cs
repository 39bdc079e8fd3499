using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.CpsDirectory;
using Shaken.Core.PolicyAdministrator.Lists;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The cpsMapping that this deployment publishes: the last one is good, and the next one is not overdue.</summary>
internal sealed class PublishedCpsListProbe(CpsListPublisher publisher, TrustListSchedule schedule, TimeProvider time)
{
    // The timer looks every minute; a key in a vault may be out of reach for a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await publisher.FindCurrentAsync(cancellationToken) is not { } list)
            return HealthCheckResult.Degraded("the first cpsMapping is not published yet");

        // Calls go on without it, so that an expired mapping does not take the deployment out of service.
        if (list.ExpiresAt <= now) return HealthCheckResult.Degraded($"the published cpsMapping has expired at {list.ExpiresAt:u}");
        var due = list.ExpiresAt - schedule.RenewBefore;
        return due + Slack <= now
            ? HealthCheckResult.Degraded($"the next cpsMapping has been due since {due:u}") : HealthCheckResult.Healthy();
    }
}
