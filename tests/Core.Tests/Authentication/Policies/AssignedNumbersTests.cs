using System.Globalization;
using System.Text;
using Shaken.Core.Authentication;
using Shaken.Core.Authentication.Policies;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Authentication.Policies;

/// <summary>Number tables: read with errors by line, and looked up by the narrowest block.</summary>
public sealed class AssignedNumbersTests
{
    private static DateTimeOffset Now { get; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1415", null)]
    [InlineData("14155550099", "prefix")]
    [InlineData("14155550100", "range")]
    [InlineData("14155550149", "range")]
    [InlineData("14155550150", "inner")]
    [InlineData("14155550155", "one")]
    [InlineData("14155550199", "range")]
    [InlineData("14155550200", "prefix")]
    [InlineData("141555501001", "prefix")]
    [InlineData("141555501551", "prefix")]
    [InlineData("1415555", "prefix")]
    [InlineData("14155560100", null)]
    [InlineData("1415555*1", null)]
    public void Find_OfNestedBlocks_GivesTheNarrowest(string number, string? rule)
    {
        var table = SigningWorld.Numbers(
            """
            14155550155,one,assigned-by-us
            14155550150-14155550159,inner,assigned-by-us
            1415555*,prefix,assigned-by-us
            14155550100-14155550199,range,assigned-by-us
            """);
        Assert.Equal(rule, table.Find(CallWorld.Number(number), customer: null, Now)?.Rule);
    }

    [Theory]
    [InlineData("one", "first")]
    [InlineData("two", "second")]
    [InlineData("three", null)]
    [InlineData(null, null)]
    public void Find_InABlockOfSeveralCustomers_GivesTheCallersOwn(string? customer, string? rule)
    {
        var table = SigningWorld.Numbers(
            """
            1415555*,first,in-customers-range,one
            1415555*,second,in-customers-range,two
            1415*,all,assigned-by-us
            """);
        Assert.Equal(rule, table.Find(CallWorld.Number("14155550100"), customer, Now)?.Rule);
    }

    [Theory]
    [InlineData("14155550100,own", "cells")]
    [InlineData("14155550100,own,assigned-by-us,a,b,,x", "cells")]
    [InlineData("1415555\"0100,own,assigned-by-us", "cells")]
    [InlineData("\"14155550100,own,assigned-by-us", "cells")]
    [InlineData("\"14155550100\"x,own,assigned-by-us", "cells")]
    [InlineData(",own,assigned-by-us", "numbers must")]
    [InlineData("*,own,assigned-by-us", "numbers must")]
    [InlineData("1415x,own,assigned-by-us", "numbers must")]
    [InlineData("1234567890123456,own,assigned-by-us", "numbers must")]
    [InlineData("14155550199-14155550100,own,assigned-by-us", "numbers must")]
    [InlineData("14155550100-141555501990,own,assigned-by-us", "numbers must")]
    [InlineData("14155550100,own rule,assigned-by-us", "rule must")]
    [InlineData("14155550100,own,assigned", "kind must")]
    [InlineData("14155550100,own,delegate-certificate", "kind must")]
    [InlineData("14155550100,own,in-customers-range", "must name the customer")]
    [InlineData("14155550100,own,authorized,acme", "a reference and an end")]
    [InlineData("14155550100,own,authorized,acme,letter", "a reference and an end")]
    [InlineData("14155550100,own,authorized,acme,letter,tomorrow", "must be a moment")]
    [InlineData("14155550100,own,assigned-by-us,a b", "customer must")]
    public void Read_BadLine_NamesLineAndRule(string line, string words)
    {
        var errors = AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes($"numbers,rule,kind\n\n{line}\n1,own,assigned-by-us\n")).Failure;
        var error = Assert.Single(errors.First);
        Assert.Equal((3, 1), (error.Line, errors.Count));
        Assert.Contains(words, error.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("14155550199-14155550100", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PartlyOverlappingRanges_NamesBothLines()
    {
        const string Csv =
            "1415,own,assigned-by-us\n14155550100-14155550199,own,assigned-by-us\n14155550150-14155550250,own,assigned-by-us\n";
        var error = Assert.Single(AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(Csv)).Failure.First);
        Assert.Equal(3, error.Line);
        Assert.Contains("line 2", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuotedCells_AreUnquoted()
    {
        var table = SigningWorld.Numbers(
            "\uFEFFNumbers,Rule,Kind,Customer,Reference,Expires\r\n"
            + "\"+14155550100\", own ,authorized,\"acme\",\"letter \"\"7\"\", page 2\",\"2026-01-01T00:00:00Z\"\r\n");
        var row = Assert.Single(table.Rows);
        Assert.Equal(("14155550100", "own", "acme", 2), (row.Block.Text, row.Rule, row.Customer, row.Line));
        Assert.Equal(
            new AttestationEvidence(
                EvidenceKind.Authorized, "letter \"7\", page 2", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            row.Evidence);
    }

    [Fact]
    public void Read_MoreErrorsThanAreTold_CountsTheRest()
    {
        var errors = AssignedNumbersCsv.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("x,y,z\n", 150)))).Failure;
        Assert.Equal((Limits.NumberRowErrors, 150), (errors.First.Count, errors.Count));
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused() => Assert.Equal(0, Assert.Single(AssignedNumbersCsv.Read([0xC3, 0x28]).Failure.First).Line);

    // As many as a large provider has: each number is found, and its neighbour is not.
    [Fact]
    public void Find_InAHundredThousandRanges_GivesEach()
    {
        var csv = new StringBuilder();
        for (var block = 0; block < 100_000; block++)
            csv.Append(CultureInfo.InvariantCulture, $"1{block:000000}2000-1{block:000000}2099,r{block},assigned-by-us\n");
        var table = SigningWorld.Numbers(csv.ToString());
        for (var block = 0; block < 100_000; block += 997)
        {
            Assert.Equal($"r{block}", table.Find(CallWorld.Number($"1{block:000000}2050"), null, Now)!.Rule);
            Assert.Null(table.Find(CallWorld.Number($"1{block:000000}2100"), null, Now));
        }
    }

    // Personal data: a block in a message shows no more than a number does.
    [Theory]
    [InlineData("14155550100", "xxxxxxxxx00")]
    [InlineData("141555501*", "xxxxxxx01*")]
    [InlineData("14155550100-14155550199", "xxxxxxxxx00-xxxxxxxxx99")]
    public void ToString_OfABlock_HidesItsDigits(string text, string masked)
    {
        Assert.True(AssignedBlock.TryParse(text, out var block));
        Assert.Equal((masked, text), (block.ToString(), block.Text));
    }
}
