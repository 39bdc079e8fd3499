using Microsoft.Extensions.Logging;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>
/// Hands on to the other CPSs, in the background, what was published here (ATIS-1000096). Best effort: what waits is in this process's
/// memory, and worth nothing after a minute.
/// </summary>
public sealed class RepublishFanOut
{
    private readonly IReadOnlyList<RepublishLane> _lanes;
    private readonly RepublishBounds _bounds;
    private readonly TimeProvider _time;

    public RepublishFanOut(
        IReadOnlyList<RepublishTarget> targets,
        RepublishSigner signer,
        CpsClient client,
        RepublishBounds bounds,
        RepublishMetrics metrics,
        TimeProvider time,
        ILogger<RepublishFanOut> logger)
    {
        _lanes = [.. targets.Select(target => new RepublishLane(target, bounds, signer, client, metrics, time, logger))];
        (_bounds, _time) = (bounds, time);
    }

    private RepublishFanOut(TimeProvider time) => (_lanes, _bounds, _time) = ([], RepublishBounds.Default, time);

    /// <summary>For a CPS that hands on to nobody.</summary>
    public static RepublishFanOut ToNobody(TimeProvider time) => new(time);

    /// <summary>Queues it for every peer. Never waits, and fails never: nothing on the call's path depends on a peer.</summary>
    public void HandOn(Republication publication)
    {
        foreach (var lane in _lanes) lane.Offer(publication);
    }

    /// <summary>Works until told to stop; then hands on what waits, for a bounded time.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var registration = stoppingToken.Register(() =>
        {
            foreach (var lane in _lanes) lane.Close();
            abandon.CancelAfter(_bounds.Drain);
        });
        await Task.WhenAll(_lanes.Select(lane => lane.RunAsync(abandon.Token)));
    }
}
