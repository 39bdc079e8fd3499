using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Trust;

/// <summary>Keeps this instance's CRLs fresh in the background, so that no call ever waits for one.</summary>
internal sealed partial class CrlKeeper(
    RevocationLists lists, RefreshRequests requests, TimeProvider time, RunMetrics metrics, ILogger<CrlKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(KeepAsync(stoppingToken), HearAsync(stoppingToken));

    // What an operator asks for is fetched by the one that keeps.
    private async Task HearAsync(CancellationToken stoppingToken)
    {
        var next = requests.Next;
        while (true)
        {
            await next.WaitAsync(stoppingToken);

            // Before the lists are asked for: a wish that comes meanwhile is the next one.
            next = requests.Next;
            lists.AskForAll();
        }
    }

    private async Task KeepAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await lists.RefreshAsync(stoppingToken);
                await lists.UntilWorkAsync(stoppingToken);
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                metrics.Failed(nameof(CrlKeeper));
                LogFailed(exception);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 1614, Level = LogLevel.Error, Message = "The refresh of CRLs failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
