using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Shaken.Core.Keys.P256;

/// <summary>
/// Four elements of the field of P-256, one in each lane, in Montgomery form (x·2^270 mod p): ten limbs of 27 bits, lowest first. A
/// value is any number that is
/// congruent to the element; it is brought below p only where it is compared or stored.
/// </summary>
/// <remarks>
/// Two states, which the names below use. <b>Tight</b>: what a product or a table gives: limbs below 2^27, value below 1.25p.
/// <b>Loose</b>: a difference after <see cref="Carry"/>: limbs below 2^27 + 2^5, value below 8p. A difference adds a multiple of p whose
/// limbs are
/// at least the limbs subtracted, so that no lane borrows.
/// </remarks>
internal struct FieldVector
{
    public const int LimbBits = 27;

    public const int Limbs = 10;

    public Vector256<ulong> L0, L1, L2, L3, L4, L5, L6, L7, L8, L9;

    private const ulong Mask = (1UL << LimbBits) - 1;

    /// <summary>One: 2^270 mod p.</summary>
    public static FieldVector One => FromWords(new Words(0x0000000000004000, 0xFFFFC00000000000, 0xFFFFFFFFFFFFFFFF, 0x00003FFFFFFFBFFF));

    /// <summary>Four numbers below 2^256 out of their words, lowest first; lane i of a word is that of number i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Unpack(
        Vector256<ulong> word0, Vector256<ulong> word1, Vector256<ulong> word2, Vector256<ulong> word3, out FieldVector vector)
    {
        var mask = Vector256.Create(Mask);
        vector.L0 = word0 & mask;
        vector.L1 = (word0 >>> 27) & mask;
        vector.L2 = ((word0 >>> 54) | (word1 << 10)) & mask;
        vector.L3 = (word1 >>> 17) & mask;
        vector.L4 = ((word1 >>> 44) | (word2 << 20)) & mask;
        vector.L5 = (word2 >>> 7) & mask;
        vector.L6 = (word2 >>> 34) & mask;
        vector.L7 = ((word2 >>> 61) | (word3 << 3)) & mask;
        vector.L8 = (word3 >>> 24) & mask;
        vector.L9 = word3 >>> 51;
    }

    /// <summary>The same number in every lane, as it is: Montgomery form is the caller's.</summary>
    public static FieldVector FromWords(Words words)
    {
        Unpack(
            Vector256.Create(words.W0), Vector256.Create(words.W1), Vector256.Create(words.W2), Vector256.Create(words.W3), out var vector);
        return vector;
    }

    /// <summary>a - b + 2p for a tight b: limbs below 2^28 more than those of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractTight(in FieldVector a, in FieldVector b, out FieldVector difference)
    {
        difference.L0 = a.L0 + Vector256.Create(0xFFFFFFEUL) - b.L0;
        difference.L1 = a.L1 + Vector256.Create(0xFFFFFFEUL) - b.L1;
        difference.L2 = a.L2 + Vector256.Create(0xFFFFFFEUL) - b.L2;
        difference.L3 = a.L3 + Vector256.Create(0x800FFFEUL) - b.L3;
        difference.L4 = a.L4 + Vector256.Create(0x7FFFFFFUL) - b.L4;
        difference.L5 = a.L5 + Vector256.Create(0x7FFFFFFUL) - b.L5;
        difference.L6 = a.L6 + Vector256.Create(0x7FFFFFFUL) - b.L6;
        difference.L7 = a.L7 + Vector256.Create(0x800000FUL) - b.L7;
        difference.L8 = a.L8 + Vector256.Create(0xFFFFDFFUL) - b.L8;
        difference.L9 = a.L9 + Vector256.Create(0x3FFEUL) - b.L9;
    }

    /// <summary>a - b + 8p for a loose b: limbs below 3·2^27 more than those of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractLoose(in FieldVector a, in FieldVector b, out FieldVector difference)
    {
        difference.L0 = a.L0 + Vector256.Create(0x17FFFFF8UL) - b.L0;
        difference.L1 = a.L1 + Vector256.Create(0x17FFFFFDUL) - b.L1;
        difference.L2 = a.L2 + Vector256.Create(0x17FFFFFDUL) - b.L2;
        difference.L3 = a.L3 + Vector256.Create(0x1003FFFDUL) - b.L3;
        difference.L4 = a.L4 + Vector256.Create(0xFFFFFFEUL) - b.L4;
        difference.L5 = a.L5 + Vector256.Create(0xFFFFFFEUL) - b.L5;
        difference.L6 = a.L6 + Vector256.Create(0xFFFFFFEUL) - b.L6;
        difference.L7 = a.L7 + Vector256.Create(0x1000003EUL) - b.L7;
        difference.L8 = a.L8 + Vector256.Create(0x17FFF7FEUL) - b.L8;
        difference.L9 = a.L9 + Vector256.Create(0xFFFDUL) - b.L9;
    }

    /// <summary>a - b - 2c + 4p for tight a, b and c, carried: loose, its value below 5.25p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SubtractThrice(in FieldVector a, in FieldVector b, in FieldVector c, out FieldVector difference)
    {
        difference.L0 = a.L0 + Vector256.Create(0x1FFFFFFCUL) - b.L0 - c.L0 - c.L0;
        difference.L1 = a.L1 + Vector256.Create(0x1FFFFFFCUL) - b.L1 - c.L1 - c.L1;
        difference.L2 = a.L2 + Vector256.Create(0x1FFFFFFCUL) - b.L2 - c.L2 - c.L2;
        difference.L3 = a.L3 + Vector256.Create(0x1801FFFCUL) - b.L3 - c.L3 - c.L3;
        difference.L4 = a.L4 + Vector256.Create(0x17FFFFFDUL) - b.L4 - c.L4 - c.L4;
        difference.L5 = a.L5 + Vector256.Create(0x17FFFFFDUL) - b.L5 - c.L5 - c.L5;
        difference.L6 = a.L6 + Vector256.Create(0x17FFFFFDUL) - b.L6 - c.L6 - c.L6;
        difference.L7 = a.L7 + Vector256.Create(0x1800001DUL) - b.L7 - c.L7 - c.L7;
        difference.L8 = a.L8 + Vector256.Create(0x1FFFFBFDUL) - b.L8 - c.L8 - c.L8;
        difference.L9 = a.L9 + Vector256.Create(0x7FFCUL) - b.L9 - c.L9 - c.L9;
        Carry(ref difference);
    }

    /// <summary>a + b; two tight ones give limbs below 2^28 and a value below 2.5p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in FieldVector a, in FieldVector b, out FieldVector sum)
    {
        sum.L0 = a.L0 + b.L0;
        sum.L1 = a.L1 + b.L1;
        sum.L2 = a.L2 + b.L2;
        sum.L3 = a.L3 + b.L3;
        sum.L4 = a.L4 + b.L4;
        sum.L5 = a.L5 + b.L5;
        sum.L6 = a.L6 + b.L6;
        sum.L7 = a.L7 + b.L7;
        sum.L8 = a.L8 + b.L8;
        sum.L9 = a.L9 + b.L9;
    }

    /// <summary>In the lanes of the mask 2p - a for a tight a, else a: limbs below 2^28, value below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(ref FieldVector a, Vector256<ulong> mask)
    {
        SubtractTight(default, a, out var negative);
        a.L0 = Vector256.ConditionalSelect(mask, negative.L0, a.L0);
        a.L1 = Vector256.ConditionalSelect(mask, negative.L1, a.L1);
        a.L2 = Vector256.ConditionalSelect(mask, negative.L2, a.L2);
        a.L3 = Vector256.ConditionalSelect(mask, negative.L3, a.L3);
        a.L4 = Vector256.ConditionalSelect(mask, negative.L4, a.L4);
        a.L5 = Vector256.ConditionalSelect(mask, negative.L5, a.L5);
        a.L6 = Vector256.ConditionalSelect(mask, negative.L6, a.L6);
        a.L7 = Vector256.ConditionalSelect(mask, negative.L7, a.L7);
        a.L8 = Vector256.ConditionalSelect(mask, negative.L8, a.L8);
        a.L9 = Vector256.ConditionalSelect(mask, negative.L9, a.L9);
    }

    /// <summary>The lanes in another order; <paramref name="order"/> is that of <c>vpermq</c>, two bits a lane.</summary>
    public static FieldVector Permute(in FieldVector a, [ConstantExpected] byte order)
    {
        FieldVector permuted;
        permuted.L0 = Avx2.Permute4x64(a.L0, order);
        permuted.L1 = Avx2.Permute4x64(a.L1, order);
        permuted.L2 = Avx2.Permute4x64(a.L2, order);
        permuted.L3 = Avx2.Permute4x64(a.L3, order);
        permuted.L4 = Avx2.Permute4x64(a.L4, order);
        permuted.L5 = Avx2.Permute4x64(a.L5, order);
        permuted.L6 = Avx2.Permute4x64(a.L6, order);
        permuted.L7 = Avx2.Permute4x64(a.L7, order);
        permuted.L8 = Avx2.Permute4x64(a.L8, order);
        permuted.L9 = Avx2.Permute4x64(a.L9, order);
        return permuted;
    }

    /// <summary>One carry of each limb to the next, all at once: limbs below 2^32 come below 2^27 + 2^5; the highest keeps what it
    /// has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Carry(ref FieldVector a)
    {
        var mask = Vector256.Create(Mask);
        a.L9 += a.L8 >>> LimbBits;
        a.L8 = (a.L8 & mask) + (a.L7 >>> LimbBits);
        a.L7 = (a.L7 & mask) + (a.L6 >>> LimbBits);
        a.L6 = (a.L6 & mask) + (a.L5 >>> LimbBits);
        a.L5 = (a.L5 & mask) + (a.L4 >>> LimbBits);
        a.L4 = (a.L4 & mask) + (a.L3 >>> LimbBits);
        a.L3 = (a.L3 & mask) + (a.L2 >>> LimbBits);
        a.L2 = (a.L2 & mask) + (a.L1 >>> LimbBits);
        a.L1 = (a.L1 & mask) + (a.L0 >>> LimbBits);
        a.L0 &= mask;
    }
}
