using Shaken.Core.Authentication.Origins;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// Seals the keys of origids under the deployment secret in use, once at the start: a secret changes by a restart of every instance.
/// </summary>
internal sealed partial class OrigIdKeyKeeper(OrigIdKeys keys, TimeProvider time, RunMetrics metrics, ILogger<OrigIdKeyKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await keys.SealAnewAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                metrics.Failed(nameof(OrigIdKeyKeeper));
                LogFailed(exception);
            }

            await Task.Delay(AfterFailure, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 4207, Level = LogLevel.Warning,
        Message = "The keys of origids could not be sealed under the deployment secret in use; it is tried again")]
    private partial void LogFailed(Exception exception);
}
