using System.Globalization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>
/// Numbers and prefixes as integers. The path is 15 places in base 11, a digit one higher than it is and 0 after the end, so that paths
/// sort as the digits do and a prefix covers one interval of them. The key is the path and one bit: 0 for a prefix, 1 for an exact
/// number.
/// </summary>
internal static class NumberKey
{
    private const int Base = 11;

    /// <summary>11 to the power of the index: how many paths share the places before.</summary>
    private static readonly ulong[] Powers = PowersOf11();

    public static ulong Of(ulong path, bool isPrefix) => (path << 1) | (isPrefix ? 0UL : 1UL);

    public static ulong PathOf(ulong key) => key >> 1;

    public static bool IsPrefix(ulong key) => (key & 1) == 0;

    /// <param name="digits">0 to 15 of 0-9.</param>
    public static ulong PathOf(ReadOnlySpan<byte> digits)
    {
        var path = 0UL;
        foreach (var digit in digits) path = (path * Base) + (ulong)(digit - '0' + 1);
        return path * Powers[Limits.TelephoneNumberLength - digits.Length];
    }

    /// <summary>False: the number has a <c>*</c> or <c>#</c>, which no table holds.</summary>
    public static bool TryGetPath(TelephoneNumber number, out ulong path)
    {
        path = 0;
        Span<byte> digits = stackalloc byte[Limits.TelephoneNumberLength];
        for (var at = 0; at < number.Value.Length; at++)
        {
            if (!char.IsAsciiDigit(number.Value[at])) return false;
            digits[at] = (byte)number.Value[at];
        }

        path = PathOf(digits[..number.Value.Length]);
        return true;
    }

    /// <summary>The path of the first digits.</summary>
    public static ulong Truncate(ulong path, int length) => path - (path % Powers[Limits.TelephoneNumberLength - length]);

    /// <summary>How many places after the last digit are unused.</summary>
    public static int UnusedPlaces(ulong path)
    {
        var unused = 0;
        while (unused < Limits.TelephoneNumberLength - 1 && path % Powers[unused + 1] == 0) unused++;
        return unused;
    }

    public static int LengthOf(ulong path) => Limits.TelephoneNumberLength - UnusedPlaces(path);

    /// <summary>How far two neighbours are apart that use all but the last places.</summary>
    public static ulong Step(int unusedPlaces) => Powers[unusedPlaces];

    /// <summary>Whether a prefix, by the path of its digits and their count, covers the number.</summary>
    public static bool Covers(ulong prefix, int length, ulong path) =>
        path >= prefix && path - prefix < Powers[Limits.TelephoneNumberLength - length];

    public static string TextOf(ulong key)
    {
        var path = PathOf(key);
        var unused = UnusedPlaces(path);
        Span<char> digits = stackalloc char[Limits.TelephoneNumberLength + 1];
        var length = Limits.TelephoneNumberLength - unused;
        var rest = path / Powers[unused];
        for (var at = length - 1; at >= 0; at--)
        {
            digits[at] = (char)('0' + (int)(rest % Base) - 1);
            rest /= Base;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{digits[..length]}{(IsPrefix(key) ? "*" : "")}");
    }

    private static ulong[] PowersOf11()
    {
        var powers = new ulong[Limits.TelephoneNumberLength + 1];
        powers[0] = 1;
        for (var exponent = 1; exponent < powers.Length; exponent++) powers[exponent] = powers[exponent - 1] * Base;
        return powers;
    }
}
