using System.Collections.Concurrent;
using System.Globalization;

namespace Shaken.Fuzz.Tests.Engine;

/// <summary>How far a mutant came.</summary>
internal enum Fate
{
    /// <summary>A parser refused it.</summary>
    Unread,

    /// <summary>It was read and not believed.</summary>
    Refused,

    /// <summary>It was believed, and its signed octets are some that a real key signed.</summary>
    Verified,
}

/// <summary>How many mutants met which fate.</summary>
internal sealed record Tally(long Unread, long Refused, long Verified, TimeSpan Slowest);

/// <summary>A mutant was believed though no key signed its octets.</summary>
public sealed class FalseAcceptanceException : Exception
{
    public FalseAcceptanceException()
    {
    }

    public FalseAcceptanceException(string message)
        : base(message)
    {
    }

    public FalseAcceptanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>
/// Makes and judges many mutants, as many as SHAKEN_TEST_EFFORT says, and prints how far it is. A failure names seed and index; the same
/// two make
/// the same edit again (SHAKEN_MUTATION_SEED, SHAKEN_MUTATION_INDEX). Keys are fresh in each run, so the mutant itself is printed too.
/// </summary>
internal sealed class MutationRun
{
    private const int FullCount = 100_000;

    // So many mutants meet every fate, whatever the keys.
    private const int Telling = FullCount / 10;
    private const ulong DefaultSeed = 8226;
    private const int Stride = 256;
    private const int KeptFailures = 5;

    // Far above what any input takes: only one that explodes in the reading reaches it.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private readonly Monotonic _clock = new();
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly long[] _fates = new long[3];
    private readonly int _count;
    private readonly Progress _progress;
    private readonly ulong _seed = Setting("SHAKEN_MUTATION_SEED") is { } seed ? ulong.Parse(seed, CultureInfo.InvariantCulture) : DefaultSeed;
    private long _slowestTicks;

    private MutationRun(int count) => (_count, _progress) = (count, new Progress(count));

    private static long? Only { get; } = Setting("SHAKEN_MUTATION_INDEX") is { } index ? long.Parse(index, CultureInfo.InvariantCulture) : null;

    /// <summary>Runs over as many mutants as asked for; fails the test at an exception, a false acceptance or a slow one.</summary>
    /// <param name="mutateAsync">Makes a mutant: a text or octets, by nothing but the draws.</param>
    /// <param name="judgeAsync">Reads and verifies it.</param>
    /// <param name="print">Writes it for a failure.</param>
    /// <param name="isOneOfMany">It shares its format's number with others, below the full effort.</param>
    public static async Task RunAsync<TMutant>(
        Func<Xorshift, ValueTask<TMutant>> mutateAsync, Func<TMutant, ValueTask<Fate>> judgeAsync, Func<TMutant, string> print, bool isOneOfMany = false)
    {
        var run = new MutationRun(isOneOfMany && Effort.Percent < 100 ? Math.Max(1, Effort.Of(FullCount) / 10) : Effort.Of(FullCount));
        await run.AllAsync(mutateAsync, judgeAsync, print);
        Assert.True(run._failures.IsEmpty, string.Join("\n\n", run._failures));
        var tally = new Tally(run._fates[0], run._fates[1], run._fates[2], TimeSpan.FromTicks(run._slowestTicks));
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {run._seed}: {tally}");

        // Mutants that all end in one place would prove nothing of the others.
        Assert.True(run._count < Telling || Only is not null || tally is { Unread: > 0, Refused: > 0, Verified: > 0 }, tally.ToString());
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;

    private async Task AllAsync<TMutant>(
        Func<Xorshift, ValueTask<TMutant>> mutateAsync, Func<TMutant, ValueTask<Fate>> judgeAsync, Func<TMutant, string> print)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (Only is { } only)
        {
            await OneAsync(only, mutateAsync, judgeAsync, print);
            return;
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, (_count + Stride - 1) / Stride, options, async (stride, _) =>
        {
            for (var index = stride * Stride; index < Math.Min(_count, (stride + 1) * Stride) && _failures.Count < KeptFailures; index++)
            {
                await OneAsync(index, mutateAsync, judgeAsync, print);
                _progress.Add();
            }
        });
    }

    private async ValueTask OneAsync<TMutant>(
        long index, Func<Xorshift, ValueTask<TMutant>> mutateAsync, Func<TMutant, ValueTask<Fate>> judgeAsync, Func<TMutant, string> print)
    {
        var mutant = await mutateAsync(new Xorshift(_seed, index));
        try
        {
            var start = _clock.GetTimestamp();
            Interlocked.Increment(ref _fates[(int)await judgeAsync(mutant)]);
            var elapsed = _clock.GetElapsedTime(start);

            // A machine that stood still meanwhile is no fault of the input: a slow one is slow again.
            for (var again = 0; again < 2 && elapsed > Bound; again++)
            {
                start = _clock.GetTimestamp();
                await judgeAsync(mutant);
                elapsed = _clock.GetElapsedTime(start);
            }

            if (elapsed > Bound) Report(index, $"took {elapsed}", print(mutant));
            KeepSlowest(elapsed.Ticks);
        }
        catch (Exception exception)
        {
            Report(index, exception.ToString(), print(mutant));
        }
    }

    private void Report(long index, string what, string mutant)
    {
        if (_failures.Count < KeptFailures) _failures.Enqueue($"seed {_seed}, index {index}: {what}\nmutant: {mutant}");
    }

    private void KeepSlowest(long ticks)
    {
        for (var seen = Interlocked.Read(ref _slowestTicks); ticks > seen; seen = Interlocked.Read(ref _slowestTicks))
        {
            if (Interlocked.CompareExchange(ref _slowestTicks, ticks, seen) == seen) return;
        }
    }

    /// <summary>Only its time stamps are used; these are the base class's.</summary>
    private sealed class Monotonic : TimeProvider;
}
