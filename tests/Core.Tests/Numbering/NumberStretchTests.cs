using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Shaken.Core.Foundations;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

/// <summary>How many numbers from one on have its provider, against the plain answer for each of them.</summary>
public sealed class NumberStretchTests
{
    // Of a long stretch its first numbers and its last are asked about.
    private const int Looked = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void FindStretch_AnyTable_HoldsForEachNumberOfIt()
    {
        var tables = RowOracle.Tables.Where(table => table.Count > 0).ToArbitrary();
        Prop.ForAll(tables, async table =>
        {
            using var world = new NumberWorld();
            await world.ImportAsync(NumberImportKind.Full, RowOracle.ToCsv(table));
            var directory = world.NewDirectory();
            foreach (var number in RowOracle.NumbersAround(table.Keys))
            {
                var stretch = await directory.FindStretchAsync(Number(number), Token);
                foreach (var offset in Enumerable.Range(0, Looked).Select(at => (long)at).Append(stretch.Count - 1))
                {
                    if (offset >= stretch.Count) continue;
                    var found = RowOracle.LookUp(table, NumberAt(number, offset));
                    Assert.Equal(found == "-" ? null : found.Split(' ')[1], stretch.Provider?.ToString());
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    // Rows that change something end a stretch, and no others far from it do: a block of a prefix is one step.
    [Theory]
    [InlineData("14155550000", "US/A", 100)]
    [InlineData("14155550100", "US/B", 1)]
    [InlineData("14155550101", "US/A", 99)]
    [InlineData("14155550200", "US/C", 100)]
    [InlineData("14155550300", "US/A", 9700)]
    [InlineData("14155560000", null, 85_844_440_000)]
    [InlineData("1415555", "US/A", 1)]
    public async Task FindStretch_OfAPrefixWithOthersInIt_EndsWhereTheyBegin(string number, string? provider, long count)
    {
        using var world = new NumberWorld();
        await world.ImportAsync(NumberImportKind.Full, "1415555*,A\n14155550100,B\n141555502*,C\n");
        var stretch = await world.NewDirectory().FindStretchAsync(Number(number), Token);
        Assert.Equal(provider, stretch.Provider?.ToString());
        Assert.Equal(count, stretch.Count);
    }

    [Theory]
    [InlineData("*67#")]
    [InlineData("14155550100")]
    public async Task FindStretch_WithoutATable_KnowsNoProvider(string number)
    {
        using var world = new NumberWorld();
        Assert.Null((await world.NewDirectory().FindStretchAsync(Number(number), Token)).Provider);
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParseCanonical(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static string NumberAt(string first, long offset) =>
        (long.Parse(first, CultureInfo.InvariantCulture) + offset).ToString(CultureInfo.InvariantCulture).PadLeft(first.Length, '0');
}
