using System.Runtime.InteropServices;

namespace Shaken.Benchmarks;

/// <summary>
/// What several ways of doing the same cost in processor time of this thread, taken by turns within one run. Neighbours on the machine
/// lengthen wall-clock times at random; they touch processor time little, and the ratio of two ways that take turns hardly at all.
/// </summary>
internal static class ProcessorTime
{
    private const int ThreadClock = 3;
    private const long NanosecondsPerTurn = 20_000_000;

    /// <summary>Median nanoseconds of each way.</summary>
    public static double[] Median(int rounds, params ReadOnlySpan<Action> ways)
    {
        var samples = new double[ways.Length][];
        var repeats = new int[ways.Length];
        for (var way = 0; way < ways.Length; way++)
        {
            samples[way] = new double[rounds];
            repeats[way] = 1;
            while (TimeOf(ways[way], repeats[way]) < NanosecondsPerTurn) repeats[way] *= 2;
        }

        for (var round = 0; round < rounds; round++)
            for (var way = 0; way < ways.Length; way++) samples[way][round] = (double)TimeOf(ways[way], repeats[way]) / repeats[way];
        var medians = new double[ways.Length];
        for (var way = 0; way < ways.Length; way++)
        {
            Array.Sort(samples[way]);
            medians[way] = samples[way][rounds / 2];
        }

        return medians;
    }

    private static long TimeOf(Action way, int repeats)
    {
        var start = Now();
        for (var repeat = 0; repeat < repeats; repeat++) way();
        return Now() - start;
    }

    private static long Now()
    {
        if (Clock(ThreadClock, out var time) != 0)
            throw new InvalidOperationException("The processor time of the thread cannot be read; this takes Linux.");
        return (time.Seconds * 1_000_000_000) + time.Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Clock(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
