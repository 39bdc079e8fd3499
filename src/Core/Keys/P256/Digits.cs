using System.Runtime.CompilerServices;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// A number mod n as signed odd digits without carries and zeros. An odd u is the sum of s_i·2^i for i below 256, where s_i is 1 if bit
/// i of
/// (u-1)/2 + 2^255 is one, else -1. Cut into windows of w bits, each is an odd number between -2^w and 2^w: the window's highest bit is
/// its sign (1: positive) and the others, complemented when it is negative, are k of 2k+1. For an even u, n - u is odd and all signs
/// turn.
/// </summary>
internal readonly struct Digits
{
    private readonly Words _bits;
    private readonly ulong _turned;

    /// <param name="number">From 1 to n-1.</param>
    public Digits(in Words number)
    {
        var isEven = (number.W0 & 1) == 0;
        var odd = isEven ? OrderNumbers.Order.Minus(number) : number;
        _turned = isEven ? ulong.MaxValue : 0;
        _bits = new Words(
            (odd.W0 >> 1) | (odd.W1 << 63), (odd.W1 >> 1) | (odd.W2 << 63), (odd.W2 >> 1) | (odd.W3 << 63), (odd.W3 >> 1) | (1UL << 63));
    }

    /// <summary>The digit of the window at a position: k of ±(2k+1).</summary>
    /// <param name="negative">All ones for a negative digit, else zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int At(int position, int width, out ulong negative)
    {
        unchecked
        {
            var window = Word(position >> 6) >> (position & 63);
            var above = position & 63;
            if (above + width > 64) window |= Word((position >> 6) + 1) << (64 - above);
            var isPositive = (window >> (width - 1)) & 1;
            var sign = isPositive - 1;
            negative = sign ^ _turned;
            return (int)((window ^ sign) & ((1UL << (width - 1)) - 1));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(int index) => index switch { 0 => _bits.W0, 1 => _bits.W1, 2 => _bits.W2, _ => _bits.W3 };
}
