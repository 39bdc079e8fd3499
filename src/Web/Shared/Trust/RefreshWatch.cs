using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Trust;

/// <summary>Looks for refreshes that an operator asked another instance for.</summary>
internal sealed partial class RefreshWatch(
    RefreshRequests requests, TimeProvider time, RunMetrics metrics, ILogger<RefreshWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await requests.LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                metrics.Failed(nameof(RefreshWatch));
                LogFailed(exception);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 4118, Level = LogLevel.Warning,
        Message = "The store did not tell whether an operator asked for a refresh of lists; it is asked again")]
    private partial void LogFailed(Exception exception);
}
