using System.Globalization;

namespace Shaken.Tests;

/// <summary>
/// How much the long tests do: mutants, laws and crash posts. SHAKEN_TEST_EFFORT is a percentage of the full number; unset, it is a tenth.
/// What a
/// test proves does not depend on it, only how likely it finds what is rare.
/// </summary>
internal static class Effort
{
    private const int Usual = 10;

    /// <summary>Of the full number, 1 to 10000.</summary>
    public static int Percent { get; } = Environment.GetEnvironmentVariable("SHAKEN_TEST_EFFORT") is { Length: > 0 } text
        ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is >= 1 and <= 10_000
            ? percent
            : throw new FormatException($"SHAKEN_TEST_EFFORT is '{text}': it must be a percentage from 1 to 10000, without a sign.")
        : Usual;

    /// <summary>The part of a full number that this run does, at least 1.</summary>
    public static int Of(int full) => Math.Max(1, checked((int)(full * (long)Percent / 100)));
}
