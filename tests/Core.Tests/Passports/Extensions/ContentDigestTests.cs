using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Tests.Passports.Extensions;

public sealed class ContentDigestTests
{
    // The digest of /nam in an example of RFC 9795: of the JSON string, with its quotation marks.
    private const string PrintedName = "sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY";

    [Theory]
    [InlineData(PrintedName)]
    [InlineData(PrintedName + "=")]
    public void TryParse_PaddedOrNot_IsTheDigestOfTheValue(string text)
    {
        Assert.True(ContentDigest.TryParse(text, out var digest));
        Assert.True(digest.IsOf("\"Q Branch Spy Gadgets\""u8));
        Assert.False(digest.IsOf("Q Branch Spy Gadgets"u8));
        Assert.Equal(PrintedName, digest.ToString());
        Assert.Equal(ContentDigest.Of("\"Q Branch Spy Gadgets\""u8), digest);
    }

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, "sha256-", 43)]
    [InlineData(DigestAlgorithm.Sha384, "sha384-", 64)]
    [InlineData(DigestAlgorithm.Sha512, "sha512-", 86)]
    public void ToString_EachAlgorithm_IsReadAgain(DigestAlgorithm algorithm, string prefix, int length)
    {
        var digest = ContentDigest.Of("x"u8, algorithm);
        Assert.StartsWith(prefix, digest.ToString(), StringComparison.Ordinal);
        Assert.Equal(prefix.Length + length, digest.ToString().Length);
        Assert.True(ContentDigest.TryParse(digest.ToString(), out var again));
        Assert.Equal(digest, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256")]
    [InlineData("sha256-")]
    [InlineData("md5-1B2M2Y8AsgTpgAmY7PhCfg")]
    [InlineData("SHA256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY")]
    [InlineData("sha384-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY")]
    [InlineData("sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY==")]
    [InlineData("sha256-sM275lTgzCte-LHOKHtU4SxG8shlOo6OS4ot8IJQImY")]
    [InlineData("sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQIm ")]
    [InlineData(" sha256-sM275lTgzCte+LHOKHtU4SxG8shlOo6OS4ot8IJQImY")]
    public void TryParse_NotADigest_IsFalse(string? text) => Assert.False(ContentDigest.TryParse(text, out _));
}
