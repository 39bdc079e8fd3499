using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Verification.Treatment;

namespace Shaken.Core.Reputation.Reporting;

/// <summary>
/// Reports observations in batches, in the background: a call never waits for it. Best effort: what waits is in this process's memory. A
/// batch is tried again under its id, so that it counts once, until it is taken or an hour old.
/// </summary>
public sealed partial class ObservationReports : IDisposable
{
    /// <summary>Observations that wait at most; beyond that the oldest are dropped.</summary>
    public const int MostWaiting = 20_000;

    private const int PerBatch = 500;
    private const int IdOctets = 16;

    private static readonly TimeSpan GatherFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WorthFor = TimeSpan.FromHours(1);

    private readonly IObservationSink _sink;
    private readonly TimeProvider _time;
    private readonly IRandom _random;
    private readonly ILogger _logger;
    private readonly Channel<Observation> _waiting;
    private readonly Meter _meter = new(TreatmentMetrics.MeterName);
    private readonly Counter<long> _reports;

    public ObservationReports(IObservationSink sink, TimeProvider time, IRandom random, ILogger<ObservationReports> logger)
    {
        (_sink, _time, _random, _logger) = (sink, time, random, logger);
        _reports = _meter.CreateCounter<long>(
            "shaken.vs.observations", "{call}", "Observations of calls for the policy administrator, by what became of them");
        _waiting = Channel.CreateBounded<Observation>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Count("dropped", 1));
    }

    /// <summary>For tests, which tell the counts of one world from those of another by it.</summary>
    internal Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    /// <summary>Queues an observation. Never waits and never throws.</summary>
    public void Offer(Observation observation)
    {
        if (!_waiting.Writer.TryWrite(observation)) Count("dropped", 1);
    }

    /// <summary>Works until told to stop; then posts what waits, once.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        await using var registration = stoppingToken.Register(() => _waiting.Writer.TryComplete());

        // Not cancelled: what is left when the program ends is posted.
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            if (_waiting.Reader.Count < PerBatch)
                await Task.Delay(GatherFor, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var batch = new List<Observation>(PerBatch);
            while (batch.Count < PerBatch && _waiting.Reader.TryRead(out var observation)) batch.Add(observation);
            if (batch.Count > 0) await PostAsync(batch, stoppingToken);
        }
    }

    private async Task PostAsync(List<Observation> batch, CancellationToken stoppingToken)
    {
        var body = ObservationBatchJson.Write(_random.NewText(IdOctets), batch);
        var end = Deadline.After(WorthFor, _time);
        var retry = FirstRetry;
        while (true)
        {
            var (result, detail) = await TryPostAsync(body);
            if (result == PostResult.Taken)
            {
                Count("taken", batch.Count);
                return;
            }

            if (result == PostResult.Refused || end.HasPassed(_time) || stoppingToken.IsCancellationRequested)
            {
                Count(result == PostResult.Refused ? "refused" : "expired", batch.Count);
                LogNotTaken(batch.Count, detail);
                return;
            }

            if (retry == FirstRetry) LogNotNow(detail);

            // Ends early, without an exception, when the program stops; then the batch is posted once more.
            await Task.Delay(retry, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
        }
    }

    private async ValueTask<(PostResult Result, string Detail)> TryPostAsync(byte[] body)
    {
        try
        {
            return await _sink.PostAsync(body, CancellationToken.None);
        }
#pragma warning disable CA1031 // A fault of the program in one batch: the next one is tried all the same.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(exception);
            return (PostResult.Refused, "a fault of the program");
        }
    }

    private void Count(string outcome, long observations) =>
        _reports.Add(observations, new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(EventId = 4510, Level = LogLevel.Warning,
        Message = "{Count} observations of calls were not taken by the policy administrator and are dropped: {Detail}")]
    private partial void LogNotTaken(int count, string detail);

    [LoggerMessage(EventId = 4511, Level = LogLevel.Warning,
        Message = "Observations of calls wait, as the policy administrator does not take them now: {Detail}")]
    private partial void LogNotNow(string detail);

    [LoggerMessage(EventId = 4512, Level = LogLevel.Error, Message = "A batch of observations failed by a fault of our own")]
    private partial void LogFault(Exception exception);
}
