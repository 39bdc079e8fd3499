using NCrontab;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Timers;

/// <summary>A timer of this deployment: its schedule, how it ran last, when it is due next.</summary>
/// <param name="Last">Null: it never ran.</param>
/// <param name="IsOverdue">It ran before, and then missed two runs or more: no instance runs it.</param>
public sealed record TimerState(string Name, string Schedule, TimerRun? Last, DateTimeOffset NextAt, bool IsOverdue);

/// <summary>Looks at all timers of a deployment.</summary>
internal sealed class TimerStates(ParsedSettings settings, TimerRuns runs, TimeProvider time)
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    // A run takes a while, and a host starts late.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<TimerState>> ListAsync(CancellationToken cancellationToken)
    {
        var states = new List<TimerState>();
        foreach (var timer in FunctionTable.Timers.Where(timer => FunctionTable.IsOn(timer.Role, settings)))
        {
            var last = await runs.FindAsync(timer.Name, cancellationToken);
            states.Add(StateOf(timer, last, time.GetUtcNow()));
        }

        return states;
    }

    private static TimerState StateOf(TimerFunction timer, TimerRun? last, DateTimeOffset now)
    {
        var schedule = CrontabSchedule.Parse(timer.Schedule, WithSeconds);
        var next = new DateTimeOffset(schedule.GetNextOccurrence(now.UtcDateTime), TimeSpan.Zero);
        if (last is null) return new TimerState(timer.Name, timer.Schedule, Last: null, next, IsOverdue: false);
        var missed = schedule.GetNextOccurrence(schedule.GetNextOccurrence(last.EndedAt.UtcDateTime));
        return new TimerState(timer.Name, timer.Schedule, last, next, IsOverdue: now.UtcDateTime > missed + Slack);
    }
}
