using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shaken.Web.Shared.Health;

/// <summary>
/// One thing that takes I/O to find out. It is asked in the background, at its own pace and with a deadline; the check reads the last answer. Without an
/// answer for three rounds the check is unhealthy: something hangs.
/// </summary>
/// <param name="failure">What it is while it cannot be asked.</param>
internal sealed partial class Probe(string name, TimeSpan interval, HealthStatus failure, Func<CancellationToken, Task<HealthCheckResult>> ask, TimeProvider time, ILogger<Probe> logger) : IHealthCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private volatile Answer? _last;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _last is not { } last ? HealthCheckResult.Unhealthy("not looked at yet: the program is starting")
        : time.GetElapsedTime(last.At) > (interval + Deadline) * 3 ? HealthCheckResult.Unhealthy($"not looked at for {time.GetElapsedTime(last.At).TotalSeconds:0} seconds")
        : last.Result);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        do await AskAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Asks once and keeps the answer.</summary>
    public async Task AskAsync(CancellationToken stoppingToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stoppingToken);
        HealthCheckResult result;
        Exception? fault = null;
        try
        {
            result = await ask(either.Token);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a probe meets is its answer: the loop must go on, and the log has the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fault = exception;
            result = new HealthCheckResult(failure, deadline.IsCancellationRequested ? $"no answer within {Deadline.TotalSeconds:0} seconds" : "it does not answer, or refuses; the log has the reason");
        }

        var before = _last?.Result.Status ?? HealthStatus.Healthy;
        _last = new Answer(result, time.GetTimestamp());
        if (result.Status == before) return;
        if (result.Status == HealthStatus.Healthy) LogHealthy(name);
        else LogChanged(fault, name, result.Status, result.Description);
    }

    [LoggerMessage(EventId = 8119, Level = LogLevel.Warning, Message = "Health check {Name} is {Status}: {Reason}")]
    private partial void LogChanged(Exception? fault, string name, HealthStatus status, string? reason);

    [LoggerMessage(EventId = 8120, Level = LogLevel.Information, Message = "Health check {Name} is healthy again")]
    private partial void LogHealthy(string name);

    private sealed record Answer(HealthCheckResult Result, long At);
}

/// <summary>Runs all probes, each in a loop of its own, so that one that hangs delays no other.</summary>
internal sealed class ProbeRunner(IEnumerable<Probe> probes) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(probes.Select(probe => probe.RunAsync(stoppingToken)));
}
