using System.Numerics;
using System.Security.Cryptography;
using Shaken.Core.Keys;
using Shaken.Core.Keys.P256;

namespace Shaken.Core.Tests.Keys.P256;

/// <summary>Tables and answers for tests of verification.</summary>
internal static class Tables
{
    private static readonly Lazy<PointTable> LazyGenerator = new(() => TableBuilder.Build(TableShape.Generator, GeneratorPoint.X, GeneratorPoint.Y));

    public static PointTable Generator => LazyGenerator.Value;

    public static PointTable Of(ECPoint point, TableShape? shape = null) => TableBuilder.Build(shape ?? TableShape.Large, point.X, point.Y);

    public static byte[] Signature(BigInteger r, BigInteger s) => [.. Curve.Octets(r), .. Curve.Octets(s)];

    public static EcdsaPublicKey Key(ECPoint point) =>
        EcdsaPublicKey.TryCreate(point.X, point.Y, out var key) ? key : throw new ArgumentException("The point is not on P-256.", nameof(point));

    /// <summary>The verdict of the table, once it is seen not to contradict OpenSSL's.</summary>
    public static TableVerdict Judge(PointTable table, EcdsaPublicKey key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        var verdict = TableVerifier.Verify(Generator, table, digest, signature);
        if (verdict != TableVerdict.AskOpenSsl) Assert.Equal(key.Verifies(digest, signature), verdict == TableVerdict.Valid);
        return verdict;
    }
}
