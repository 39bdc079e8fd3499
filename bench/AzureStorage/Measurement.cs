using System.Globalization;

namespace Shaken.AzureStorage;

/// <summary>What one operation cost in a run.</summary>
/// <param name="PerSecond">Operations completed in a second.</param>
/// <param name="P50">Microseconds from call to answer, the median.</param>
/// <param name="P99">The 99th percentile of the same.</param>
/// <param name="Octets">Allocated by an operation.</param>
/// <param name="Processor">Microseconds of this process's processor time for an operation.</param>
internal sealed record Figure(
    string Operation, int Connections, double PerSecond, double P50, double P99, double Octets, double Processor)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Operation};{Connections};{PerSecond};{P50};{P99};{Octets};{Processor}");
}

/// <summary>Does an operation many times over a number of connections.</summary>
internal static class Measurement
{
    /// <summary>The part of the operations that runs first and is not counted: code is compiled, connections are opened.</summary>
    private const double Unmeasured = 0.2;

    /// <param name="step">Of the operation's number.</param>
    public static async Task<Figure> OfAsync(
        string operation, int connections, int operations, Func<int, ValueTask> step, TimeProvider time)
    {
        var first = (int)(operations * Unmeasured);
        await DoAsync(0, first, connections, step, time, new long[operations]);
        var took = new long[operations];
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var usedBefore = Environment.CpuUsage.TotalTime;
        var start = time.GetTimestamp();
        await DoAsync(first, operations, connections, step, time, took);
        var elapsed = time.GetElapsedTime(start);
        var used = Environment.CpuUsage.TotalTime - usedBefore;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        var count = operations - first;
        var sorted = took[first..];
        Array.Sort(sorted);
        return new Figure(
            operation, connections, count / elapsed.TotalSeconds,
            Microseconds(sorted[count / 2], time), Microseconds(sorted[count * 99 / 100], time),
            (double)allocated / count, used.TotalMicroseconds / count);
    }

    private static async Task DoAsync(int from, int below, int connections, Func<int, ValueTask> step, TimeProvider time, long[] took)
    {
        var next = from - 1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            for (var index = Interlocked.Increment(ref next); index < below; index = Interlocked.Increment(ref next))
            {
                var start = time.GetTimestamp();
                await step(index);
                took[index] = time.GetTimestamp() - start;
            }
        })));
    }

    private static double Microseconds(long ticks, TimeProvider time) => ticks * 1e6 / time.TimestampFrequency;
}
