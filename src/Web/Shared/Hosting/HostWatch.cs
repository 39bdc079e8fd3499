namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// Ends the program when the Functions host that started it has gone. A host that is killed tells nobody, and the next one starts a program
/// of its own; this
/// one would keep its port, its memory and the lock on its data folder.
/// </summary>
internal sealed partial class HostWatch(
    ParentProcess host, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<HostWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await host.WhenGoneAsync(time, stoppingToken);
        LogGone();
        lifetime.StopApplication();
    }

    [LoggerMessage(EventId = 8124, Level = LogLevel.Warning,
        Message = "The Functions host has ended without stopping this program, which ends too")]
    private partial void LogGone();
}
