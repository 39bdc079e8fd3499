using System.Buffers.Binary;

namespace Shaken.Core.Keys.P256;

/// <summary>A number below 2^256 in four words of 64 bits, the lowest first.</summary>
internal readonly record struct Words(ulong W0, ulong W1, ulong W2, ulong W3)
{
    public bool IsZero => (W0 | W1 | W2 | W3) == 0;

    /// <summary>Takes 32 octets, the highest first.</summary>
    public static Words ReadBigEndian(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt64BigEndian(octets[24..]), BinaryPrimitives.ReadUInt64BigEndian(octets[16..]),
        BinaryPrimitives.ReadUInt64BigEndian(octets[8..]), BinaryPrimitives.ReadUInt64BigEndian(octets));

    public bool IsBelow(in Words other) =>
        W3 != other.W3 ? W3 < other.W3 : W2 != other.W2 ? W2 < other.W2 : W1 != other.W1 ? W1 < other.W1 : W0 < other.W0;

    /// <summary>This + other mod 2^256.</summary>
    public Words Plus(in Words other)
    {
        unchecked
        {
            var carry = 0UL;
            return new(
                Sum(W0, other.W0, ref carry), Sum(W1, other.W1, ref carry), Sum(W2, other.W2, ref carry), Sum(W3, other.W3, ref carry));
        }
    }

    /// <summary>This - other mod 2^256.</summary>
    public Words Minus(in Words other)
    {
        unchecked
        {
            var borrow = 0UL;
            return new(
                Difference(W0, other.W0, ref borrow), Difference(W1, other.W1, ref borrow),
                Difference(W2, other.W2, ref borrow), Difference(W3, other.W3, ref borrow));
        }
    }

    private static ulong Sum(ulong a, ulong b, ref ulong carry)
    {
        unchecked
        {
            var sum = a + carry;
            carry = sum < carry ? 1UL : 0UL;
            sum += b;
            carry += sum < b ? 1UL : 0UL;
            return sum;
        }
    }

    private static ulong Difference(ulong a, ulong b, ref ulong borrow)
    {
        unchecked
        {
            var difference = a - b;
            var isBelow = a < b ? 1UL : 0UL;
            var result = difference - borrow;
            borrow = isBelow | (difference < borrow ? 1UL : 0UL);
            return result;
        }
    }
}
