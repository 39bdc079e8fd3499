using System.Globalization;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Foundations;

public sealed class NumberSetTests
{
    [Theory]
    [InlineData("0100+50 0150+50", "0100+100")]
    [InlineData("0100+60 0150+50", "0100+100")]
    [InlineData("0150+50 0100+50 0120+3", "0100+100")]
    [InlineData("0100+50 0151+49", "0100+50 0151+49")]
    [InlineData("0100+2 0102", "0100+3")]
    [InlineData("7 8 6", "6+3")]
    [InlineData("7 7", "7")]
    [InlineData("90+10 000+2", "90+10 000+2")]
    [InlineData("9 00", "9 00")]
    [InlineData("1 *1 #", "1 # *1")]
    [InlineData("", "")]
    public void Of_BlocksAndNumbers_MergesThemExactly(string given, string merged) => Assert.Equal(merged, Text(Set(given)));

    [Theory]
    [InlineData("0100", true)]
    [InlineData("0199", true)]
    [InlineData("0099", false)]
    [InlineData("0200", false)]
    [InlineData("100", false)]
    [InlineData("00100", false)]
    [InlineData("010#", false)]
    [InlineData("*67#", true)]
    public void Contains_Number_CountsLeadingZeros(string number, bool isMember) =>
        Assert.Equal(isMember, Set("0100+100 *67#").Contains(CallWorld.Number(number)));

    [Theory]
    [InlineData("0100+100", true)]
    [InlineData("0101+98", true)]
    [InlineData("0099+2", false)]
    [InlineData("0199+2", false)]
    [InlineData("100+100", false)]
    public void Contains_BlockOverTwoTouchingBlocks_IsTrueToTheNumber(string block, bool isMember)
    {
        var set = Set("0100+50 0150+50");
        Assert.Equal(isMember, set.Contains(Range(block)));
        Assert.Equal(isMember, set.Contains(Set(block)));
        Assert.Equal(isMember, set.Intersect(Set(block)).Equals(Set(block)));
    }

    [Theory]
    [InlineData("0100+100", "0100", "0101+99")]
    [InlineData("0100+100", "0199", "0100+99")]
    [InlineData("0100+100", "0150", "0100+50 0151+49")]
    [InlineData("0100+100", "0000+101 0199+50", "0101+98")]
    [InlineData("0100+3 0110+3", "0101+10", "0100 0111+2")]
    [InlineData("0100+100", "100+100", "0100+100")]
    [InlineData("*1 #", "#", "*1")]
    [InlineData("0100+100", "0000+10000", "")]
    public void Except_Numbers_SplitsBlocksExactly(string from, string without, string rest) =>
        Assert.Equal(rest, Text(Set(from).Except(Set(without))));

    [Fact]
    public void Count_WholeLengthOfFifteenDigits_IsTenToTheFifteenth()
    {
        var all = Set("000000000000000+1000000000000000");
        Assert.Equal(1_000_000_000_000_000, all.Count);
        Assert.True(all.Contains(CallWorld.Number("999999999999999")));
        Assert.Equal("000000000000000+999999999999999", Text(all.Except(Set("999999999999999"))));
        Assert.Equal(999_999_999_999_999, all.Except(Set("500000000000000")).Count);
        Assert.Equal(all, all.Except(Set("500000000000000")).Union(Set("500000000000000")));
    }

    [Fact]
    public void Text_OfASet_NamesNoNumber() => Assert.Equal("101 numbers in 2 blocks", Set("12155550100+100 911").ToString());

    private static NumberSet Set(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return NumberSet.Of(
            words.Where(word => word.Contains('+')).Select(Range), words.Where(word => !word.Contains('+')).Select(CallWorld.Number));
    }

    private static TelephoneNumberRange Range(string word)
    {
        var parts = word.Split('+');
        return TelephoneNumberRange.TryCreate(
            CallWorld.Number(parts[0]), BigInteger.Parse(parts[1], CultureInfo.InvariantCulture), out var range)
            ? range : throw new ArgumentException("No block.", nameof(word));
    }

    // Blocks and single numbers by place, as the set has them: those with symbols last.
    private static string Text(NumberSet set) => string.Join(
        ' ',
        set.Ranges.Select(range => (Key: range.Start.Value, Text: $"{range.Start.Value}+{range.Count}"))
            .Concat(set.Singles.Select(number => (Key: number.Value, Text: number.Value)))
            .OrderBy(one => one.Key.AsSpan().ContainsAny('*', '#'))
            .ThenBy(one => one.Key.Length)
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => one.Text));
}
