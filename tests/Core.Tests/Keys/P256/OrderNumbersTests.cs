using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>Arithmetic modulo the order, its inverse, and the digits, against BigInteger.</summary>
public sealed class OrderNumbersTests
{
    private static readonly SystemRandom Random = SystemRandom.Instance;
    private static readonly BigInteger Top = BigInteger.Pow(2, 256);
    private static readonly BigInteger InverseR = Curve.Inverse(BigInteger.ModPow(2, 256, Curve.N), Curve.N);

    private static IEnumerable<BigInteger> Scalars =>
        [1, 2, 3, Curve.N - 1, Curve.N - 2, Curve.N / 2, (Curve.N / 2) + 1, BigInteger.Pow(2, 255), BigInteger.Pow(2, 62), BigInteger.Pow(2, 124), BigInteger.Pow(2, 186),
            BigInteger.Pow(2, 248), Curve.N - BigInteger.Pow(2, 128), .. Enumerable.Range(0, 2000).Select(_ => 1 + (RandomBelow(Top) % (Curve.N - 1)))];

    [Fact]
    public void Of_SpecialAndRandomScalars_IsTheInverse() =>
        Assert.All(Scalars, scalar => Assert.Equal(Curve.Inverse(scalar, Curve.N), Curve.Number(OrderInverse.Of(Curve.Words(scalar)))));

    [Fact]
    public void Multiply_AnyNumberByAScalar_MatchesBigInteger()
    {
        foreach (var number in (BigInteger[])[0, 1, Curve.N - 1, Curve.N, Curve.N + 1, Curve.P, Top - 1, .. Enumerable.Range(0, 50).Select(_ => RandomBelow(Top))])
        {
            foreach (var scalar in Scalars.Take(40))
            {
                Assert.Equal(number * scalar * InverseR % Curve.N, Curve.Number(OrderNumbers.Multiply(Curve.Words(number), Curve.Words(scalar))));
                Assert.Equal(number * scalar * InverseR % Curve.N, Curve.Number(OrderNumbers.Multiply(Curve.Words(scalar), Curve.Words(number))));
            }
        }
    }

    [Fact]
    public void IsScalar_BothEndsOfTheRange_AreExact()
    {
        Assert.False(OrderNumbers.IsScalar(Curve.Words(0)));
        Assert.True(OrderNumbers.IsScalar(Curve.Words(1)));
        Assert.True(OrderNumbers.IsScalar(Curve.Words(Curve.N - 1)));
        Assert.False(OrderNumbers.IsScalar(Curve.Words(Curve.N)));
        Assert.False(OrderNumbers.IsScalar(Curve.Words(Top - 1)));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(256)]
    public void Digits_OfEveryShape_SumUpToTheNumber(int kibibytes)
    {
        var shape = kibibytes switch { 32 => TableShape.Small, 64 => TableShape.Large, _ => TableShape.Generator };
        Assert.Equal(kibibytes * 1024, shape.Points * TableShape.WordsPerPoint * sizeof(ulong));
        Assert.All(Scalars.Take(500), scalar => Assert.Equal(scalar, Curve.Modulo(Sum(shape, new Digits(Curve.Words(scalar))), Curve.N)));
    }

    private static BigInteger Sum(TableShape shape, Digits digits)
    {
        BigInteger sum = 0;
        for (var step = 0; step < shape.Steps; step++)
        {
            for (var lane = 0; lane < TableShape.Lanes; lane++)
            {
                var position = shape.Position(step) + (lane * shape.Width(step));
                var digit = digits.At(position, shape.Width(step), out var negative);
                Assert.InRange(digit, 0, (1 << (shape.Width(step) - 1)) - 1);
                sum += (negative == 0 ? 1 : -1) * (((2 * (BigInteger)digit) + 1) << position);
            }
        }

        return sum;
    }

    private static BigInteger RandomBelow(BigInteger bound)
    {
        Span<byte> octets = stackalloc byte[40];
        Random.Fill(octets);
        return Curve.Number(octets) % bound;
    }
}
