using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.Lists;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>The trusted-CA list that this deployment publishes: the last one is good, and the next one is not overdue.</summary>
internal sealed class PublishedListProbe(TrustListPublisher publisher, TrustListSchedule schedule, TimeProvider time)
{
    // The timer looks every minute; a key in a vault may be out of reach for a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await publisher.FindCurrentAsync(cancellationToken) is not { } list)
            return HealthCheckResult.Degraded("the first trusted-CA list is not published yet");
        if (list.ExpiresAt <= now) return HealthCheckResult.Unhealthy($"the published trusted-CA list has expired at {list.ExpiresAt:u}");
        var due = list.ExpiresAt - schedule.RenewBefore;
        return due + Slack <= now
            ? HealthCheckResult.Degraded($"the next trusted-CA list has been due since {due:u}")
            : HealthCheckResult.Healthy();
    }
}
