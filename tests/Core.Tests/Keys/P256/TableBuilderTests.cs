using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>Every entry of a table is the multiple that it stands for, by OpenSSL.</summary>
public sealed class TableBuilderTests
{
    private static readonly BigInteger D = Curve.Hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Build_EveryEntry_IsTheMultipleByOpenSsl(int kibibytes)
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var shape = kibibytes == 32 ? TableShape.Small : TableShape.Large;
        HoldsMultiples(Tables.Of(Curve.PublicPoint(D), shape), D);
    }

    [Fact]
    public void Build_OfTheGenerator_HasEveryMultipleByOpenSsl()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        HoldsMultiples(Tables.Generator, 1);
    }

    [Fact]
    public void WordsOf_EachPoint_BeginsAtALineOfTheCache()
    {
        // Several, since one could lie right by chance.
        for (var count = 0; count < 20; count++)
        {
            var table = new PointTable(TableShape.Small, new ulong[TableShape.Small.Points * TableShape.WordsPerPoint]);
            var address = Unsafe.ByteOffset(ref Unsafe.NullRef<ulong>(), ref MemoryMarshal.GetReference(table.WordsOf(count)));
            Assert.Equal(0, address & 63);
        }
    }

    [Fact]
    public void AddTo_PlacesOfAnotherShape_Throws()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var places = Tables.Generator.Find(new Digits(Curve.Words(1)), out _);
        var small = new PointTable(TableShape.Small, new ulong[TableShape.Small.Points * TableShape.WordsPerPoint]);
        Assert.Throws<ArgumentException>(() =>
        {
            var (sum, temporaries) = (default(PointVector), default(PointVector.Temporaries));
            small.AddTo(ref sum, places, isFirst: true, ref temporaries);
        });
    }

    [Fact]
    public void AddTo_FirstPointWithTheSmallestY_IsTight()
    {
        // 2p - y is nearly 2p then: its highest limb is above what a tight one may have.
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var shape = new TableShape(1, 4, 1);
        var words = new ulong[shape.Points * TableShape.WordsPerPoint];
        for (var point = 0; point < shape.Points; point++) words[(point * TableShape.WordsPerPoint) + 4] = 1;
        var (sum, temporaries) = (default(PointVector), default(PointVector.Temporaries));
        var digits = new Digits(Curve.Words(1));
        var table = new PointTable(shape, words);
        table.AddTo(ref sum, table.Find(digits, out _), isFirst: true, ref temporaries);
        digits.At(0, 4, out var negative);
        Assert.Equal(negative == 0 ? 1 : Curve.P - 1, Curve.Number(FieldComparison.ToWords(sum.Y, 0)));
        for (var lane = 0; lane < TableShape.Lanes; lane++)
        {
            Assert.InRange(sum.Y.L0[lane], 0UL, (1UL << 27) - 1);
            Assert.InRange(sum.Y.L9[lane], 0UL, 10_240UL);
        }
    }

    private static void HoldsMultiples(PointTable table, BigInteger d)
    {
        var shape = table.Shape;
        for (var step = 0; step < shape.Steps; step++)
        {
            for (var lane = 0; lane < TableShape.Lanes; lane++)
            {
                var (width, position) = (shape.Width(step), shape.Position(step) + (lane * shape.Width(step)));
                for (var k = 0; k < 1 << (width - 1); k++)
                {
                    var point = Curve.PublicPoint((((2 * k) + 1) * (BigInteger.One << position) * d) % Curve.N);
                    var words = table.WordsOf(shape.FirstPoint(step) + (lane << (width - 1)) + k);
                    Assert.Equal(Curve.Number(point.X) * Curve.R % Curve.P, Curve.Number(new Words(words[0], words[1], words[2], words[3])));
                    Assert.Equal(Curve.Number(point.Y) * Curve.R % Curve.P, Curve.Number(new Words(words[4], words[5], words[6], words[7])));
                }
            }
        }
    }
}
