using System.Runtime.CompilerServices;

namespace Shaken.Core.Keys.P256;

/// <summary>What a verification by tables says.</summary>
internal enum TableVerdict
{
    /// <summary>The key made the signature.</summary>
    Valid,

    /// <summary>It did not.</summary>
    Invalid,

    /// <summary>A case that this code has no formulas for: OpenSSL decides.</summary>
    AskOpenSsl,
}

/// <summary>
/// ECDSA verification on P-256 (FIPS 186-5 section 6.4.2) with a table of multiples for G and one for the key: u1·G + u2·Q is a sum of
/// table entries, without doublings.
/// All numbers are public, so nothing takes constant time. Allocates nothing.
/// </summary>
internal static class TableVerifier
{
    /// <summary>Judges r‖s (64 octets) over a SHA-256 digest (32 octets).</summary>
    public static TableVerdict Verify(PointTable generator, PointTable key, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> signature)
    {
        if (sha256.Length != 32 || signature.Length != EcdsaSignature.Length) return TableVerdict.AskOpenSsl;
        var r = Words.ReadBigEndian(signature);
        var s = Words.ReadBigEndian(signature[32..]);
        if (!OrderNumbers.IsScalar(r) || !OrderNumbers.IsScalar(s)) return TableVerdict.Invalid;

        var inverse = OrderNumbers.ToMontgomery(OrderInverse.Of(s));
        var u1 = OrderNumbers.Multiply(Words.ReadBigEndian(sha256), inverse);
        var u2 = OrderNumbers.Multiply(r, inverse);

        // Zero has no odd digits.
        if (u1.IsZero) return TableVerdict.AskOpenSsl;
        var sum = default(PointVector);
        var temporaries = default(PointVector.Temporaries);
        var places1 = generator.Find(new Digits(u1), out var seen1);
        var places2 = key.Find(new Digits(u2), out var seen2);
        Keep(seen1 ^ seen2);
        generator.AddTo(ref sum, places1, isFirst: true, ref temporaries);
        key.AddTo(ref sum, places2, isFirst: false, ref temporaries);
        return Compare(ref sum, r, ref temporaries);
    }

    // Without a use the reads would be left out.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(ulong seen) => _ = seen;

    // Adds the four lanes up and compares: x = r mod n for x = X/ZZ, that is X = r·ZZ, or X = (r + n)·ZZ where r + n is below p.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static TableVerdict Compare(ref PointVector sum, in Words r, ref PointVector.Temporaries temporaries)
    {
        PointVector.Add(ref sum, PointVector.Permute(sum, 0b01_00_11_10), ref temporaries);
        PointVector.Add(ref sum, PointVector.Permute(sum, 0b10_11_00_01), ref temporaries);

        // Somewhere on the way equal or opposite points met.
        if (FieldComparison.IsZero(sum.ZZ)) return TableVerdict.AskOpenSsl;
        if (FieldComparison.IsProduct(sum.X, r, sum.ZZ)) return TableVerdict.Valid;
        return r.IsBelow(OrderNumbers.FieldMinusOrder) && FieldComparison.IsProduct(sum.X, r.Plus(OrderNumbers.Order), sum.ZZ)
            ? TableVerdict.Valid
            : TableVerdict.Invalid;
    }
}
