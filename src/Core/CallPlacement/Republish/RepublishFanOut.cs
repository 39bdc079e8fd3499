using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;

namespace Shaken.Core.CallPlacement.Republish;

/// <summary>
/// Hands on to the other CPSs, in the background, what was published here (ATIS-1000096). Best effort: what waits is in this process's
/// memory, and worth nothing after a minute.
/// </summary>
public sealed class RepublishFanOut
{
    private readonly IReadOnlyList<(RepublishTarget Target, DeliveryLane Lane)> _lanes;
    private readonly RepublishSigner? _signer;
    private readonly CpsClient? _client;
    private readonly DeliveryBounds _bounds;
    private readonly TimeProvider _time;

    public RepublishFanOut(
        IReadOnlyList<RepublishTarget> targets,
        RepublishSigner signer,
        CpsClient client,
        DeliveryBounds bounds,
        RepublishMetrics metrics,
        TimeProvider time,
        ILogger<RepublishFanOut> logger)
    {
        var report = new RepublishReport(metrics, logger);
        _lanes = [.. targets.Select(target => (target, new DeliveryLane(target.Name, bounds, report, time)))];
        (_signer, _client, _bounds, _time) = (signer, client, bounds, time);
    }

    private RepublishFanOut(TimeProvider time) => (_lanes, _bounds, _time) = ([], DeliveryBounds.Default, time);

    /// <summary>For a CPS that hands on to nobody.</summary>
    public static RepublishFanOut ToNobody(TimeProvider time) => new(time);

    /// <summary>Queues it for every peer. Never waits, and fails never: nothing on the call's path depends on a peer.</summary>
    public void HandOn(Republication publication)
    {
        foreach (var (target, lane) in _lanes) lane.Offer(new RepublishDelivery(publication, target, _signer!, _client!));
    }

    /// <summary>Works until told to stop; then hands on what waits, for a bounded time.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        await using var registration = stoppingToken.Register(() =>
        {
            foreach (var (_, lane) in _lanes) lane.Close();
            abandon.CancelAfter(_bounds.Drain);
        });
        await Task.WhenAll(_lanes.Select(one => one.Lane.RunAsync(abandon.Token)));
    }
}
