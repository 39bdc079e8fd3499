using System.Text.RegularExpressions;

namespace Shaken.Architecture.Tests;

/// <summary>Documents are read by people who trust them: links lead somewhere, and what a table names is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly Lazy<string> AllTests = new(() => string.Concat(Checkout.Files("tests", ".cs").Select(Checkout.Read)));

    public static TheoryData<string> Records => [.. Checkout.Files("docs/adr", ".md").Where(file => !file.EndsWith("README.md", StringComparison.Ordinal))];

    public static TheoryData<string> Tables => [.. Checkout.Files("docs/conformance", ".md").Where(file => !file.EndsWith("README.md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Records))]
    public void DecisionRecord_FitsOneScreen_WithItsFourParts_AndIsListed(string file)
    {
        var text = Checkout.Read(file);
        Assert.All((string[])["Decision", "Why", "What we gave up", "When to look again"], part => Assert.Matches($@"(?m)^#+ {part}", text));
        Assert.InRange(text.Split('\n').Length, 10, 80);
        Assert.Contains(Path.GetFileName(file), Checkout.Read("docs/adr/README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryRelativeLink_LeadsToAFile()
    {
        var broken = Checkout.Files(".", ".md").SelectMany(file => Links().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value.Split('#')[0])
            .Where(target => target.Length > 0 && !target.Contains(':', StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Checkout.Root, Path.GetDirectoryName(file)!, target)))
            .Select(target => $"{file} -> {target}"));
        Assert.Empty(broken);
    }

    [Fact]
    public void EverySetting_IsInTheOperationsGuide()
    {
        var guide = Checkout.Read("docs/operations.md");
        var names = Settings().Matches(Checkout.Read("src/Functions/Configuration/SettingsParser.cs")).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.InRange(names.Count, 20, 200);
        Assert.Empty(names.Where(name => !guide.Contains($"`{name}`", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void ConformanceTable_NamesFilesAndTestsThatAreThere(string file)
    {
        Assert.Empty(Rows(Checkout.Read(file)).SelectMany(Missing));
    }

    [Fact]
    public void Missing_SeesAFileAndATestThatAreNotThere()
    {
        var nowhere = string.Join('_', "NoSuchTest", "Anywhere");
        string[] row = ["4.1", "must", "`src/Core/Nowhere.cs`", $"`{nowhere}`", ""];
        Assert.Equal(["src/Core/Nowhere.cs", nowhere], Missing(row));
    }

    private static List<string[]> Rows(string text)
    {
        var rows = new List<string[]>();
        var isTable = false;
        foreach (var line in text.Split('\n'))
        {
            var cells = line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            if (line.StartsWith("| clause", StringComparison.Ordinal)) isTable = true;
            else if (!line.StartsWith('|')) isTable = false;
            else if (isTable && !cells[0].StartsWith("---", StringComparison.Ordinal)) rows.Add(cells);
        }

        return rows;
    }

    // Cells: clause | must | file | test | divergence.
    private static IEnumerable<string> Missing(string[] cells)
    {
        if (cells.Length < 4) return [string.Join('|', cells)];
        var files = Names().Matches(cells[2]).Select(match => match.Groups[1].Value).Where(name => name.Contains('/', StringComparison.Ordinal) && !Path.Exists(Path.Combine(Checkout.Root, name)) && !Path.Exists(Path.Combine(Checkout.Root, "src", name)));
        var tests = Names().Matches(cells[3]).Select(match => match.Groups[1].Value).Where(name => !AllTests.Value.Contains(name, StringComparison.Ordinal));
        return files.Concat(tests);
    }

    [GeneratedRegex("\"((?:Shaken|Cps|Fetching|TrustList|Limits):[A-Za-z:]*[a-z])\"")]
    private static partial Regex Settings();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();
}
