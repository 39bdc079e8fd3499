using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>
/// Keeps the cpsMapping of this instance in force, in the background: every instance needs its own copy in memory, so this is no timer
/// function, which would run on one of them.
/// </summary>
internal sealed partial class CpsMappingKeeper(CpsLookup lookup, TimeProvider time, RunMetrics metrics, ILogger<CpsMappingKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // The mapping kept from before is in force before the first call is signed.
        await lookup.RestoreAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var isTaken = false;
            try
            {
                // A mapping that is refused is logged where that is known.
                isTaken = (await lookup.RefreshAsync(stoppingToken)).IsSuccess;
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                // Storage is out of reach; the mapping in memory stays in force.
                LogFailed(exception);
            }

            if (!isTaken) metrics.Failed(nameof(CpsMappingKeeper));
            await Task.Delay(isTaken ? Interval : AfterFailure, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 4281, Level = LogLevel.Error, Message = "The refresh of the cpsMapping failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}

/// <summary>Keeps what other providers advertise (RFC 9888) in this instance's memory.</summary>
internal sealed partial class AdvertisementKeeper(
    AdvertisedCpss advertised, TimeProvider time, RunMetrics metrics, ILogger<AdvertisementKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = AfterFailure;
            try
            {
                await advertised.RefreshAsync(stoppingToken);
                if (advertised.MissingCount == 0) pause = Interval;
            }
            catch (Exception exception) when (!(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
            {
                metrics.Failed(nameof(AdvertisementKeeper));
                LogFailed(exception);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(EventId = 4282, Level = LogLevel.Error, Message = "The reading of CPS advertisements failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}

/// <summary>
/// Runs the posts for as long as this instance lives. The web server stops before it does, so that nothing is signed any more while what
/// waits is posted.
/// </summary>
internal sealed class PostWorker(OutOfBandPosts posts) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => posts.RunAsync(stoppingToken);
}
