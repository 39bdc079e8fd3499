namespace Shaken.Core.Keys.P256;

/// <summary>The lowest lane of vectors compared and written: only here is a value brought below p.</summary>
internal static class FieldComparison
{
    /// <summary>p.</summary>
    public static Words Prime => new(0xFFFFFFFFFFFFFFFF, 0x00000000FFFFFFFF, 0, 0xFFFFFFFF00000001);

    // 2^540 mod p: brings a number into Montgomery form.
    private static Words RSquared => new(0x0000000030000000, 0xBFFFFFFFF0000000, 0xFFFFFFFFEFFFFFFF, 0x4FFFFFFFDFFFFFFF);

    /// <summary>A number below 2^256 in Montgomery form, tight, in every lane.</summary>
    public static FieldVector ToMontgomery(in Words number)
    {
        FieldProducts.Multiply(FieldVector.FromWords(number), FieldVector.FromWords(RSquared), out var montgomery);
        return montgomery;
    }

    /// <summary>Whether the lowest lane of a tight vector is zero mod p.</summary>
    public static bool IsZero(in FieldVector tight) => ToWords(tight, 0).IsZero;

    /// <summary>Whether x = number·y mod p in the lowest lane, for a loose x and a tight y.</summary>
    public static bool IsProduct(in FieldVector x, in Words number, in FieldVector y)
    {
        FieldProducts.Multiply(ToMontgomery(number), y, out var product);
        FieldVector.SubtractTight(x, product, out var difference);

        // A product with any factor but zero is zero only if the difference is; it is tight.
        FieldProducts.Multiply(difference, FieldVector.One, out var tight);
        return IsZero(tight);
    }

    /// <summary>One lane of a tight vector, below p.</summary>
    public static Words ToWords(in FieldVector tight, int lane)
    {
        unchecked
        {
            ulong l0 = tight.L0[lane], l1 = tight.L1[lane], l2 = tight.L2[lane], l3 = tight.L3[lane], l4 = tight.L4[lane];
            ulong l5 = tight.L5[lane], l6 = tight.L6[lane], l7 = tight.L7[lane], l8 = tight.L8[lane], l9 = tight.L9[lane];
            var words = new Words(
                l0 | (l1 << 27) | (l2 << 54), (l2 >> 10) | (l3 << 17) | (l4 << 44),
                (l4 >> 20) | (l5 << 7) | (l6 << 34) | (l7 << 61), (l7 >> 3) | (l8 << 24) | (l9 << 51));

            // A tight value is below 1.25p: what does not fit into 256 bits is seen in the highest limb.
            return (l9 >> 13) != 0 || !words.IsBelow(Prime) ? words.Minus(Prime) : words;
        }
    }
}
