using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class KebabCaseTests
{
    [Theory]
    [InlineData("monday", DayOfWeek.Monday)]
    [InlineData("sunday", DayOfWeek.Sunday)]
    public void TryParse_OfAName_GivesTheMember(string name, DayOfWeek expected)
    {
        Assert.True(KebabCase.TryParse(name, out DayOfWeek day));
        Assert.Equal(expected, day);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("Monday")]
    [InlineData("monday ")]
    [InlineData("monday, tuesday")]
    public void TryParse_OfAnotherText_IsRefused(string? name) => Assert.False(KebabCase.TryParse<DayOfWeek>(name, out _));

    [Fact]
    public void NamesOf_ASet_GivesAllInTheirOrder() =>
        Assert.Equal("unspecified, utc, local", KebabCase.NamesOf<DateTimeKind>());

    [Fact]
    public void Of_AMemberOfSeveralWords_PutsDashesBetweenThem() =>
        Assert.Equal("relative-or-absolute", KebabCase.Of(UriKind.RelativeOrAbsolute));
}
