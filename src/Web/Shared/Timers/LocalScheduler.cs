using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Timers;

/// <summary>
/// Runs the timers when there is no Functions host to do so: each on its schedule, one run at a time. A run that fails ends nothing
/// but itself.
/// </summary>
internal sealed partial class LocalScheduler(
    IReadOnlyList<TimerFunction> timers, TimerRunner runner, TimeProvider time, ILogger<LocalScheduler> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The first loop that ends by a bug ends the service, and with it the program; the others would hide it.
        var loops = timers.Select(timer => RunAsync(timer, new Occurrences(timer.Schedule, time), stoppingToken));
        await foreach (var ended in Task.WhenEach(loops)) await ended;
    }

    private async Task RunAsync(TimerFunction timer, Occurrences occurrences, CancellationToken stoppingToken)
    {
        while (true)
        {
            await occurrences.NextAsync(stoppingToken);
            try
            {
                await runner.RunAsync(timer, stoppingToken);
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                // The next run is due all the same.
                LogFailed(exception, timer.Name);
            }
        }
    }

    [LoggerMessage(EventId = 9001, Level = LogLevel.Error, Message = "The timer {Timer} failed; it runs again on its schedule")]
    private partial void LogFailed(Exception exception, string timer);
}
