using System.Globalization;
using Shaken.Core.Foundations;

namespace Shaken.Core.Numbering;

/// <summary>Consecutive numbers of one length about which a directory says the same.</summary>
/// <param name="Provider">The provider that serves all of them; null: the directory knows none.</param>
/// <param name="Count">How many numbers, the first one counted; at least 1. The number after the last may have the same provider.</param>
public sealed record NumberStretch(ProviderId? Provider, long Count)
{
    /// <summary>The stretch that begins with a number, as the rows of a table tell it.</summary>
    /// <param name="first">Digits only.</param>
    /// <param name="found">The row that decides the number, and its provider; null: none does.</param>
    /// <param name="next">The first row after the number's own place; null: the table has none.</param>
    internal static NumberStretch Of(TelephoneNumber first, (ulong Key, PackedProvider Provider)? found, ulong? next)
    {
        var (value, length) = (long.Parse(first.Value, CultureInfo.InvariantCulture), first.Value.Length);
        var end = PowerOfTen(length);
        if (next is { } row) end = Math.Min(end, FirstFrom(row, length));
        if (found is { } match) end = Math.Min(end, NumberKey.IsPrefix(match.Key) ? EndOf(match.Key, length) : value + 1);
        return new NumberStretch(found?.Provider.ToProvider(), Math.Max(1, end - value));
    }

    // The smallest number of a length that a row can decide: rows sort as digits do, a prefix before what it covers.
    private static long FirstFrom(ulong row, int length)
    {
        var digits = NumberPattern.Of(row).Digits.Value;
        return digits.Length <= length
            ? ValueOf(digits) * PowerOfTen(length - digits.Length)
            : ValueOf(digits[..length]) + 1;
    }

    // The first number after all that a prefix covers.
    private static long EndOf(ulong prefix, int length)
    {
        var digits = NumberPattern.Of(prefix).Digits.Value;
        return (ValueOf(digits) + 1) * PowerOfTen(length - digits.Length);
    }

    private static long ValueOf(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static long PowerOfTen(int digits)
    {
        var power = 1L;
        for (var digit = 0; digit < digits; digit++) power *= 10;
        return power;
    }
}
