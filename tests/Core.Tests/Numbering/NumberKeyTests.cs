using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

public sealed class NumberKeyTests
{
    [Fact]
    public void Of_AnyTwoPatterns_SortAsTheirDigitsWithPrefixFirst()
    {
        var pairs = RowOracle.Digits.Two().ToArbitrary();
        Prop.ForAll(pairs, pair =>
        {
            var expected = Math.Sign(string.CompareOrdinal(pair.Item1, pair.Item2));
            return Math.Sign(RowOracle.KeyOf(pair.Item1).CompareTo(RowOracle.KeyOf(pair.Item2))) == expected
                && RowOracle.KeyOf(pair.Item1 + "*") == RowOracle.KeyOf(pair.Item1) - 1;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TextOf_AnyPattern_IsThePattern() => Prop.ForAll(
        RowOracle.Digits.ToArbitrary(),
        digits => NumberKey.TextOf(RowOracle.KeyOf(digits)) == digits && NumberKey.TextOf(RowOracle.KeyOf(digits + "*")) == digits + "*")
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Covers_AnyTwoNumbers_IsStartsWith() => Prop.ForAll(
        RowOracle.Digits.Two().ToArbitrary(),
        pair => NumberKey.Covers(
            NumberKey.PathOf(RowOracle.KeyOf(pair.Item1)), pair.Item1.Length, NumberKey.PathOf(RowOracle.KeyOf(pair.Item2)))
            == pair.Item2.StartsWith(pair.Item1, StringComparison.Ordinal)).QuickCheckThrowOnFailure();

    [Fact]
    public void Of_TheLongestNumber_LeavesRoomForTheSource() => Assert.True(RowOracle.KeyOf("999999999999999") < 1UL << 53);

    [Theory]
    [InlineData("US/1")]
    [InlineData("ZW/ZZZZZZZZZZZZZZZ")]
    [InlineData("AD/999999999999")]
    [InlineData("US/9999999999999")]
    [InlineData("FR/0")]
    public void PackedProvider_ThereAndBack_IsTheSame(string text)
    {
        Assert.True(ProviderId.TryParse(text, out var provider));
        var packed = PackedProvider.Of(provider);
        Assert.Equal(provider, packed.ToProvider());
        Assert.True(PackedProvider.TryRead(
            System.Text.Encoding.ASCII.GetBytes(provider.Code.Value), PackedProvider.IndexOf(provider.Country), out var read));
        Assert.Equal(packed, read);
        Assert.True(packed.Value < UInt128.One << (8 * PackedProvider.Octets));
    }

    [Theory]
    [InlineData("1415*", true)]
    [InlineData("14155550100", true)]
    [InlineData("*", false)]
    [InlineData("", false)]
    [InlineData("14*15", false)]
    [InlineData("1415**", false)]
    [InlineData("+1415", false)]
    [InlineData("1234567890123456", false)]
    public void NumberPattern_TryParse_TakesDigitsWithOneStarBehind(string text, bool isPattern)
    {
        Assert.Equal(isPattern, NumberPattern.TryParse(text, out var pattern));
        if (pattern is not null) Assert.Equal(text, pattern.Text);
    }

    [Fact]
    public void NumberPattern_ToString_HidesTheDigits()
    {
        Assert.True(NumberPattern.TryParse("14155550100", out var number));
        Assert.Equal("xxxxxxxxx00", number.ToString());
    }
}
