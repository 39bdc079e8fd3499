using System.Numerics;
using System.Runtime.CompilerServices;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// 1/s mod n by division steps (Bernstein and Yang, "Fast constant-time gcd computation and modular inversion", 2019), in the
/// variable-time form: the steps of 62
/// low bits are gathered in a matrix of four words, and the matrix is applied to the long numbers at once.
/// </summary>
/// <remarks>
/// Long numbers are five signed limbs of 62 bits. f and g start as n and s, and end as ±1 and 0; d and e follow them as multiples of
/// 1/s, from -2n to n.
/// </remarks>
internal static class OrderInverse
{
    private const int Limbs = 5;
    private const int StepBits = 62;
    private const long Mask = (1L << StepBits) - 1;

    // 1/n mod 2^62.
    private const ulong InverseOfOrder = 0x332E375511FF43B1;

    private static ReadOnlySpan<long> Order => [0x33B9CAC2FC632551, 0x339BEAB69C5E7A13, 0x3FFFFFFFFFFFFFFB, 0x3FFFFFC00000003F, 0xFF];

    /// <summary>1/s mod n for s from 1 to n-1.</summary>
    public static Words Of(in Words s)
    {
        unchecked
        {
            Span<long> f = stackalloc long[Limbs], g = stackalloc long[Limbs], d = stackalloc long[Limbs], e = stackalloc long[Limbs];
            Order.CopyTo(f);
            Split(s, g);
            d.Clear();
            e.Clear();
            e[0] = 1;
            var eta = -1L;
            while ((g[0] | g[1] | g[2] | g[3] | g[4]) != 0)
            {
                var matrix = Matrix.Of(ref eta, (ulong)f[0] | ((ulong)f[1] << StepBits), (ulong)g[0] | ((ulong)g[1] << StepBits));
                ApplyModulo(d, e, matrix);
                Apply(f, g, matrix);
            }

            // f is 1 or -1: its sign is that of d.
            Normalize(d, isNegative: f[Limbs - 1] < 0);
            return Join(d);
        }
    }

    private static void Split(in Words number, Span<long> limbs)
    {
        unchecked
        {
            limbs[0] = (long)number.W0 & Mask;
            limbs[1] = (long)((number.W0 >> 62) | (number.W1 << 2)) & Mask;
            limbs[2] = (long)((number.W1 >> 60) | (number.W2 << 4)) & Mask;
            limbs[3] = (long)((number.W2 >> 58) | (number.W3 << 6)) & Mask;
            limbs[4] = (long)(number.W3 >> 56);
        }
    }

    private static Words Join(ReadOnlySpan<long> limbs)
    {
        unchecked
        {
            ulong l0 = (ulong)limbs[0], l1 = (ulong)limbs[1], l2 = (ulong)limbs[2], l3 = (ulong)limbs[3], l4 = (ulong)limbs[4];
            return new Words(l0 | (l1 << 62), (l1 >> 2) | (l2 << 60), (l2 >> 4) | (l3 << 58), (l3 >> 6) | (l4 << 56));
        }
    }

    // [f, g] = matrix · [f, g] / 2^62; the division leaves no remainder.
    private static void Apply(Span<long> f, Span<long> g, in Matrix m)
    {
        unchecked
        {
            Sum sumF = default, sumG = default;
            for (var index = 0; index < Limbs; index++)
            {
                sumF.Add(m.U, f[index]);
                sumF.Add(m.V, g[index]);
                sumG.Add(m.Q, f[index]);
                sumG.Add(m.R, g[index]);
                if (index > 0) (f[index - 1], g[index - 1]) = ((long)sumF.Low & Mask, (long)sumG.Low & Mask);
                sumF.Shift();
                sumG.Shift();
            }

            (f[Limbs - 1], g[Limbs - 1]) = ((long)sumF.Low, (long)sumG.Low);
        }
    }

