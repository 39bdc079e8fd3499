using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>A set of numbers as texts: one number each, or the first and the last number of a block with a hyphen between.</summary>
public static class NumberTexts
{
    /// <summary>Texts of one set, as they are entered and as they are kept.</summary>
    public const int Max = 4096;

    private const int MaxLength = 64;

    /// <summary>The blocks, then the single numbers.</summary>
    public static IReadOnlyList<string> Of(NumberSet numbers) =>
        [.. numbers.Ranges.Select(TextOf), .. numbers.Singles.Select(number => number.Value)];

    /// <summary>A block, as <c>14155550100-14155550199</c>.</summary>
    public static string TextOf(TelephoneNumberRange range) => $"{range.Start.Value}-{range.Last.Value}";

    /// <summary>Reads numbers, which may have a plus sign and no other separator. They may overlap and repeat.</summary>
    /// <param name="failure">Which text breaks which rule; it names no number.</param>
    public static bool TryParse(
        IReadOnlyList<string> texts, [NotNullWhen(true)] out NumberSet? numbers, [NotNullWhen(false)] out string? failure)
    {
        (numbers, failure) = (null, null);
        if (texts.Count > Max)
        {
            failure = $"there may be at most {Max} numbers and blocks";
            return false;
        }

        var ranges = new List<TelephoneNumberRange>();
        var singles = new List<TelephoneNumber>();
        for (var at = 0; at < texts.Count; at++)
        {
            if (TryAdd(texts[at], ranges, singles)) continue;
            failure = $"entry {at + 1} must be a number such as 12155550131, or the first and the last of a block with a hyphen between: "
                + "digits only, as many in both, the last not before the first";
            return false;
        }

        numbers = NumberSet.Of(ranges, singles);
        return true;
    }

    /// <summary>The block of so many numbers from the first on; one number is no block but that number.</summary>
    /// <returns>False: the count is below 1, or the block leaves the numbers of this length.</returns>
    public static bool TryCreate(TelephoneNumber first, BigInteger count, [NotNullWhen(true)] out NumberSet? numbers)
    {
        numbers = count == 1 ? NumberSet.Of([], [first])
            : TelephoneNumberRange.TryCreate(first, count, out var range) ? NumberSet.Of([range], [])
            : null;
        return numbers is not null;
    }

    private static bool TryAdd(string text, List<TelephoneNumberRange> ranges, List<TelephoneNumber> singles)
    {
        if (text.Length > MaxLength) return false;
        switch (text.Split('-'))
        {
            case [var only] when TryRead(only, out var number):
                singles.Add(number);
                return true;
            case [var from, var to] when TryRead(from, out var first) && TryRead(to, out var last):
                return TryAdd(first, last, ranges, singles);
            default:
                return false;
        }
    }

    private static bool TryAdd(
        TelephoneNumber first, TelephoneNumber last, List<TelephoneNumberRange> ranges, List<TelephoneNumber> singles)
    {
        if (first.Value.Length != last.Value.Length) return false;
        if (!first.Value.All(char.IsAsciiDigit) || !last.Value.All(char.IsAsciiDigit)) return false;
        var count = BigInteger.One + ValueOf(last) - ValueOf(first);
        if (count == 1) singles.Add(first);
        else if (TelephoneNumberRange.TryCreate(first, count, out var range)) ranges.Add(range);
        else return false;
        return true;
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out TelephoneNumber? number) =>
        TelephoneNumber.TryParseCanonical(text.StartsWith('+') ? text[1..] : text, out number);

    private static long ValueOf(TelephoneNumber number) => long.Parse(number.Value, NumberStyles.None, CultureInfo.InvariantCulture);
}
