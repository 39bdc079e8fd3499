using Shaken.Core.Foundations;

namespace Shaken.Core.Delegation.Grants;

/// <summary>
/// The part of a set of numbers that lies in one block of a thousand consecutive numbers; a number with <c>*</c> or <c>#</c> is a block of
/// its own. Reservations are kept by block, so that two grants of one number meet in one record.
/// </summary>
/// <param name="Key">Of the block; fit for a record key.</param>
/// <param name="Bits">A bit for each of its numbers.</param>
internal sealed record LentBlock(string Key, byte[] Bits)
{
    private const int Size = 1000;
    private const int Octets = Size / 8;

    /// <summary>The blocks of a set in the order of their numbers; null: there are more than <paramref name="most"/>.</summary>
    public static IReadOnlyList<LentBlock>? Of(NumberSet numbers, int most)
    {
        var blocks = new SortedDictionary<long, byte[]>();
        var symbols = new List<LentBlock>();
        foreach (var range in numbers.Ranges)
        {
            var span = NumberSpan.Of(range);
            if ((span.Last / Size) - (span.First / Size) >= most) return null;
            for (var block = span.First / Size; block <= span.Last / Size; block++)
            {
                var first = Math.Max(span.First, block * Size);
                var last = Math.Min(span.Last, (block * Size) + Size - 1);
                Mark(blocks, block, (int)(first % Size), (int)(last % Size));
            }

            if (blocks.Count > most) return null;
        }

        foreach (var number in numbers.Singles)
        {
            if (NumberSpan.KeyOf(number) is { } key) Mark(blocks, key / Size, (int)(key % Size), (int)(key % Size));
            else symbols.Add(OfSymbols(number));
            if (blocks.Count + symbols.Count > most) return null;
        }

        return [.. blocks.Select(block => new LentBlock($"{block.Key}", block.Value)), .. symbols];
    }

    /// <summary>The block of one number.</summary>
    public static LentBlock Of(TelephoneNumber number) => Of(NumberSet.Of([], [number]), most: 1)![0];

    /// <summary>Whether two sets of numbers of one block have one in common.</summary>
    public static bool Overlaps(byte[] left, byte[] right)
    {
        for (var octet = 0; octet < Octets; octet++)
        {
            if ((left[octet] & right[octet]) != 0) return true;
        }

        return false;
    }

    /// <summary>The numbers that one of the two sets has.</summary>
    public static byte[] Join(byte[] left, byte[] right)
    {
        var both = new byte[Octets];
        for (var octet = 0; octet < Octets; octet++) both[octet] = (byte)(left[octet] | right[octet]);
        return both;
    }

    /// <summary>In how many of the sets the number is that most of them have, of the numbers of this block's part.</summary>
    public int MostOf(IReadOnlyCollection<byte[]> sets)
    {
        var most = 0;
        for (var number = 0; number < Size; number++)
        {
            if (Has(Bits, number)) most = Math.Max(most, sets.Count(set => Has(set, number)));
        }

        return most;
    }

    private static bool Has(byte[] bits, int number) => (bits[number / 8] & (1 << (number % 8))) != 0;

    private static void Mark(SortedDictionary<long, byte[]> blocks, long block, int first, int last)
    {
        if (!blocks.TryGetValue(block, out var bits)) blocks.Add(block, bits = new byte[Octets]);
        for (var number = first; number <= last; number++) bits[number / 8] |= (byte)(1 << (number % 8));
    }

    private static LentBlock OfSymbols(TelephoneNumber number)
    {
        var bits = new byte[Octets];
        bits[0] = 1;
        return new LentBlock($"x{number.Value.Replace('*', 's').Replace('#', 'h')}", bits);
    }
}
