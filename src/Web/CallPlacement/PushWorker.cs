using Shaken.Core.CallPlacement.Pushing;

namespace Shaken.Web.CallPlacement;

/// <summary>
/// Runs the pushes to the verification service for as long as this instance lives. The web server stops before it does, so that nothing
/// is stored any more while what waits is pushed.
/// </summary>
internal sealed class PushWorker(PassportPush push) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => push.RunAsync(stoppingToken);
}
