using System.Diagnostics.CodeAnalysis;
using Shaken.Core.Foundations;

namespace Shaken.Core.Pki.Der;

/// <summary>The numbers of a TNAuthList as a set, and the list that names exactly the numbers of a set.</summary>
public static class TnAuthListNumbers
{
    /// <summary>The numbers that the list names; its codes say nothing of single numbers.</summary>
    public static NumberSet ToNumberSet(this TnAuthList list) => NumberSet.Of(
        list.Entries.OfType<RangeEntry>().Select(entry => entry.Range), list.Entries.OfType<NumberEntry>().Select(entry => entry.Number));

    /// <summary>
    /// The list with exactly these numbers and no code; false where the set is empty or takes more entries than a certificate may have.
    /// A block that ends on the last number of its length is written as a shorter block and that number (RFC 8226 section 9).
    /// </summary>
    public static bool TryToTnAuthList(this NumberSet numbers, [NotNullWhen(true)] out TnAuthList? list)
    {
        TnAuthListEntry[] entries =
            [.. numbers.Ranges.SelectMany(EntriesOf), .. numbers.Singles.Select(number => new NumberEntry(number))];
        list = entries.Length is >= 1 and <= Limits.TnAuthListEntries ? TnAuthList.Of(entries) : null;
        return list is not null;
    }

    private static IEnumerable<TnAuthListEntry> EntriesOf(TelephoneNumberRange range)
    {
        if (!range.EndsOnTheLastNumber)
        {
            yield return new RangeEntry(range);
            yield break;
        }

        if (TelephoneNumberRange.TryCreate(range.Start, range.Count - 1, out var shorter)) yield return new RangeEntry(shorter);
        else yield return new NumberEntry(range.Start);
        yield return new NumberEntry(range.Last);
    }
}
