using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Shaken.Core.Foundations;

/// <summary>
/// A block of consecutive telephone numbers: a first number and how many there are, 2 or more (RFC 8226 section 9).
/// </summary>
/// <remarks>The count of digits and the leading zeros of <see cref="Start"/> belong to every number of the block.</remarks>
public sealed record TelephoneNumberRange
{
    private TelephoneNumberRange(TelephoneNumber start, long count) => (Start, Count) = (start, count);

    /// <summary>The first number; digits only.</summary>
    public TelephoneNumber Start { get; }

    /// <summary>How many numbers the block holds, the first one counted.</summary>
    public long Count { get; }

    /// <summary>The last number of the block.</summary>
    public TelephoneNumber Last => NumberSpan.NumberOf(NumberSpan.Of(this).Last);

    /// <summary>
    /// True where the block ends on the last number of its length (…99). RFC 8226 read strictly forbids it
    /// (start + count must stay below 10^digits), so it is accepted when read and never issued.
    /// </summary>
    public bool EndsOnTheLastNumber => long.Parse(Start.Value, CultureInfo.InvariantCulture) + Count == PowerOfTen(Start.Value.Length);

    /// <summary>Makes a range, if the start has digits only and the block stays within numbers of the same length.</summary>
    public static bool TryCreate(TelephoneNumber start, BigInteger count, [NotNullWhen(true)] out TelephoneNumberRange? range)
    {
        range = null;
        if (start.Value.AsSpan().ContainsAny('*', '#')) return false;
        if (count < 2 || count > PowerOfTen(start.Value.Length)) return false;
        if (long.Parse(start.Value, CultureInfo.InvariantCulture) + (long)count > PowerOfTen(start.Value.Length)) return false;
        range = new TelephoneNumberRange(start, (long)count);
        return true;
    }

    /// <summary>Whether the number is one of the block: same length, value between first and last.</summary>
    public bool Contains(TelephoneNumber number)
    {
        if (number.Value.Length != Start.Value.Length || number.Value.AsSpan().ContainsAny('*', '#')) return false;
        var offset = long.Parse(number.Value, CultureInfo.InvariantCulture) - long.Parse(Start.Value, CultureInfo.InvariantCulture);
        return offset >= 0 && offset < Count;
    }

    /// <summary>Whether every number of the other block is one of this one.</summary>
    public bool Contains(TelephoneNumberRange other)
    {
        if (other.Start.Value.Length != Start.Value.Length) return false;
        var offset = long.Parse(other.Start.Value, CultureInfo.InvariantCulture) - long.Parse(Start.Value, CultureInfo.InvariantCulture);
        return offset >= 0 && offset + other.Count <= Count;
    }

    /// <summary>Every number of the block, in order. A block may hold 10^15 of them: check <see cref="Count"/> first.</summary>
    public IEnumerable<TelephoneNumber> Numbers()
    {
        var (first, digits) = (long.Parse(Start.Value, CultureInfo.InvariantCulture), Start.Value.Length);
        for (var offset = 0L; offset < Count; offset++)
        {
            var text = (first + offset).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
            yield return TelephoneNumber.TryParse(text, out var number)
                ? number : throw new InvalidOperationException("A number of a block is no number.");
        }
    }

    private static long PowerOfTen(int digits)
    {
        long power = 1;
        for (var digit = 0; digit < digits; digit++) power *= 10;
        return power;
    }
}
