using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.CallPlacement.Deliveries;
using Shaken.Core.Storage;

namespace Shaken.Core.CallPlacement.Posting;

/// <summary>
/// Posts PASSporTs to the CPS of the called number's provider, in the background: signing never waits for it. Best effort: what waits is
/// in this process's memory, is tried again until it is stale, and is worth nothing after that.
/// </summary>
public sealed partial class OutOfBandPosts : IDisposable
{
    private readonly Posts? _posts;

    private OutOfBandPosts(Posts? posts) => _posts = posts;

    /// <summary>For a deployment that posts nothing.</summary>
    public static OutOfBandPosts ToNobody { get; } = new(posts: null);

    /// <summary>What this instance counts by; null: it posts nothing.</summary>
    internal Meter? Meter => _posts?.Meter;

    /// <summary>For a deployment that posts; the caller runs and disposes it.</summary>
    public static OutOfBandPosts New(
        PostOptions options, PostRoutes routes, PostClients clients, TimeProvider time, ILogger<OutOfBandPosts> logger) =>
        new(new Posts(options, routes, clients, time, logger));

    /// <summary>
    /// Queues a PASSporT. Never waits and never throws: what does not fit is dropped and counted, the oldest first, which has the least
    /// time left.
    /// </summary>
    /// <param name="token">The compact PASSporT.</param>
    /// <param name="issuedAt">Its iat: nothing is posted once it is stale.</param>
    public void Enqueue(string token, CallNumbers call, DateTimeOffset issuedAt) => _posts?.Offer(token, call, issuedAt);

    /// <summary>Works until told to stop; then posts what waits, for a bounded time.</summary>
    public Task RunAsync(CancellationToken stoppingToken) => _posts?.RunAsync(stoppingToken) ?? Task.CompletedTask;

    public void Dispose() => _posts?.Dispose();

    /// <summary>One queue of what is to be routed; behind it a lane for each host.</summary>
    private sealed partial class Posts : IDisposable
    {
        private readonly PostOptions _options;
        private readonly PostRoutes _routes;
        private readonly PostClients _clients;
        private readonly PostMetrics _metrics = PostMetrics.OfPosts();
        private readonly TimeProvider _time;
        private readonly ILogger<OutOfBandPosts> _logger;
        private readonly LogPace<Pause> _pace;
        private readonly DeliveryLanes _lanes;
        private readonly Channel<PostOrder> _unrouted;

        public Posts(
            PostOptions options, PostRoutes routes, PostClients clients, TimeProvider time, ILogger<OutOfBandPosts> logger)
        {
            (_options, _routes, _clients, _time, _logger) = (options, routes, clients, time, logger);
            _pace = new LogPace<Pause>(options.Bounds.LogEvery, time);
            _lanes = new DeliveryLanes(options.Bounds, options.MaxHosts, new PostReport(_metrics, logger), time);
            _unrouted = Channel.CreateBounded<PostOrder>(
                new BoundedChannelOptions(options.MaxUnrouted) { FullMode = BoundedChannelFullMode.DropOldest },
                _ => End(DeliveryOutcome.Dropped));
        }

        public Meter Meter => _metrics.Meter;

        private enum Pause
        {
            DirectoryDown,
        }

        public void Offer(string token, CallNumbers call, DateTimeOffset issuedAt)
        {
            _metrics.Waiting(1);
            if (!_unrouted.Writer.TryWrite(new PostOrder(token, call, issuedAt + _options.Freshness))) End(DeliveryOutcome.Abandoned);
        }

        public async Task RunAsync(CancellationToken stoppingToken)
        {
            await using var registration = stoppingToken.Register(() => _unrouted.Writer.TryComplete());
            await Task.WhenAll(Enumerable.Range(0, _options.Routers).Select(_ => RouteAllAsync(stoppingToken)));
            await _lanes.CloseAsync();
        }

        public void Dispose()
        {
            _lanes.Dispose();
            _metrics.Dispose();
        }

        private async Task RouteAllAsync(CancellationToken stoppingToken)
        {
            // Not cancelled: what is left when the program ends is counted.
            while (await _unrouted.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (_unrouted.Reader.TryRead(out var order))
                {
                    try
                    {
                        await RouteAsync(order, stoppingToken);
                    }
                    catch (Exception exception)
                    {
                        // The next one is tried all the same.
                        End(DeliveryOutcome.Failed);
                        LogNotRouted(exception);
                    }
                }
            }
        }

        private async Task RouteAsync(PostOrder order, CancellationToken stoppingToken)
        {
            var retry = _options.Bounds.FirstRetry;
            while (true)
            {
                if (order.WorthUntil <= _time.GetUtcNow())
                {
                    End(DeliveryOutcome.Expired);
                    return;
                }

                try
                {
                    var route = await _routes.FindAsync(order.Call.Dest, CancellationToken.None);
                    _metrics.Waiting(-1);
                    if (route is null) _metrics.EndedWithoutRoute();
                    else _lanes.Offer(route.Host, _clients.NewDelivery(order, route));
                    return;
                }
                catch (StorageException exception) when (!stoppingToken.IsCancellationRequested)
                {
                    if (_pace.IsDue(Pause.DirectoryDown, out var count)) LogDirectoryDown(exception, count);
                }

                // Ends early, without an exception, when the program stops; then the directory is asked once more.
                await Task.Delay(retry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (retry < _options.Bounds.LongestRetry) retry *= 2;
            }
        }

        private void End(DeliveryOutcome outcome)
        {
            _metrics.Waiting(-1);
            _metrics.Ended(outcome);
        }

        [LoggerMessage(EventId = 4285, Level = LogLevel.Warning,
            Message = "The number directory did not answer {Count} lookups of out-of-band posts; they are tried again")]
        private partial void LogDirectoryDown(Exception exception, long count);

        [LoggerMessage(EventId = 4290, Level = LogLevel.Error, Message = "An out-of-band post failed by a fault of our own")]
        private partial void LogNotRouted(Exception exception);
    }
}
