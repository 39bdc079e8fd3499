using Shaken.Architecture.Tests.Rules;

namespace Shaken.Architecture.Tests;

public sealed class DocumentTests
{
    private const string Record = "# 0042 A decision\n\n## Decision\nx\n## Why\nx\n## What we gave up\nx\n## When to look again\nx\n";

    [Fact]
    public void DecisionRecords_HaveTheirHeadingsAndTheirRow()
    {
        var records = Checkout.Under("docs/adr", ".md").Where(file => !file.EndsWith("/README.md", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(records);
        var list = Checkout.Read("docs/adr/README.md");
        Assert.Empty(records.SelectMany(file => Documents.RecordViolations(Path.GetFileName(file), Checkout.Read(file), list)));
    }

    [Fact]
    public void RelativeLinks_Resolve()
    {
        var links = Checkout.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(file => Documents.RelativeLinks(Checkout.Read(file)).Select(target => (File: file, Target: target))).ToArray();
        Assert.NotEmpty(links);
        Assert.Empty(links.Where(link => !Path.Exists(Path.Combine(Checkout.Root, Path.GetDirectoryName(link.File) ?? "", link.Target))));
    }

    [Fact]
    public void RecordViolations_OfAWholeRecord_AreNone() =>
        Assert.Empty(Documents.RecordViolations("0042-a-decision.md", Record, "| [0042](0042-a-decision.md) | A decision |"));

    [Theory]
    [InlineData("## Why\n", "", "0042-a-decision.md: lacks '## Why'")]
    [InlineData("## What we gave up", "### What we gave up", "0042-a-decision.md: lacks '## What we gave up'")]
    [InlineData("# 0042 ", "# 42 ", "0042-a-decision.md: its title does not begin with 0042")]
    public void RecordViolations_FindsWhatIsLacking(string old, string replacement, string violation) =>
        Assert.Equal([violation], Documents.RecordViolations("0042-a-decision.md", Record.Replace(old, replacement, StringComparison.Ordinal), "[0042](0042-a-decision.md)"));

    [Fact]
    public void RecordViolations_FindsARecordThatIsNotListed() =>
        Assert.Equal(["0042-a-decision.md: is not in the list of decisions"], Documents.RecordViolations("0042-a-decision.md", Record, "[0042](0042-another.md)"));

    [Fact]
    public void RelativeLinks_AreThoseOfTheRepository()
    {
        const string markdown = """
            [a](a.md) [b](../b.md#part) [c](https://example.com/c.md) [d](#here) ![e](e%20e.png "title") `[f](f.md)` [mail](mailto:a@example.com)
            ```
            [g](g.md)
            ```
            [h]: h.md
            """;
        Assert.Equal(["a.md", "../b.md", "e e.png", "h.md"], Documents.RelativeLinks(markdown));
    }
}
