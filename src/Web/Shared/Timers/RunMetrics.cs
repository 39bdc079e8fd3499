using System.Diagnostics.Metrics;

namespace Shaken.Web.Shared.Timers;

/// <summary>Counts runs of background work that failed, by the work's name: timers by theirs, and the keepers of lists.</summary>
internal sealed class RunMetrics : IDisposable
{
    public const string MeterName = "Shaken.Background";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _failures;

    public RunMetrics() =>
        _failures = _meter.CreateCounter<long>("shaken.background.failures", "{run}", "Runs of background work that failed");

    public void Failed(string work) => _failures.Add(1, new KeyValuePair<string, object?>("work", work));

    public void Dispose() => _meter.Dispose();
}
