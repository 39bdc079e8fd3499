using Shaken.Core.CallPlacement.Republish;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// Runs the fan-out to the other CPSs for as long as this instance lives. The web server stops before it does, so that nothing is published any more
/// while what waits is handed on.
/// </summary>
internal sealed class RepublishWorker(RepublishFanOut peers) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => peers.RunAsync(stoppingToken);
}
