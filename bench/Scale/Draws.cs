using System.Numerics;

namespace Shaken.Scale;

/// <summary>Random draws that a seed repeats (SplitMix64): for traffic, never for keys.</summary>
internal sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    public ulong Next() => Mix(unchecked(_state += 0x9E3779B97F4A7C15));

    /// <summary>From 0 up to 1, without 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public long Below(long count) => (long)(Unit() * count);

    /// <summary>How many of many independent events happen that are expected <paramref name="mean"/> times.</summary>
    public int Poisson(double mean)
    {
        // Above some dozens the normal distribution is as good.
        if (mean > 50) return (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal())));
        var (count, product, end) = (-1, 1.0, Math.Exp(-mean));
        do
        {
            count++;
            product *= Unit();
        }
        while (product > end);
        return count;
    }

    /// <summary>A rank below <paramref name="count"/>, rank r being as likely as (r + 1) to the power of minus <paramref name="exponent"/> (Zipf; by the inverse of its continuous form).</summary>
    public long Zipf(long count, double exponent)
    {
        var rest = 1 - exponent;
        var rank = Math.Abs(rest) < 1e-9
            ? Math.Pow(count + 1.0, Unit())
            : Math.Pow(((Math.Pow(count + 1.0, rest) - 1) * Unit()) + 1, 1 / rest);
        return Math.Min(count - 1, (long)rank - 1);
    }

    /// <summary>Scatters a value over all 64 bits.</summary>
    public static ulong Mix(ulong value)
    {
        unchecked
        {
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return BitOperations.RotateLeft(value ^ (value >> 31), 17);
        }
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());
}
