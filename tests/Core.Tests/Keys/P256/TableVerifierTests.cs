using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>Verification by tables against OpenSSL: crafted numbers, crafted keys, and many signatures, whole and damaged.</summary>
public sealed class TableVerifierTests
{
    private static readonly SystemRandom Random = SystemRandom.Instance;

    private static readonly BigInteger[] EdgeScalars =
    [
        0, 1, 2, Curve.N / 2, Curve.N - 2, Curve.N - 1, Curve.N, Curve.N + 1, Curve.P - Curve.N - 1, Curve.P - Curve.N, Curve.P - Curve.N + 1,
        Curve.P - 1, Curve.P, Curve.P + 1, BigInteger.Pow(2, 255), BigInteger.Pow(2, 256) - 1,
    ];

    private static readonly BigInteger[] EdgeDigests = [0, 1, Curve.N - 1, Curve.N, Curve.N + 1, Curve.P, BigInteger.Pow(2, 256) - 1];

    [Fact]
    public void Verify_EdgeNumbers_AgreesWithOpenSsl()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (table, key) = New(Curve.PublicPoint(12345));
        foreach (var r in EdgeScalars)
        {
            foreach (var s in EdgeScalars)
            {
                foreach (var digest in EdgeDigests) Tables.Judge(table, key, Curve.Octets(digest), Tables.Signature(r, s));
            }
        }
    }

    [Fact]
    public void Verify_CraftedKeysAndSums_AgreesWithOpenSsl()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var asked = 0;
        BigInteger[] keys = [1, 2, 3, 4, Curve.N - 1, Curve.N - 2, 256, BigInteger.Pow(2, 64), BigInteger.Pow(2, 128), Curve.N / 2, Curve.Inverse(2, Curve.N), Curve.Inverse(256, Curve.N)];
        foreach (var d in keys)
        {
            var (table, key) = New(Curve.PublicPoint(d));
            foreach (var u2 in (BigInteger[])[1, 2, 3, 255, 256, Curve.N - 1, Curve.N / 2, BigInteger.Pow(2, 128), RandomScalar()])
            {
                foreach (var u1 in (BigInteger[])[u2 * d, -u2 * d, 1, -1, u2 * d * 2, -u2 * d * 2, RandomScalar()])
                {
                    // u1 = e/s and u2 = r/s: any r gives an s and an e.
                    var sum = Curve.Add(Curve.Multiply(u1, Curve.G), Curve.Multiply(u2 * d, Curve.G));
                    foreach (var r in (BigInteger[])[sum is var (x, _) && x % Curve.N != 0 ? x % Curve.N : 1, RandomScalar()])
                    {
                        var s = Curve.Modulo(r * Curve.Inverse(u2, Curve.N), Curve.N);
                        var verdict = Tables.Judge(table, key, Curve.Octets(Curve.Modulo(u1 * s, Curve.N)), Tables.Signature(r, s));
                        if (verdict == TableVerdict.AskOpenSsl) asked++;
                    }
                }
            }
        }

        Assert.InRange(asked, 1, int.MaxValue);
    }

    [Fact]
    public void Verify_SumAtInfinity_AsksOpenSsl()
    {
        // X = 0 = r·ZZ holds for every r there: without the look at ZZ it would be valid.
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var d = RandomScalar();
        var (table, key) = New(Curve.PublicPoint(d));
        var r = RandomScalar();
        var s = RandomScalar();
        var digest = Curve.Octets(Curve.Modulo(-r * d, Curve.N));
        Assert.Equal(TableVerdict.AskOpenSsl, TableVerifier.Verify(Tables.Generator, table, digest, Tables.Signature(r, s)));
        Assert.False(key.Verifies(digest, Tables.Signature(r, s)));
    }

    [Fact]
    public void Verify_XAboveTheOrder_IsValid()
    {
        // The x coordinate is r + n: only the second comparison sees it.
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (x, point) = LiftFrom(Curve.N);
        Assert.Equal(TableVerdict.Valid, JudgeWithSum(point, r: x - Curve.N));
    }

    [Fact]
    public void Verify_XThatIsRPlusNBeyondTheField_IsInvalid()
    {
        // r + n = x + p: without the bound on r the second comparison would take it for x.
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (x, point) = LiftFrom(1);
        Assert.Equal(TableVerdict.Invalid, JudgeWithSum(point, r: x + Curve.P - Curve.N));
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public void Verify_ManySignatures_AgreesWithOpenSsl(int kibibytes)
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var asked = int.Parse(Environment.GetEnvironmentVariable("SHAKEN_P256_SIGNATURES") ?? "20000", CultureInfo.InvariantCulture);
        var shape = kibibytes == 32 ? TableShape.Small : TableShape.Large;
        const int PerKey = 500;
        for (var keys = 0; keys < asked / 2 / PerKey; keys++)
        {
            using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var point = signer.ExportParameters(includePrivateParameters: false).Q;
            var (table, key) = (Tables.Of(point, shape), Tables.Key(point));
            var digest = new byte[32];
            for (var count = 0; count < PerKey; count++)
            {
                Random.Fill(digest);
                var signature = signer.SignHash(digest);
                Assert.Equal(TableVerdict.Valid, TableVerifier.Verify(Tables.Generator, table, digest, signature));

                // n - s verifies too; a turned bit anywhere does not.
                var turned = Tables.Signature(Curve.Number(signature.AsSpan(0, 32)), Curve.N - Curve.Number(signature.AsSpan(32)));
                Assert.Equal(TableVerdict.Valid, TableVerifier.Verify(Tables.Generator, table, digest, turned));
                signature[count % 64] ^= (byte)(1 << (count % 8));
                Assert.NotEqual(TableVerdict.Valid, Tables.Judge(table, key, digest, signature));
            }
        }
    }

    [Fact]
    public void Verify_WrongLengths_AsksOpenSsl()
    {
        Assert.SkipUnless(Avx2.IsSupported, "AVX2");
        var (table, _) = New(Curve.PublicPoint(7));
        Assert.Equal(TableVerdict.AskOpenSsl, TableVerifier.Verify(Tables.Generator, table, new byte[31], Tables.Signature(1, 1)));
        Assert.Equal(TableVerdict.AskOpenSsl, TableVerifier.Verify(Tables.Generator, table, new byte[32], new byte[63]));
    }

    // A signature under which u1·G + u2·Q is the point: Q = (point - u1·G)/u2.
    private static TableVerdict JudgeWithSum((BigInteger X, BigInteger Y) point, BigInteger r)
    {
        var (s, u1) = (RandomScalar(), RandomScalar());
        var u2 = r * Curve.Inverse(s, Curve.N);
        var (x, y) = Curve.Multiply(Curve.Inverse(u2, Curve.N), Curve.Add(point, Curve.Multiply(-u1, Curve.G)))!.Value;
        var (table, key) = New(new ECPoint { X = Curve.Octets(x), Y = Curve.Octets(y) });
        return Tables.Judge(table, key, Curve.Octets(Curve.Modulo(u1 * s, Curve.N)), Tables.Signature(r, s));
    }

    private static (BigInteger X, (BigInteger X, BigInteger Y) Point) LiftFrom(BigInteger x)
    {
        for (x++; ; x++)
        {
            if (Curve.Lift(x) is { } point) return (x, point);
        }
    }

    private static (PointTable Table, EcdsaPublicKey Key) New(ECPoint point) => (Tables.Of(point), Tables.Key(point));

    private static BigInteger RandomScalar()
    {
        Span<byte> octets = stackalloc byte[40];
        Random.Fill(octets);
        return 1 + (Curve.Number(octets) % (Curve.N - 1));
    }
}
