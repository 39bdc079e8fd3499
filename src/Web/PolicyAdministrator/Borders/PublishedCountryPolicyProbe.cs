using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.Borders;
using Shaken.Core.PolicyAdministrator.Lists;

namespace Shaken.Web.PolicyAdministrator.Borders;

/// <summary>The country policy that this deployment publishes: the last one is good, and the next one is not overdue.</summary>
internal sealed class PublishedCountryPolicyProbe(CountryPolicyPublisher publisher, TrustListSchedule schedule, TimeProvider time)
{
    // The timer looks every minute; a key in a vault may be out of reach for a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await publisher.FindCurrentAsync(cancellationToken) is not { } policy)
            return HealthCheckResult.Degraded("the first country policy is not published yet");

        // Readers keep an expired policy in force, so that it does not take the deployment out of service.
        if (policy.ExpiresAt <= now) return HealthCheckResult.Degraded($"the published country policy has expired at {policy.ExpiresAt:u}");
        var due = policy.ExpiresAt - schedule.RenewBefore;
        return due + Slack <= now
            ? HealthCheckResult.Degraded($"the next country policy has been due since {due:u}")
            : HealthCheckResult.Healthy();
    }
}
