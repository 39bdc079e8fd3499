using System.Text;
using Shaken.Core.Numbering;

namespace Shaken.Core.Tests.Numbering;

public sealed class CsvPartsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("1,A\n", 1)]
    [InlineData("1,A\n2,A\n3,A\n", 2)]
    [InlineData("1,A\n2,A\n3,A", 2)]
    [InlineData("1,A\n2,A\n3,A\n4,A\n", 2)]
    [InlineData("1,A\n2,A\n\n", 1)]
    public async Task Read_AnyFile_CutsAtLineEndsAndLosesNothing(string text, int parts)
    {
        var read = await ReadAsync(text, 10);
        Assert.Equal(parts, read.Count);
        Assert.Equal(text, string.Concat(read.Select(part => part.Text)));
        Assert.Equal(Enumerable.Range(1, parts), read.Select(part => part.Part.Number));
        Assert.All(read.SkipLast(1), part => Assert.EndsWith("\n", part.Text, StringComparison.Ordinal));
        Assert.All(read, part => Assert.Equal(LinesIn(read.TakeWhile(other => other != part)), part.Part.LinesBefore));
    }

    [Fact]
    public async Task Read_LineLongerThanAPart_ComesWithoutItsEnd()
    {
        var read = await ReadAsync("12345678901234,A\n", 10);
        Assert.Equal(["1234567890", "1234,A\n"], read.Select(part => part.Text));
    }

    private static int LinesIn(IEnumerable<(CsvPart Part, string Text)> parts) =>
        parts.Sum(part => part.Text.Count(letter => letter == '\n'));

    private static async Task<List<(CsvPart Part, string Text)>> ReadAsync(string text, int octets)
    {
        var parts = new List<(CsvPart, string)>();
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await foreach (var part in CsvParts.ReadAsync(file, octets, TestContext.Current.CancellationToken))
        {
            parts.Add((part, Encoding.UTF8.GetString(part.Octets.Span)));
        }

        return parts;
    }
}
