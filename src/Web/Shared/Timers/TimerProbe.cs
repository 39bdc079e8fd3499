using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shaken.Web.Shared.Timers;

/// <summary>The timers: the last run of each ended well, and none is overdue. What a failed run means, its own check says.</summary>
internal sealed class TimerProbe(TimerStates timers)
{
    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var states = await timers.ListAsync(cancellationToken);
        var failed = states.Where(state => state.Last?.Error is not null).Select(state => state.Name).ToList();
        var overdue = states.Where(state => state.IsOverdue).Select(state => state.Name).ToList();

        // Strangers read this: the error itself is for operators.
        return failed.Count > 0
            ? HealthCheckResult.Degraded($"the last run of {string.Join(", ", failed)} failed; /operator/v1/timers says why")
            : overdue.Count > 0
                ? HealthCheckResult.Degraded($"{string.Join(", ", overdue)} did not run when due: no instance runs the timers")
            : HealthCheckResult.Healthy();
    }
}
