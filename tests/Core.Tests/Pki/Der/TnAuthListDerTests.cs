using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.Tests.Pki.Der;

public sealed class TnAuthListDerTests
{
    [Fact]
    public void Write_OfAnSpc_GivesTheStandardsOctets() =>
        Assert.Equal("3008A006160431323334", Convert.ToHexString(TnAuthListDer.Write(TnAuthList.Of(new SpcEntry(Code("1234"))))));

    [Fact]
    public void Write_OfOneNumber_TagsItExplicitly() =>
        Assert.Equal(
            "300FA20D160B3132303235353530313030",
            Convert.ToHexString(TnAuthListDer.Write(TnAuthList.Of(new NumberEntry(Number("12025550100"))))));

    [Fact]
    public void Write_OfABlock_HasStartAndCount() =>
        Assert.Equal(
            "3014A1123010160B3132303235353530313030020132",
            Convert.ToHexString(TnAuthListDer.Write(TnAuthList.Of(Block("12025550100", 50)))));

    [Fact]
    public void Write_OfABlockThatEndsOnTheLastNumber_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TnAuthListDer.Write(TnAuthList.Of(Block("10", 90))));

    [Fact]
    public void TryRead_OfWhatWasWritten_GivesTheSameEntries()
    {
        var list = TnAuthList.Of(new SpcEntry(Code("12AB")), Block("00441", 7), new NumberEntry(Number("*67#")));
        Assert.True(TnAuthListDer.TryRead(TnAuthListDer.Write(list), out var read));
        Assert.Equal(list.Entries, read.Entries);
        Assert.Empty(read.Findings);
    }

    [Theory]
    [InlineData("300613043633334B", "633K", FindingKind.TnAuthListUntagged)]
    [InlineData("300616043633334B", "633K", FindingKind.TnAuthListUntagged)]
    [InlineData("3008A006160435353461", "554A", FindingKind.CodeInLowerCase)]
    public void TryRead_OfAnSpcThatIsWrittenWrongly_ReportsIt(string hex, string code, FindingKind kind)
    {
        Assert.True(TryRead(hex, out var list));
        Assert.Equal(new SpcEntry(Code(code)), Assert.Single(list!.Entries));
        Assert.Equal(kind, Assert.Single(list.Findings).Kind);
    }

    [Fact]
    public void TryRead_OfABlockThatEndsOnTheLastNumber_ReportsIt()
    {
        // Start 10, count 90: the last number is 99.
        Assert.True(TryRead("300BA10930071602313002015A", out var list));
        Assert.Equal(FindingKind.RangeEndsOnTheLastNumber, Assert.Single(list!.Findings).Kind);
        Assert.True(list.Holds(Number("99")));
        Assert.False(list.Holds(Number("100")));
    }

    [Fact]
    public void TryRead_OfABlockWithLaterMembers_SkipsThem()
    {
        // The SEQUENCE of a range has an extension marker: a BOOLEAN of a later version follows the count.
        Assert.True(TryRead("3017A1153013160B31323032353535303130300201320101FF", out var list));
        Assert.Equal(Block("12025550100", 50), Assert.Single(list!.Entries));
        Assert.Empty(list.Findings);
    }

    [Theory]
    [InlineData("3000", "no entry at all")]
    [InlineData("", "nothing")]
    [InlineData("3009A006160431323334", "outer length too long")]
    [InlineData("3007A006160431323334", "outer length too short")]
    [InlineData("3008A007160431323334", "tag's length too long")]
    [InlineData("3008A006160331323334", "octets behind the string within its tag")]
    [InlineData("3008A006160531323334", "string longer than its tag")]
    [InlineData("3008A00616043132333400", "octets behind the list")]
    [InlineData("3080A0061604313233340000", "indefinite length")]
    [InlineData("308108A006160431323334", "length in more octets than it takes")]
    [InlineData("30088006160431323334", "primitive tag")]
    [InlineData("3008A0060C0431323334", "UTF8String in place of IA5String")]
    [InlineData("3008A306160431323334", "unknown choice")]
    [InlineData("3008A0061604312D3334", "character that no SPC has")]
    [InlineData("3008A2061604312D3334", "character that no number has")]
    [InlineData("300BA109300716023130020101", "block of one number")]
    [InlineData("300BA10930071602313002015B", "block beyond the last number")]
    [InlineData("300BA109300716022A30020102", "block that starts with a star")]
    [InlineData("300BA1093007160231300201FF", "negative count")]
    [InlineData("3008A106300416023130", "block without a count")]
    [InlineData("3014A212161031323334353637383930313233343536", "number of 16 digits")]
    public void TryRead_OfAFalseEncoding_GivesNoAuthority(string hex, string fault)
    {
        Assert.NotEmpty(fault);
        Assert.False(TryRead(hex, out var list), fault);
        Assert.Null(list);
    }

    [Fact]
    public void TryRead_OfMoreEntriesThanTheBound_IsRefused()
    {
        TnAuthList Many(int count) => new([.. Enumerable.Range(0, count).Select(index => new NumberEntry(Number($"{index}")))], []);
        Assert.True(TnAuthListDer.TryRead(TnAuthListDer.Write(Many(Limits.TnAuthListEntries)), out _));
        Assert.False(TnAuthListDer.TryRead(TnAuthListDer.Write(Many(Limits.TnAuthListEntries + 1)), out _));
    }

    private static bool TryRead(string hex, out TnAuthList? list) => TnAuthListDer.TryRead(Convert.FromHexString(hex), out list);

    private static ServiceProviderCode Code(string text) =>
        ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException("No code.", nameof(text));

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParseCanonical(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static RangeEntry Block(string start, int count) =>
        TelephoneNumberRange.TryCreate(Number(start), count, out var range)
            ? new RangeEntry(range)
            : throw new ArgumentException("No block.", nameof(start));
}
