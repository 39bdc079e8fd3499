using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Shared.Timers;

/// <summary>Runs a timer that the Functions host starts, in whichever way it does so.</summary>
internal static class TimerRuns
{
    /// <summary>Does the work. A fault is counted and goes on: the host counts the run as failed too, and has its line in the log.</summary>
    public static async Task RunAsync(TimerFunction timer, IServiceProvider services, CancellationToken cancellationToken)
    {
        try
        {
            await timer.RunAsync(services, cancellationToken);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            services.GetRequiredService<RunMetrics>().Failed(timer.Name);
            throw;
        }
    }
}
