namespace Shaken.Azure.KeyVault;

/// <summary>How fast one process uses one vault.</summary>
/// <param name="PerSecond">Operations in a second, over time.</param>
/// <param name="Burst">Operations at once after a rest.</param>
/// <param name="LongestWait">Of one operation, for its turn.</param>
public sealed record VaultRate(int PerSecond, int Burst, TimeSpan LongestWait)
{
    /// <summary>A tenth of what a vault does with HSM keys on P-256 (200/s), so that ten instances share one without being throttled.</summary>
    public static VaultRate Default { get; } = new(PerSecond: 20, Burst: 40, TimeSpan.FromSeconds(10));
}

/// <summary>
/// A token bucket below the vault's own limit, shared by all that a process asks of one vault: throttled requests count against the limit too, so the
/// rate is kept before they are sent. When the vault says to wait, everybody waits. First come, first served.
/// </summary>
internal sealed class VaultPace(VaultRate rate, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1) / rate.PerSecond;
    private readonly long _start = time.GetTimestamp();

    // When the bucket would be full again, were nobody else to come: a turn is free while that is no further off than the whole bucket.
    private TimeSpan _fullAt = TimeSpan.MinValue;
    private TimeSpan _pausedUntil = TimeSpan.MinValue;

    // Since the start, on the monotonic clock: a wall clock that is set back makes nobody wait.
    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Waits for a turn.</summary>
    /// <exception cref="VaultBusyException">It would come later than anybody waits.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var wait = Reserve();
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);

        // Meanwhile the vault may have asked for a pause.
        while (Paused() is var pause && pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellationToken);
    }

    /// <summary>The vault asked to be left alone for so long.</summary>
    public void PauseFor(TimeSpan asked)
    {
        lock (_lock)
        {
            var until = Now + asked;
            if (until > _pausedUntil) _pausedUntil = until;
        }
    }

    private TimeSpan Reserve()
    {
        lock (_lock)
        {
            var now = Now;
            var fullAt = (_fullAt > now ? _fullAt : now) + _interval;
            var turn = fullAt - (_interval * rate.Burst);
            if (_pausedUntil > turn) turn = _pausedUntil;
            var wait = turn - now;
            if (wait > rate.LongestWait) throw Busy(wait);
            _fullAt = fullAt;
            return wait;
        }
    }

    private TimeSpan Paused()
    {
        lock (_lock)
        {
            var pause = _pausedUntil == TimeSpan.MinValue ? TimeSpan.Zero : _pausedUntil - Now;
            return pause <= rate.LongestWait ? pause : throw Busy(pause);
        }
    }

    private VaultBusyException Busy(TimeSpan wait) =>
        new($"The vault is busy: {rate.PerSecond} operations a second are this process's share, and the next turn is {wait.TotalSeconds:0.#} seconds off.", wait);
}
