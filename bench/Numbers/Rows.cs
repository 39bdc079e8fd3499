using System.Globalization;
using System.Text;

namespace Shaken.Numbers;

/// <summary>
/// A number table as a large country has it: numbers that were ported one by one, spread over two thousand million and in no order, and
/// the blocks of a thousand that they were ported from. The same on every run.
/// </summary>
internal sealed class Rows(long count)
{
    private const long Space = 2_000_000_000;
    private const long First = 12_000_000_000;

    // A prime near the golden ratio of the space: neighbours in the file are far apart.
    private const long Stride = 1_236_067_977;
    private const int Blocks = 200_000;
    private const int Providers = 1500;

    public long Count => count;

    /// <summary>The number of a row.</summary>
    public static string NumberAt(long row) => (First + (row * Stride % Space)).ToString(CultureInfo.InvariantCulture);

    /// <summary>A number that the table holds only by its block, if at all.</summary>
    public static string NumberBeside(long row) => (First + ((row * Stride % Space) + 1)).ToString(CultureInfo.InvariantCulture);

    /// <summary>The first number above the lowest share of the space.</summary>
    public static string NumberLimit(double share) => (First + (long)(Space * share)).ToString(CultureInfo.InvariantCulture);

    public static string ProviderAt(long row)
    {
        // A few providers have most of the numbers.
        var share = Mix((ulong)row) / (double)ulong.MaxValue;
        return string.Create(CultureInfo.InvariantCulture, $"{(int)(Providers * share * share * share) + 1000}");
    }

    public async Task WriteAsync(string path)
    {
        await using var file = new StreamWriter(path, append: false, Encoding.ASCII, 1 << 20);
        for (var row = 0L; row < count - Blocks; row++)
        {
            await file.WriteAsync(NumberAt(row));
            await file.WriteAsync(',');
            await file.WriteAsync(ProviderAt(row));
            await file.WriteAsync('\n');
        }

        for (var block = 0L; block < Math.Min(count, Blocks); block++)
            await file.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{(First / 1000) + (block * 10)}*,{ProviderAt(-block)}\n"));
    }

    /// <summary>Spreads the bits of a counter (the finalizer of SplitMix64).</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
