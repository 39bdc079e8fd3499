using System.Globalization;
using System.Numerics;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Pki.Der;

public sealed class TnAuthListNumbersTests
{
    [Theory]
    [InlineData("0100", 100, "0100+100")]
    [InlineData("9900", 100, "9900+99 9999")]
    [InlineData("98", 2, "98 99")]
    [InlineData("8", 2, "8 9")]
    [InlineData("000000000000000", 1_000_000_000_000_000, "000000000000000+999999999999999 999999999999999")]
    public void TryToTnAuthList_Block_WritesNoneThatEndsOnAllNines(string start, long count, string entries)
    {
        var set = NumberSet.Of([Range(start, count)], []);
        Assert.True(set.TryToTnAuthList(out var list));
        Assert.Equal(entries, Text(list));
        Assert.True(TnAuthListDer.TryRead(TnAuthListDer.Write(list), out var read));
        Assert.Empty(read.Findings);
        Assert.Equal(set, read.ToNumberSet());
    }

    [Fact]
    public void TryToTnAuthList_HundredBlockBesideAllNines_SplitsOnlyTheOther()
    {
        Assert.True(NumberSet.Of([Range("0100", 100), Range("9990", 10)], []).TryToTnAuthList(out var list));
        Assert.Equal("0100+100 9990+9 9999", Text(list));
    }

    [Fact]
    public void TryToTnAuthList_EmptyOrTooManyEntries_IsFalse()
    {
        Assert.False(NumberSet.Empty.TryToTnAuthList(out _));
        Assert.True(Scattered(Limits.TnAuthListEntries).TryToTnAuthList(out _));
        Assert.False(Scattered(Limits.TnAuthListEntries + 1).TryToTnAuthList(out _));
    }

    [Fact]
    public void ToNumberSet_ListWithACode_HasItsNumbersOnly()
    {
        Assert.True(ServiceProviderCode.TryParse("1234", out var code));
        var list = TnAuthList.Of(new SpcEntry(code), new RangeEntry(Range("0100", 50)), new RangeEntry(Range("0140", 60)));
        Assert.Equal(NumberSet.Of([Range("0100", 100)], []), list.ToNumberSet());
        Assert.True(TnAuthList.Of(new SpcEntry(code)).ToNumberSet().IsEmpty);
    }

    // Every other number, so that none has a neighbour.
    private static NumberSet Scattered(int count) => NumberSet.Of(
        [],
        Enumerable.Range(0, count).Select(index => CallWorld.Number((2 * index).ToString("D6", CultureInfo.InvariantCulture))));

    private static TelephoneNumberRange Range(string start, long count) =>
        TelephoneNumberRange.TryCreate(CallWorld.Number(start), new BigInteger(count), out var range)
            ? range : throw new ArgumentException("No block.", nameof(start));

    private static string Text(TnAuthList list) => string.Join(' ', list.Entries.Select(entry => entry switch
    {
        RangeEntry block => $"{block.Range.Start.Value}+{block.Range.Count}",
        NumberEntry one => one.Number.Value,
        _ => throw new InvalidOperationException("No number."),
    }));
}
