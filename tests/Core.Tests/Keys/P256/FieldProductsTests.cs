using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>Field arithmetic against BigInteger, with limbs at the ends of what the bounds allow.</summary>
public sealed class FieldProductsTests
{
    private const ulong Tight = (1UL << 27) - 1;
    private const ulong Loose = (1UL << 27) + 31;
    private const ulong Widest = (1UL << 29) - 1;
    private static readonly SystemRandom Random = SystemRandom.Instance;

    public static TheoryData<ulong, ulong> Extremes => new()
    {
        { 0, 0 }, { 1, 1 }, { Tight, Tight }, { Loose, Tight }, { Widest, 1 }, { Widest, Widest }, { Widest, 0 }, { Tight, Widest },
    };

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Multiply_ExtremeLimbs_MatchesBigInteger(ulong a, ulong b)
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (left, right) = (Filled(a), Filled(b));
        FieldProducts.Multiply(left, right, out var product);
        Assert.Equal(Curve.Modulo(Value(left, 0) * Value(right, 0) * Curve.InverseR, Curve.P), Curve.Modulo(Value(product, 0), Curve.P));
        Assert.All(Limbs(product, 3)[..9], limb => Assert.True(limb <= Tight));
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void MultiplyAdd_ExtremeLimbs_MatchesBigInteger(ulong a, ulong b)
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (left, right, third, fourth) = (Filled(a), Filled(b), Filled(Math.Min(a, Tight)), Filled(Math.Min(b, 2 * Tight)));
        FieldProducts.MultiplyAdd(left, right, third, fourth, out var sum);
        var expected = ((Value(left, 0) * Value(right, 0)) + (Value(third, 0) * Value(fourth, 0))) * Curve.InverseR;
        Assert.Equal(Curve.Modulo(expected, Curve.P), Curve.Modulo(Value(sum, 0), Curve.P));
    }

    [Fact]
    public void Multiply_ValuesAtTheirBound_IsTight()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var largest = OfValue((64 * Curve.P) - 1);
        FieldProducts.Multiply(largest, largest, out var product);
        Assert.True(4 * Value(product, 0) < 5 * Curve.P);
    }

    [Fact]
    public void Multiply_FourLanes_AreIndependent()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        for (var round = 0; round < 500; round++)
        {
            var (a, b) = (Mixed(out var lefts), Mixed(out var rights));
            FieldProducts.Multiply(a, b, out var product);
            for (var lane = 0; lane < 4; lane++)
                Assert.Equal(lefts[lane] * rights[lane] * Curve.InverseR % Curve.P, Curve.Number(FieldComparison.ToWords(product, lane)));
        }
    }

    [Fact]
    public void Multiply_IntoAnOperand_MatchesBigInteger()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var a = Mixed(out var values);
        FieldProducts.Multiply(a, a, out a);
        Assert.Equal(values[2] * values[2] * Curve.InverseR % Curve.P, Curve.Number(FieldComparison.ToWords(a, 2)));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(Tight)]
    public void SubtractTight_ExtremeLimbs_BorrowsNothing(ulong limb)
    {
        // The highest limb of a tight value below 1.25p is at most 10,240.
        var (a, b) = (Filled(0), Filled(limb, highest: limb == 0 ? 0 : 10_240UL));
        FieldVector.SubtractTight(a, b, out var difference);
        Assert.Equal((2 * Curve.P) - Value(b, 0), Value(difference, 0));
        Assert.All(Limbs(difference, 1), one => Assert.True(one < 1UL << 28));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(Loose)]
    public void SubtractLoose_ExtremeLimbs_BorrowsNothing(ulong limb)
    {
        var (a, b) = (Filled(Tight), Filled(limb, highest: limb == 0 ? 0 : 65_533UL));
        FieldVector.SubtractLoose(a, b, out var difference);
        Assert.Equal(Value(a, 0) + (8 * Curve.P) - Value(b, 0), Value(difference, 0));
        Assert.All(Limbs(difference, 1), one => Assert.True(one < 1UL << 29));
    }

    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(Tight, 10_240UL)]
    public void SubtractThrice_ExtremeLimbs_BorrowsNothingAndIsLoose(ulong limb, ulong highest)
    {
        var (a, b, c) = (Filled(Tight - limb, 0), Filled(limb, highest), Filled(limb, highest));
        FieldVector.SubtractThrice(a, b, c, out var difference);
        Assert.Equal(Value(a, 0) + (4 * Curve.P) - Value(b, 0) - (2 * Value(c, 0)), Value(difference, 0));
        Assert.All(Limbs(difference, 2)[..9], one => Assert.True(one <= Loose));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ToWords_ValuesAboveTheField_AreBroughtBelowIt(int offset)
    {
        Assert.Equal(offset, Curve.Number(FieldComparison.ToWords(OfValue(Curve.P + offset), 1)));
        Assert.Equal(Curve.P - 1 - offset, Curve.Number(FieldComparison.ToWords(OfValue(Curve.P - 1 - offset), 1)));
        Assert.Equal((Curve.P / 4) - 1 - offset, Curve.Number(FieldComparison.ToWords(OfValue((5 * Curve.P / 4) - 1 - offset), 1)));
    }

    private static FieldVector Mixed(out BigInteger[] values)
    {
        values = [.. Enumerable.Range(0, 4).Select(_ => RandomBelow(Curve.P))];
        var words = values.Select(Curve.Words).ToArray();
        FieldVector.Unpack(
            Vector256.Create(words[0].W0, words[1].W0, words[2].W0, words[3].W0), Vector256.Create(words[0].W1, words[1].W1, words[2].W1, words[3].W1),
            Vector256.Create(words[0].W2, words[1].W2, words[2].W2, words[3].W2), Vector256.Create(words[0].W3, words[1].W3, words[2].W3, words[3].W3),
            out var vector);
        return vector;
    }

    private static BigInteger RandomBelow(BigInteger bound)
    {
        Span<byte> octets = stackalloc byte[40];
        Random.Fill(octets);
        return Curve.Number(octets) % bound;
    }

    private static FieldVector Filled(ulong limb, ulong? highest = null)
    {
        var all = Vector256.Create(limb);
        FieldVector vector;
        vector.L0 = vector.L1 = vector.L2 = vector.L3 = vector.L4 = vector.L5 = vector.L6 = vector.L7 = vector.L8 = all;

        // A value below 64p has at most 19 bits here.
        vector.L9 = Vector256.Create(highest ?? Math.Min(limb, (1UL << 19) - 1));
        return vector;
    }

    private static FieldVector OfValue(BigInteger value)
    {
        var limbs = Enumerable.Range(0, 9).Select(index => Vector256.Create((ulong)((value >> (27 * index)) & Tight))).ToArray();
        FieldVector vector;
        (vector.L0, vector.L1, vector.L2, vector.L3, vector.L4) = (limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);
        (vector.L5, vector.L6, vector.L7, vector.L8, vector.L9) = (limbs[5], limbs[6], limbs[7], limbs[8], Vector256.Create((ulong)(value >> 243)));
        return vector;
    }

    private static ulong[] Limbs(FieldVector v, int lane) =>
        [v.L0[lane], v.L1[lane], v.L2[lane], v.L3[lane], v.L4[lane], v.L5[lane], v.L6[lane], v.L7[lane], v.L8[lane], v.L9[lane]];

    private static BigInteger Value(FieldVector vector, int lane) =>
        Limbs(vector, lane).Select((limb, index) => (BigInteger)limb << (27 * index)).Aggregate(BigInteger.Add);
}
