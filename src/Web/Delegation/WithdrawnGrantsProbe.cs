using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Delegation.Grants;

namespace Shaken.Web.Delegation;

/// <summary>Withdrawn grants: what was issued for them is revoked, or it was withdrawn just now.</summary>
internal sealed class WithdrawnGrantsProbe(SettleWithdrawn settle, TimeProvider time)
{
    // The timer tries each minute: several tries have failed by then.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var waiting = await settle.CountAsync(cancellationToken);
        return waiting.Since is { } since && since + Slack <= time.GetUtcNow()
            ? HealthCheckResult.Degraded(
                $"certificates of {waiting.Count} withdrawn grants are not revoked, the oldest since {since:u}; the log has the reason")
            : HealthCheckResult.Healthy();
    }
}
