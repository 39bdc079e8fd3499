using Shaken.Core.Verification.Statistics;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Verification.Statistics;

/// <summary>
/// Stores what this instance counted, each minute, and once more when it ends. Every instance has counts of its own in memory, so this is
/// no timer function.
/// </summary>
internal sealed partial class CallCountKeeper(
    FlushCallCounts counts, RunMetrics metrics, TimeProvider time, ILogger<CallCountKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // The loop has ended, so nobody else flushes; the host bounds how long this may take.
        await FlushAsync(isLast: true, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Every, time, stoppingToken);
            await FlushAsync(isLast: false, stoppingToken);
        }
    }

    private async Task FlushAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            await counts.RunAsync(isLast, cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            metrics.Failed(nameof(CallCountKeeper));
            LogNotStored(exception);
        }
    }

    [LoggerMessage(EventId = 4248, Level = LogLevel.Warning,
        Message = "The counts of calls could not be stored; they are kept in memory and stored with the next ones")]
    private partial void LogNotStored(Exception exception);
}
