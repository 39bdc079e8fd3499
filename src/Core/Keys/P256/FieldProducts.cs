using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// Montgomery products of four pairs of field elements at once. One row a limb of b: a times that limb is added to nine running columns,
/// the lowest column is
/// cleared and the others move down. Its low 27 bits are the quotient limb q, because p = -1 mod 2^27; adding q·p clears them, and what
/// q·(p + 1) adds to higher
/// columns is q·2^96 + q·2^192 - q·2^224 + q·2^256.
/// </summary>
/// <remarks>
/// <para>Bounds. The limbs of all operands are below 2^29. In ten rows a column takes at most 10·2^58 of each product, 2^54.2 of
/// quotients and a
/// carry below 2^37: below 2^61.4 of 2^64 for one product and 2^62.4 for two.</para>
/// <para>Values. Of operands below 64p a product is below 64·64·p²/2^270 + p = 1.25p, and likewise the sum of two products of operands
/// below 40p: tight.</para>
/// <para>The loops are not unrolled on purpose: so the columns stay in registers and the limbs of a come from memory. Unrolled, the
/// compiler does the
/// reverse, at twice the time.</para>
/// </remarks>
internal static class FieldProducts
{
    private const ulong Mask = (1UL << FieldVector.LimbBits) - 1;

    // 2^256 - 2^224 in limbs 8 and 9.
    private const ulong Limb8 = (1UL << 27) - (1UL << 8);
    private const ulong Limb9 = (1UL << 13) - 1;

    /// <summary>product = a·b·2^-270; it may be a or b itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in FieldVector a, in FieldVector b, out FieldVector product)
    {
        var mask = Vector256.Create(Mask);
        var limb8 = Vector256.Create(Limb8).AsUInt32();
        var limb9 = Vector256.Create(Limb9).AsUInt32();
        Vector256<ulong> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
        Vector256<ulong> t5 = default, t6 = default, t7 = default, t8 = default;
        ref var limbs = ref Unsafe.AsRef(in b.L0);
        for (var row = 0; row < FieldVector.Limbs; row = unchecked(row + 1))
        {
            var x = Unsafe.Add(ref limbs, row).AsUInt32();
            var lowest = t0 + Avx2.Multiply(x, a.L0.AsUInt32());
            var q = lowest & mask;
            t0 = t1 + Avx2.Multiply(x, a.L1.AsUInt32()) + (lowest >>> 27);
            t1 = t2 + Avx2.Multiply(x, a.L2.AsUInt32());
            t2 = t3 + Avx2.Multiply(x, a.L3.AsUInt32()) + (q << 15);
            t3 = t4 + Avx2.Multiply(x, a.L4.AsUInt32());
            t4 = t5 + Avx2.Multiply(x, a.L5.AsUInt32());
            t5 = t6 + Avx2.Multiply(x, a.L6.AsUInt32());
            t6 = t7 + Avx2.Multiply(x, a.L7.AsUInt32()) + (q << 3);
            t7 = t8 + Avx2.Multiply(x, a.L8.AsUInt32()) + Avx2.Multiply(q.AsUInt32(), limb8);
            t8 = Avx2.Multiply(x, a.L9.AsUInt32()) + Avx2.Multiply(q.AsUInt32(), limb9);
        }

        Carry(t0, t1, t2, t3, t4, t5, t6, t7, t8, out product);
    }

    /// <summary>product = (a·b + c·d)·2^-270, under one reduction; it may be any of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyAdd(in FieldVector a, in FieldVector b, in FieldVector c, in FieldVector d, out FieldVector product)
    {
        var mask = Vector256.Create(Mask);
        var limb8 = Vector256.Create(Limb8).AsUInt32();
        var limb9 = Vector256.Create(Limb9).AsUInt32();
        Vector256<ulong> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
        Vector256<ulong> t5 = default, t6 = default, t7 = default, t8 = default;
        ref var first = ref Unsafe.AsRef(in b.L0);
        ref var second = ref Unsafe.AsRef(in d.L0);
        for (var row = 0; row < FieldVector.Limbs; row = unchecked(row + 1))
        {
            var x = Unsafe.Add(ref first, row).AsUInt32();
            var y = Unsafe.Add(ref second, row).AsUInt32();
            var lowest = t0 + Avx2.Multiply(x, a.L0.AsUInt32()) + Avx2.Multiply(y, c.L0.AsUInt32());
            var q = lowest & mask;
            t0 = t1 + Avx2.Multiply(x, a.L1.AsUInt32()) + Avx2.Multiply(y, c.L1.AsUInt32()) + (lowest >>> 27);
            t1 = t2 + Avx2.Multiply(x, a.L2.AsUInt32()) + Avx2.Multiply(y, c.L2.AsUInt32());
            t2 = t3 + Avx2.Multiply(x, a.L3.AsUInt32()) + Avx2.Multiply(y, c.L3.AsUInt32()) + (q << 15);
            t3 = t4 + Avx2.Multiply(x, a.L4.AsUInt32()) + Avx2.Multiply(y, c.L4.AsUInt32());
            t4 = t5 + Avx2.Multiply(x, a.L5.AsUInt32()) + Avx2.Multiply(y, c.L5.AsUInt32());
            t5 = t6 + Avx2.Multiply(x, a.L6.AsUInt32()) + Avx2.Multiply(y, c.L6.AsUInt32());
            t6 = t7 + Avx2.Multiply(x, a.L7.AsUInt32()) + Avx2.Multiply(y, c.L7.AsUInt32()) + (q << 3);
            t7 = t8 + Avx2.Multiply(x, a.L8.AsUInt32()) + Avx2.Multiply(y, c.L8.AsUInt32()) + Avx2.Multiply(q.AsUInt32(), limb8);
            t8 = Avx2.Multiply(x, a.L9.AsUInt32()) + Avx2.Multiply(y, c.L9.AsUInt32()) + Avx2.Multiply(q.AsUInt32(), limb9);
        }

        Carry(t0, t1, t2, t3, t4, t5, t6, t7, t8, out product);
    }

    // Columns into limbs, from the lowest on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(
        Vector256<ulong> t0, Vector256<ulong> t1, Vector256<ulong> t2, Vector256<ulong> t3, Vector256<ulong> t4,
        Vector256<ulong> t5, Vector256<ulong> t6, Vector256<ulong> t7, Vector256<ulong> t8, out FieldVector limbs)
    {
        var mask = Vector256.Create(Mask);
        limbs.L0 = t0 & mask;
        t1 += t0 >>> 27;
        limbs.L1 = t1 & mask;
        t2 += t1 >>> 27;
        limbs.L2 = t2 & mask;
        t3 += t2 >>> 27;
        limbs.L3 = t3 & mask;
        t4 += t3 >>> 27;
        limbs.L4 = t4 & mask;
        t5 += t4 >>> 27;
        limbs.L5 = t5 & mask;
        t6 += t5 >>> 27;
        limbs.L6 = t6 & mask;
        t7 += t6 >>> 27;
        limbs.L7 = t7 & mask;
        t8 += t7 >>> 27;
        limbs.L8 = t8 & mask;
        limbs.L9 = t8 >>> 27;
    }
}
