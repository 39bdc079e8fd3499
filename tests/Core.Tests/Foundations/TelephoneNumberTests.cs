using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Foundations;

public sealed class TelephoneNumberTests
{
    [Theory]
    [InlineData("12155550131", "12155550131")]
    [InlineData("+1 (215) 555-0131", "12155550131")]
    [InlineData("+1.215.555.0131", "12155550131")]
    [InlineData("tel:+12155550131;verstat=TN-Validation-Passed", "12155550131")]
    [InlineData("911", "911")]
    [InlineData("*67#", "*67#")]
    [InlineData("123456789012345", "123456789012345")]
    public void TryParse_OfWhatPeopleWrite_GivesTheCanonicalForm(string text, string canonical)
    {
        Assert.True(TelephoneNumber.TryParse(text, out var number));
        Assert.Equal(canonical, number.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("alice")]
    [InlineData("alice12")]
    [InlineData("1-800-FLOWERS")]
    [InlineData("1234567890123456")]
    [InlineData("12155550131\r\nX: y")]
    [InlineData("7042;phone-context=+1914555")]
    [InlineData("863-1234;phone-context=example.com")]
    [InlineData("١٢٣")]
    public void TryParse_OfWhatIsNoNumber_IsFalse(string? text) => Assert.False(TelephoneNumber.TryParse(text, out _));

    [Theory]
    [InlineData("+12155550131")]
    [InlineData("1 215")]
    public void TryParseCanonical_OfAnotherForm_IsFalse(string text) => Assert.False(TelephoneNumber.TryParseCanonical(text, out _));

    [Fact]
    public void TryParse_OfItsOwnOutput_ChangesNothing()
    {
        var typed = Gen.Elements("+0123456789 -.()*#;".ToCharArray()).ArrayOf().Select(letters => new string(letters)).ToArbitrary();
        Prop.ForAll(typed, text =>
            !TelephoneNumber.TryParse(text, out var once)
            || (TelephoneNumber.TryParse(once.Value, out var twice) && once == twice && TelephoneNumber.TryParseCanonical(once.Value, out _))).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("12155550131", "xxxxxxxxx31")]
    [InlineData("1234567", "xxxxx67")]
    [InlineData("123456", "xxxxxx")]
    [InlineData("911", "xxx")]
    public void Text_ShowsTwoDigitsAtMost(string number, string masked)
    {
        Assert.True(TelephoneNumber.TryParse(number, out var parsed));
        Assert.Equal(masked, parsed.ToString());
        Assert.Equal(masked, $"{parsed}");
    }

    [Theory]
    [InlineData("1215555", 100, true)]
    [InlineData("90", 9, true)]
    [InlineData("90", 10, true)]
    [InlineData("90", 11, false)]
    [InlineData("1215", 1, false)]
    [InlineData("12#", 5, false)]
    public void Range_StaysWithinNumbersOfOneLength(string start, int count, bool isRange)
    {
        Assert.True(TelephoneNumber.TryParse(start, out var first));
        Assert.Equal(isRange, TelephoneNumberRange.TryCreate(first, new BigInteger(count), out _));
    }

    [Fact]
    public void Range_HoldsItsFirstAndLastNumberAndNoOther()
    {
        Assert.True(TelephoneNumber.TryParse("0100", out var start));
        Assert.True(TelephoneNumberRange.TryCreate(start, 10, out var range));
        var members = Enumerable.Range(0, 100_000).Select(value => value.ToString("D4", System.Globalization.CultureInfo.InvariantCulture))
            .Where(text => TelephoneNumber.TryParse(text, out var number) && range.Contains(number));
        Assert.Equal(["0100", "0101", "0102", "0103", "0104", "0105", "0106", "0107", "0108", "0109"], members);
    }

    [Fact]
    public void CountryCodes_AreThe249OfIso3166()
    {
        Assert.Equal(249, CountryCode.All.Count());
        Assert.True(CountryCode.TryParse("CA", out _));
        Assert.False(CountryCode.TryParse("us", out _));
        Assert.False(CountryCode.TryParse("AB", out _));
    }

    // ISO 3166-1 assigns them to no country: groups without a code of their own use them.
    [Theory]
    [InlineData("AA", true)]
    [InlineData("QL", false)]
    [InlineData("QM", true)]
    [InlineData("QZ", true)]
    [InlineData("XA", true)]
    [InlineData("XK", true)]
    [InlineData("XZ", true)]
    [InlineData("ZZ", true)]
    [InlineData("ZY", false)]
    [InlineData("xk", false)]
    public void CountryCode_LeftToUsers_IsOneOfThem(string text, bool isOne)
    {
        Assert.Equal(isOne, CountryCode.TryParse(text, out var country) && country.IsUserAssigned);
        Assert.DoesNotContain(CountryCode.All, code => code.Value == text);
    }

    [Theory]
    [InlineData("US/1234", true)]
    [InlineData("US/123A", true)]
    [InlineData("us/1234", false)]
    [InlineData("1234", false)]
    [InlineData("US/12-4", false)]
    [InlineData("US/1234567890123456", false)]
    public void Provider_IsCountryAndCode(string text, bool isProvider) => Assert.Equal(isProvider, ProviderId.TryParse(text, out _));
}
