using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement.Deliveries;

/// <summary>
/// Whether a peer is asked at all. After so many failures in a row it counts as down and is left alone for a pause; then single requests
/// probe, and the first answer lets all through again. Safe for many at once.
/// </summary>
internal sealed class PeerCircuit(DeliveryBounds bounds, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private int _round;
    private TimeSpan _pause;
    private Deadline? _closedUntil;

    /// <summary>Lets a request through, or tells how long to wait before asking again.</summary>
    /// <param name="round">
    /// What <see cref="Failed"/> wants to hear: failures of requests sent before the pause began say nothing new.
    /// </param>
    public bool TryPass(out int round, out TimeSpan wait)
    {
        lock (_lock)
        {
            round = _round;
            wait = TimeSpan.Zero;
            if (_closedUntil is not { } until) return true;
            if (!until.HasPassed(time))
            {
                wait = until.Left(time);
                return false;
            }

            _closedUntil = Deadline.After(bounds.ProbeEvery, time);
            return true;
        }
    }

    /// <summary>The peer answered, whatever it said: it is there.</summary>
    /// <returns>Whether it had counted as down.</returns>
    public bool Answered()
    {
        lock (_lock)
        {
            var wasDown = _closedUntil is not null;
            _failures = 0;
            _closedUntil = null;
            return wasDown;
        }
    }

    /// <returns>Whether it counts as down from now on, and did not before.</returns>
    public bool Failed(int round)
    {
        lock (_lock)
        {
            if (round != _round || ++_failures < bounds.FailuresToOpen) return false;
            var wasUp = _closedUntil is null;
            var longer = wasUp ? bounds.FirstPause : _pause * 2;
            _pause = longer < bounds.LongestPause ? longer : bounds.LongestPause;
            _closedUntil = Deadline.After(_pause, time);
            _round++;
            return wasUp;
        }
    }
}
