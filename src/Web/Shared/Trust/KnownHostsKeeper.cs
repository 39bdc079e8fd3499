using Shaken.Core.Fetching;

namespace Shaken.Web.Shared.Trust;

/// <summary>
/// Keeps the hosts that this instance knows and those in the store the same, in the background: the start does not wait for it, and
/// neither does a call. Every instance needs its own copy in memory, so this is no timer function.
/// </summary>
internal sealed partial class KnownHostsKeeper(
    KnownHosts hosts, KnownHostRecords records, TimeProvider time, ILogger<KnownHostsKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan LoadEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(LoadAsync(stoppingToken), SaveAsync(stoppingToken));

    private async Task LoadAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var pause = LoadEvery;
            try
            {
                await records.LoadAsync(hosts, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Hosts that are not known yet count as strangers meanwhile.
                LogNotRead(exception);
                pause = AfterFailure;
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task SaveAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var url = await hosts.News.ReadAsync(stoppingToken);
            try
            {
                await records.SaveAsync(url, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotKept(exception);
                hosts.TellAgain(url);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(EventId = 1120, Level = LogLevel.Warning,
        Message = "The known hosts could not be read from the store; they are read again soon")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(EventId = 1121, Level = LogLevel.Warning,
        Message = "A known host could not be written to the store; it is tried again")]
    private partial void LogNotKept(Exception exception);
}
