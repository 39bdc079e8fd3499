using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.Lists;
using Shaken.Core.PolicyAdministrator.Publishing;

namespace Shaken.Web.PolicyAdministrator;

/// <summary>
/// A document that this deployment publishes: the last one is good, and the next one is not overdue. Readers go on without it, so that none
/// of this takes the deployment out of service.
/// </summary>
/// <param name="title">Of the document, for people.</param>
internal sealed class PublishedJwtProbe(string title, JwtPublisher publisher, TrustListSchedule schedule, TimeProvider time)
{
    // The timer looks every minute; a key in a vault may be out of reach for a while.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await publisher.FindCurrentAsync(cancellationToken) is not { } document)
            return HealthCheckResult.Degraded($"the first {title} is not published yet");
        if (document.ExpiresAt <= now) return HealthCheckResult.Degraded($"the published {title} has expired at {document.ExpiresAt:u}");
        var due = document.ExpiresAt - schedule.RenewBefore;
        return due + Slack <= now ? HealthCheckResult.Degraded($"the next {title} has been due since {due:u}") : HealthCheckResult.Healthy();
    }
}
