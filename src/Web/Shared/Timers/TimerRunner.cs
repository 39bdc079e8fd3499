using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Timers;

/// <summary>
/// Runs a timer once, under every host, and notes how that went. A note that cannot be written is told in the log, and makes no run
/// fail that ended well.
/// </summary>
/// <param name="runs">Null: the deployment keeps no records.</param>
internal sealed partial class TimerRunner(
    IServiceProvider services, TimerRuns? runs, RunMetrics metrics, TimeProvider time, ILogger<TimerRunner> logger)
{
    /// <summary>Runs a timer. Its exception goes on to the caller.</summary>
    public async Task RunAsync(TimerFunction timer, CancellationToken cancellationToken)
    {
        var beganAt = time.GetUtcNow();
        try
        {
            await timer.RunAsync(services, cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            metrics.Failed(timer.Name);
            await NoteAsync(timer, beganAt, exception, cancellationToken);
            throw;
        }

        await NoteAsync(timer, beganAt, fault: null, cancellationToken);
    }

    private async Task NoteAsync(TimerFunction timer, DateTimeOffset beganAt, Exception? fault, CancellationToken cancellationToken)
    {
        if (runs is null) return;
        try
        {
            await runs.NoteAsync(timer.Name, beganAt, fault, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogNotNoted(exception, timer.Name);
        }
    }

    [LoggerMessage(EventId = 4113, Level = LogLevel.Warning, Message = "How the timer {Timer} ran could not be stored")]
    private partial void LogNotNoted(Exception exception, string timer);
}
