using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class NumberSetTextTests
{
    [Theory]
    [InlineData("12155550100", "12155550100")]
    [InlineData("+12155550100", "12155550100")]
    [InlineData("12155550100-12155550199", "12155550100-12155550199")]
    [InlineData("+12155550100-+12155550199", "12155550100-12155550199")]
    [InlineData("12155550100:100", "12155550100-12155550199")]
    [InlineData("0100:100", "0100-0199")]
    [InlineData("12155550100:2 12155550102", "12155550100-12155550102")]
    [InlineData("*82 12155550100", "12155550100 *82")]
    [InlineData("000000000000000:1000000000000000", "000000000000000-999999999999999")]
    public void TryParse_Texts_ReadsTheSetAndWritesItMerged(string texts, string written)
    {
        Assert.True(NumberSetText.TryParse(texts.Split(' '), out var numbers, out var failure), failure);
        Assert.Equal(written, string.Join(' ', NumberSetText.Write(numbers)));
        Assert.True(NumberSetText.TryParse(NumberSetText.Write(numbers), out var again, out failure), failure);
        Assert.Equal(numbers, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("12155550100:0")]
    [InlineData("12155550100:1")]
    [InlineData("12155550100:-2")]
    [InlineData("12155550100:99999999999999999999")]
    [InlineData("12155550199-12155550100")]
    [InlineData("12155550100-12155550100")]
    [InlineData("12155550100-2155550199")]
    [InlineData("12155550100-12155550199-12155550200")]
    [InlineData("99:2")]
    [InlineData("*1:2")]
    [InlineData("*1-*2")]
    [InlineData("1 215 555 0100")]
    [InlineData("1234567890123456")]
    public void TryParse_OfAnotherForm_NamesThePlaceAndNotTheText(string text)
    {
        Assert.False(NumberSetText.TryParse(["12155550100", text], out _, out var failure));
        Assert.StartsWith("text 2: ", failure, StringComparison.Ordinal);
    }
}
