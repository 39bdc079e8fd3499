using System.Globalization;
using BenchmarkDotNet.Attributes;
using Shaken.Core.Foundations;

namespace Shaken.Benchmarks;

/// <summary>Whether one number, or one block, lies within the blocks of a provider.</summary>
[MemoryDiagnoser]
public class NumberSetBenchmarks
{
    private TelephoneNumber[] _numbers = [];
    private TelephoneNumberRange _block = null!;
    private NumberSet _set = null!;
    private int _next;

    [Params(1_000, 100_000)]
    public int Ranges { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        // Blocks of 50 at every hundred of a country's numbers, so that none touches another.
        TelephoneNumberRange[] ranges = [.. Enumerable.Range(0, Ranges).Select(index => Block(120_000_000L + index))];
        _set = NumberSet.Of(ranges, []);
        _numbers = [.. Enumerable.Range(0, 4096).Select(index => Number(12_000_000_000L + (index * 7919L % (Ranges * 100L))))];
        _block = ranges[Ranges / 3];
    }

    [Benchmark]
    public bool ContainsNumber() => _set.Contains(_numbers[_next = (_next + 1) & 4095]);

    [Benchmark]
    public bool ContainsBlock() => _set.Contains(_block);

    private static TelephoneNumberRange Block(long hundred) =>
        TelephoneNumberRange.TryCreate(Number(hundred * 100), 50, out var range) ? range : throw new InvalidOperationException();

    private static TelephoneNumber Number(long value) =>
        TelephoneNumber.TryParseCanonical(value.ToString(CultureInfo.InvariantCulture), out var number)
            ? number : throw new InvalidOperationException();
}
