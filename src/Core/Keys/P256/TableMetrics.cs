using System.Diagnostics.Metrics;

namespace Shaken.Core.Keys.P256;

/// <summary>Counts of verifications by tables: kept as plain numbers, read when somebody collects them, so that a verification pays an
/// increment.</summary>
internal sealed class TableMetrics : IDisposable
{
    private readonly Meter _meter = new(FastVerification.MeterName);
    private long _answered;
    private long _asked;
    private long _compared;
    private long _differed;
    private long _displaced;

    public TableMetrics(Func<int> keys)
    {
        _meter.CreateObservableCounter(
            "shaken.p256.answers", () => Interlocked.Read(ref _answered), "{verification}",
            "Verifications that a table answered alone");
        _meter.CreateObservableCounter(
            "shaken.p256.asked", () => Interlocked.Read(ref _asked), "{verification}",
            "Verifications of keys with a table that OpenSSL had to answer");
        _meter.CreateObservableCounter(
            "shaken.p256.compared", () => Interlocked.Read(ref _compared), "{verification}",
            "Answers of a table that OpenSSL was asked for too");
        _meter.CreateObservableCounter(
            "shaken.p256.differences", () => Interlocked.Read(ref _differed), "{verification}",
            "Answers that differed from OpenSSL's; the first switches tables off");
        _meter.CreateObservableCounter(
            "shaken.p256.displaced", () => Interlocked.Read(ref _displaced), "{table}",
            "Tables that gave way to another key's");
        _meter.CreateObservableGauge(
            "shaken.p256.keys", keys, "{key}",
            "Keys that have a table");
    }

    /// <summary>Answers that a table gave alone.</summary>
    public long Answers => Interlocked.Read(ref _answered);

    public long Differences => Interlocked.Read(ref _differed);

    public void Dispose() => _meter.Dispose();

    public void Answered() => Interlocked.Increment(ref _answered);

    public void Asked() => Interlocked.Increment(ref _asked);

    public void Compared() => Interlocked.Increment(ref _compared);

    public void Differed() => Interlocked.Increment(ref _differed);

    public void Displaced() => Interlocked.Increment(ref _displaced);
}
