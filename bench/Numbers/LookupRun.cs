using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Numbers;

/// <summary>Lookups of one thread, timed.</summary>
internal sealed record LookupRun(
    string What, double PerSecond, double PerProcessorSecond, double ReadsPerLookup, double AllocatedPerLookup, double Found)
{
    private const int Lookups = 1_000_000;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {What} | {PerSecond:N0} | {PerProcessorSecond:N0} | {ReadsPerLookup:F3} | {AllocatedPerLookup:F0} | {Found:P0} |");

    /// <param name="cacheOctets">What the reader keeps in memory.</param>
    /// <param name="share">Numbers are drawn from this share of the table, lowest first.</param>
    /// <param name="rounds">The last one is timed; those before make it warm.</param>
    public static async Task<LookupRun> RunAsync(
        string what, CountedStore store, Rows rows, TimeProvider time, long cacheOctets, double share, int rounds, int lookups = Lookups)
    {
        using var directory = new NumberTableDirectory(
            store, store, time, new NumberingOptions { CacheOctets = cacheOctets }, NullLogger<NumberTableDirectory>.Instance);
        var numbers = Numbers(rows, share, lookups);
        for (var round = 1; round < rounds; round++) await CountAsync(directory, numbers);
        store.Reset();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        using var process = Process.GetCurrentProcess();
        var (start, processor) = (time.GetTimestamp(), process.TotalProcessorTime);
        var found = await CountAsync(directory, numbers);
        var taken = time.GetElapsedTime(start);
        process.Refresh();
        var worked = process.TotalProcessorTime - processor;
        return new LookupRun(
            what, lookups / taken.TotalSeconds, lookups / worked.TotalSeconds, (double)store.Reads / lookups,
            (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / lookups, (double)found / lookups);
    }

    private static TelephoneNumber[] Numbers(Rows rows, double share, int lookups)
    {
        var limit = Rows.NumberLimit(share);
        var numbers = new List<TelephoneNumber>(lookups);
        for (var draw = 0UL; numbers.Count < lookups; draw++)
        {
            var row = (long)(Rows.Mix(draw) % (ulong)rows.Count);
            var text = draw % 4 == 0 ? Rows.NumberBeside(row) : Rows.NumberAt(row);
            if (string.CompareOrdinal(text, limit) < 0 && TelephoneNumber.TryParse(text, out var number)) numbers.Add(number);
        }

        return [.. numbers];
    }

    private static async Task<int> CountAsync(NumberTableDirectory directory, TelephoneNumber[] numbers)
    {
        var found = 0;
        foreach (var number in numbers)
        {
            if (await directory.FindAsync(number, CancellationToken.None) is not null) found++;
        }

        return found;
    }
}
