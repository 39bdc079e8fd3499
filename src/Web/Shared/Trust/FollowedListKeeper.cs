using Shaken.Core.Foundations;
using Shaken.Core.Trust.Countries;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Shared.Trust;

/// <summary>
/// Keeps the documents of other countries and the country policy in force, each at its own pace, in the background. Every instance needs
/// its own copy in memory, so this is no timer function, which would run on one of them.
/// </summary>
internal sealed partial class FollowedListKeeper(
    FollowedLists lists, RefreshRequests requests, TimeProvider time, IRandom random, RunMetrics metrics,
    ILogger<FollowedListKeeper> logger) : BackgroundService
{
    // Instances that start together must not ask together for good.
    private const double MostJitter = 0.2;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // What was kept from before is in force before the first request comes.
        foreach (var list in lists.All) await list.RestoreAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(lists.All.Select(list => KeepAsync(list, stoppingToken)));

    private async Task KeepAsync(IFollowed list, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var asked = requests.Next;
            try
            {
                // A document that is refused, or was not had, is logged where that is known.
                if (!await list.TryRefreshAsync(stoppingToken)) metrics.Failed(nameof(FollowedListKeeper));
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // A fault of one must not end the others.
                metrics.Failed(nameof(FollowedListKeeper));
                LogFailed(exception, list.Title);
            }

            await RefreshRequests.PauseAsync(asked, Jittered(list.UntilNext()), time, stoppingToken);
        }
    }

    private TimeSpan Jittered(TimeSpan pause)
    {
        Span<byte> octet = stackalloc byte[1];
        random.Fill(octet);
        return pause * (1 - (octet[0] / 255.0 * MostJitter));
    }

    [LoggerMessage(EventId = 1825, Level = LogLevel.Error, Message = "{Title}: the refresh failed; it is tried again")]
    private partial void LogFailed(Exception exception, string title);
}
