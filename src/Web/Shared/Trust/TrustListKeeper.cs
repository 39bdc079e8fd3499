using Shaken.Core.Trust.Lists;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Trust;

/// <summary>
/// Keeps the trusted-CA list of this instance in force, in the background: every instance needs its own copy in memory, so this is no timer function,
/// which would run on one of them.
/// </summary>
internal sealed partial class TrustListKeeper(
    TrustListRefresh refresh, RefreshRequests requests, TimeProvider time, RunMetrics metrics, ILogger<TrustListKeeper> logger)
    : BackgroundService
{
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The list kept from before is in force before the first request comes.
        await refresh.RestoreAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var asked = requests.Next;
            try
            {
                // A list that is refused, or was not had, is logged where that is known.
                if (!(await refresh.RefreshAsync(stoppingToken)).IsSuccess) metrics.Failed(nameof(TrustListKeeper));
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                // Storage is out of reach; the list in memory stays in force.
                metrics.Failed(nameof(TrustListKeeper));
                LogFailed(exception);
            }

            await RefreshRequests.PauseAsync(asked, refresh.UntilNext(), time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 1304, Level = LogLevel.Error, Message = "The refresh of the trusted-CA list failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
