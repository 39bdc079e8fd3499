using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

public sealed class CallingCodesTests
{
    [Theory]
    [InlineData("12015550100", "US UM")]
    [InlineData("14165550100", "CA")]
    [InlineData("17875550100", "PR US")]
    [InlineData("18765550100", "JM")]
    [InlineData("33123456789", "FR")]
    [InlineData("262262123456", "RE YT TF FR")]
    [InlineData("447700900123", "GB GG IM JE")]
    [InlineData("74951234567", "RU")]
    [InlineData("77011234567", "KZ")]
    [InlineData("35812345678", "FI AX")]
    [InlineData("1", "US UM")]
    [InlineData("999123456", "")]
    [InlineData("*43", "")]
    public void Of_Number_IsDecidedByLongestCode(string text, string expected)
    {
        Assert.True(TelephoneNumber.TryParse(text, out var number));
        Assert.Equal(expected, string.Join(' ', CallingCodes.Of(number).ToArray().Select(country => country.Value)));
    }

    [Fact]
    public void Holds_TollFreeNumber_IsOfEveryCountryOfCodeOne()
    {
        Assert.True(TelephoneNumber.TryParse("18005550100", out var number));
        foreach (var code in new[] { "US", "CA", "JM" })
            Assert.True(CountryCode.TryParse(code, out var country) && CallingCodes.Holds(country, number), code);
    }

    [Fact]
    public void Of_EveryCountry_HasACode()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        for (var digits = 1; digits < 10_000; digits++)
        {
            Assert.True(TelephoneNumber.TryParse(digits.ToString(System.Globalization.CultureInfo.InvariantCulture), out var number));
            foreach (var country in CallingCodes.Of(number)) reached.Add(country.Value);
        }

        Assert.Empty(CountryCode.All.Select(country => country.Value).Except(reached).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1201", "12015550100", true)]
    [InlineData("1201 33", "33123456789", true)]
    [InlineData("1201 33", "12025550100", false)]
    [InlineData("33", "3", false)]
    public void CallingPrefixesHolds_Number_IsDecidedByFirstDigits(string prefixes, string text, bool holds)
    {
        Assert.True(CallingPrefixes.TryParse(prefixes.Split(' '), out var set, out var failure), failure);
        Assert.True(TelephoneNumber.TryParse(text, out var number));
        Assert.Equal(holds, set.Holds(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+33")]
    [InlineData("3a")]
    [InlineData("1234567890123456")]
    public void CallingPrefixesTryParse_BadPrefix_IsRefused(string prefix) =>
        Assert.False(CallingPrefixes.TryParse([prefix], out _, out _));

    [Fact]
    public void CallingPrefixesTryParse_NoneOrTooMany_IsRefused()
    {
        Assert.False(CallingPrefixes.TryParse([], out _, out _));
        Assert.False(CallingPrefixes.TryParse(new string[CallingPrefixes.Most + 1].Select(_ => "1").ToList(), out _, out _));
    }
}
