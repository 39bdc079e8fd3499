using NCrontab;
using Shaken.Core.Foundations;

namespace Shaken.Web.Shared.Timers;

/// <summary>
/// The occurrences of a schedule, each one once. A timer of the system may fire before its moment, and a clock may be set: neither
/// makes an occurrence come twice. Those that pass while one is being worked on come as one. Not for several threads.
/// </summary>
internal sealed class Occurrences
{
    // Looked at again at least this often, since a suspended machine's timers do not count the time that passed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    private readonly CrontabSchedule _schedule;
    private readonly TimeProvider _time;
    private DateTime _seen;
    private DateTime _due;

    /// <param name="schedule">NCRONTAB with seconds, six fields, UTC.</param>
    public Occurrences(string schedule, TimeProvider time)
    {
        _schedule = CrontabSchedule.Parse(schedule, WithSeconds);
        _time = time;
        _seen = Now;
        _due = _schedule.GetNextOccurrence(_seen);
    }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    /// <summary>Waits for the next occurrence.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        while (UntilDue() is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken);

        // From the occurrence on, not from now: now may be a little before it.
        _due = _schedule.GetNextOccurrence(_due > _seen ? _due : _seen);
    }

    private TimeSpan UntilDue()
    {
        var now = Now;
        // A clock that was set back by less catches up. The schedule follows one that was set back by more: otherwise nothing would run
        // until the clock shows the old time again.
        if (now < _seen - ClockTolerance.Instances) _due = _schedule.GetNextOccurrence(now);
        _seen = now;
        var left = _due - now;
        if (left <= TimeSpan.Zero) return TimeSpan.Zero;

        // The system's timers count whole milliseconds: a fraction would be waited for not at all.
        return left < LongestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : LongestWait;
    }
}
