using System.Globalization;

namespace Shaken.Core.Foundations;

/// <summary>
/// Consecutive numbers of one length, both ends included. Each number of digits is one key, <c>length × 10^16 + value</c>, so that keys
/// sort first by length and no block of one length touches a block of another.
/// </summary>
/// <param name="First">Key of the first number.</param>
/// <param name="Last">Key of the last number; the same length.</param>
internal readonly record struct NumberSpan(long First, long Last)
{
    private const long LengthUnit = 10_000_000_000_000_000;

    public long Count => Last - First + 1;

    /// <summary>The key of a number; null where it has <c>*</c> or <c>#</c>.</summary>
    public static long? KeyOf(TelephoneNumber number)
    {
        var value = 0L;
        foreach (var character in number.Value)
        {
            if (!char.IsAsciiDigit(character)) return null;
            value = (value * 10) + (character - '0');
        }

        return (number.Value.Length * LengthUnit) + value;
    }

    public static NumberSpan Of(TelephoneNumberRange range)
    {
        var first = KeyOf(range.Start) ?? throw new InvalidOperationException("A block starts with digits.");
        return new NumberSpan(first, first + range.Count - 1);
    }

    public static TelephoneNumber NumberOf(long key)
    {
        var (length, value) = Math.DivRem(key, LengthUnit);
        var text = value.ToString(CultureInfo.InvariantCulture).PadLeft((int)length, '0');
        return TelephoneNumber.TryParseCanonical(text, out var number)
            ? number : throw new InvalidOperationException("A key is that of a number.");
    }

    /// <summary>The block; the span has two numbers or more.</summary>
    public TelephoneNumberRange ToRange() => TelephoneNumberRange.TryCreate(NumberOf(First), Count, out var range)
        ? range : throw new InvalidOperationException("A span of one number is no block.");
}
