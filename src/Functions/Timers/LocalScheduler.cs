using NCrontab;
using Shaken.Functions.Configuration;
using Shaken.Functions.Hosting;

namespace Shaken.Functions.Timers;

/// <summary>Runs the timers when there is no Functions host to do so: each on its schedule, one run at a time.</summary>
internal sealed partial class LocalScheduler(Settings settings, IServiceProvider services, TimeProvider time, ILogger<LocalScheduler> logger) : BackgroundService
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FunctionTable.Timers.Where(timer => FunctionTable.IsOn(timer.Role, settings)).Select(timer => RunAsync(timer, stoppingToken)));

    private async Task RunAsync(TimerFunction timer, CancellationToken stoppingToken)
    {
        var schedule = CrontabSchedule.Parse(timer.Schedule, WithSeconds);
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = time.GetUtcNow().UtcDateTime;
            await Task.Delay(schedule.GetNextOccurrence(now) - now, time, stoppingToken);
            try
            {
                await timer.RunAsync(services, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The next run is due all the same.
                LogFailed(exception, timer.Name);
            }
        }
    }

    [LoggerMessage(EventId = 9001, Level = LogLevel.Error, Message = "The timer {Timer} failed; it runs again on its schedule")]
    private partial void LogFailed(Exception exception, string timer);
}
