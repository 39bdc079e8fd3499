using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Shaken.Core.Foundations;

/// <summary>
/// Sets of numbers as people and documents write them. Each text is a number (<c>12155550100</c>), the first and the last number of a block
/// (<c>12155550100-12155550199</c>), or its first number and how many there are (<c>12155550100:100</c>). A plus sign before a number is
/// dropped.
/// </summary>
public static class NumberSetText
{
    /// <summary>The rule in words, for messages.</summary>
    public const string Rule =
        "each text must be a number, FIRST-LAST or START:COUNT, as 12155550100, 12155550100-12155550199 or 12155550100:100";

    /// <summary>Reads a set; texts may overlap, touch and repeat.</summary>
    /// <param name="failure">Which text breaks the rule, by its place; never the text itself.</param>
    public static bool TryParse(
        IReadOnlyList<string> texts, [NotNullWhen(true)] out NumberSet? numbers, [NotNullWhen(false)] out string? failure)
    {
        (numbers, failure) = (null, null);
        var (ranges, singles) = (new List<TelephoneNumberRange>(), new List<TelephoneNumber>());
        for (var index = 0; index < texts.Count; index++)
        {
            if (TryReadNumber(texts[index], out var single)) singles.Add(single);
            else if (TryReadBlock(texts[index], out var range)) ranges.Add(range);
            else
            {
                failure = string.Create(CultureInfo.InvariantCulture, $"text {index + 1}: {Rule}");
                return false;
            }
        }

        numbers = NumberSet.Of(ranges, singles);
        return true;
    }

    /// <summary>The set as texts, blocks first, each as FIRST-LAST. Personal data.</summary>
    public static IReadOnlyList<string> Write(NumberSet numbers) =>
        [.. numbers.Ranges.Select(range => $"{range.Start.Value}-{range.Last.Value}"), .. numbers.Singles.Select(number => number.Value)];

    private static bool TryReadBlock(string text, [NotNullWhen(true)] out TelephoneNumberRange? range)
    {
        range = null;
        if (text.Split(':') is [var start, var many])
        {
            return TryReadNumber(start, out var number)
                && long.TryParse(many, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && TelephoneNumberRange.TryCreate(number, count, out range);
        }

        return text.Split('-') is [var low, var high] && TryReadNumber(low, out var first) && TryReadNumber(high, out var last)
            && first.Value.Length == last.Value.Length
            && BigInteger.TryParse(first.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && BigInteger.TryParse(last.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && TelephoneNumberRange.TryCreate(first, to - from + 1, out range);
    }

    private static bool TryReadNumber(string text, [NotNullWhen(true)] out TelephoneNumber? number) =>
        TelephoneNumber.TryParseCanonical(text.StartsWith('+') ? text[1..] : text, out number);
}