    // [d, e] = matrix · [d, e] / 2^62 mod n: multiples of n make the low 62 bits zero. Those of the signs keep d and e between -2n and n.
    private static void ApplyModulo(Span<long> d, Span<long> e, in Matrix m)
    {
        unchecked
        {
            long signD = d[Limbs - 1] >> 63, signE = e[Limbs - 1] >> 63;
            var timesD = (m.U & signD) + (m.V & signE);
            var timesE = (m.Q & signD) + (m.R & signE);
            timesD -= (long)((InverseOfOrder * (ulong)((m.U * d[0]) + (m.V * e[0]))) + (ulong)timesD) & Mask;
            timesE -= (long)((InverseOfOrder * (ulong)((m.Q * d[0]) + (m.R * e[0]))) + (ulong)timesE) & Mask;
            Sum sumD = default, sumE = default;
            for (var index = 0; index < Limbs; index++)
            {
                sumD.Add(m.U, d[index]);
                sumD.Add(m.V, e[index]);
                sumD.Add(timesD, Order[index]);
                sumE.Add(m.Q, d[index]);
                sumE.Add(m.R, e[index]);
                sumE.Add(timesE, Order[index]);
                if (index > 0) (d[index - 1], e[index - 1]) = ((long)sumD.Low & Mask, (long)sumE.Low & Mask);
                sumD.Shift();
                sumE.Shift();
            }

            (d[Limbs - 1], e[Limbs - 1]) = ((long)sumD.Low, (long)sumE.Low);
        }
    }

    // From between -2n and n to between 0 and n, negated on the way if f was negative.
    private static void Normalize(Span<long> d, bool isNegative)
    {
        if (d[Limbs - 1] < 0) AddOrder(d, sign: 1);
        if (isNegative) AddOrder(d, sign: -1);
        if (d[Limbs - 1] < 0) AddOrder(d, sign: 1);
    }

    // d = n·0 - d for the sign -1, else d + n.
    private static void AddOrder(Span<long> d, int sign)
    {
        unchecked
        {
            var carry = 0L;
            for (var index = 0; index < Limbs; index++)
            {
                var limb = (sign < 0 ? -d[index] : d[index] + Order[index]) + carry;
                d[index] = index == Limbs - 1 ? limb : limb & Mask;
                carry = limb >> StepBits;
            }
        }
    }

    /// <summary>A signed sum of products, 128 bits wide.</summary>
    private struct Sum
    {
        private long _high;

        public ulong Low { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(long a, long b)
        {
            unchecked
            {
                var high = Math.BigMul(a, b, out var low);
                Low += (ulong)low;
                _high += high + (Low < (ulong)low ? 1L : 0L);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Shift()
        {
            unchecked
            {
                Low = (Low >> StepBits) | ((ulong)_high << (64 - StepBits));
                _high >>= StepBits;
            }
        }
    }

    /// <summary>What 62 division steps do to f and g, times 2^62: f' = (U·f + V·g)/2^62, g' = (Q·f + R·g)/2^62.</summary>
    private readonly record struct Matrix(long U, long V, long Q, long R)
    {
        public static Matrix Of(ref long eta, ulong f, ulong g)
        {
            unchecked
            {
                ulong u = 1, v = 0, q = 0, r = 1;
                var left = StepBits;
                while (true)
                {
                    // As many halvings of g as it has zeros at the end, but no more than are left.
                    var zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
                    g >>= zeros;
                    u <<= zeros;
                    v <<= zeros;
                    eta -= zeros;
                    left -= zeros;
                    if (left == 0) return new Matrix((long)u, (long)v, (long)q, (long)r);
                    if (eta < 0)
                    {
                        eta = -eta;
                        (f, g) = (g, 0 - f);
                        (u, q) = (q, 0 - u);
                        (v, r) = (r, 0 - v);
                    }

                    // A multiple of f clears as many low bits of g as steps without a swap lie ahead: -g/f modulo a power of two, six
                    // bits at the most.
                    var bits = Math.Min((int)Math.Min(eta + 1, left), 6);
                    var times = (0 - g) * InverseModulo64(f) & ((1UL << bits) - 1);
                    g += f * times;
                    q += u * times;
                    r += v * times;
                }
            }
        }

        // 1/f modulo 64 for odd f: f is right modulo 8, and each of Newton's steps doubles the bits.
        private static ulong InverseModulo64(ulong f) => unchecked(f * (2 - (f * f)));
    }
}
