using System.Globalization;
using System.Numerics;
using Shaken.Core.Tests.Support;

namespace Shaken.Web.Tests.Support;

/// <summary>ECDSA's second signature: anybody can compute r and n-s from r and s, and it verifies.</summary>
public static class Malleable
{
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static string Twin(string token) => TestTokens.WithPart(token, 2, octets =>
    {
        var s = new BigInteger(octets.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var twin = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. octets[..32], .. new byte[32 - twin.Length], .. twin];
    });
}
