using System.Text.RegularExpressions;

namespace Shaken.Architecture.Tests;

/// <summary>Documents are read by people who trust them: links lead somewhere, and what a table names is there.</summary>
public sealed partial class DocumentTests
{
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
    public void EveryAnchor_LeadsToAHeading()
    {
        var files = Checkout.Files(".", ".md");
        var anchors = files.ToDictionary(
            file => file, file => Headings().Matches(Checkout.Read(file)).Select(match => AnchorOf(match.Groups[1].Value)).ToHashSet());
        var broken = files.SelectMany(file => Links().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value)
            .Where(link => link.Contains('#', StringComparison.Ordinal) && !link.Contains(':', StringComparison.Ordinal))
            .Where(link => anchors.TryGetValue(TargetOf(file, link), out var known) && !known.Contains(link.Split('#')[1]))
            .Select(link => $"{file} -> {link}"));
        Assert.Empty(broken);
    }

    [Theory]
    [InlineData("The `cps`, and an STI-CR", "the-cps-and-an-sti-cr")]
    [InlineData("A full disk", "a-full-disk")]
    public void AnchorOf_Heading_IsThatOfTheForge(string heading, string anchor) => Assert.Equal(anchor, AnchorOf(heading));

    [Fact]
    public void EveryPageForOperators_StandsInTheirIndex()
    {
        var index = Checkout.Read("docs/operations/README.md");
        var pages = Checkout.Files("docs/operations", ".md")
            .Select(file => Path.GetFileName(file))
            .Where(name => name != "README.md")
            .ToList();
        Assert.InRange(pages.Count, 6, 30);
        Assert.Empty(pages.Where(page => !index.Contains($"({page})", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void ConformanceTable_NamesFilesAndTestsThatAreThere(string file)
    {
        var text = Checkout.Read(file);
        Assert.NotEmpty(Rows(text, "| clause").Concat(Rows(text, "| id")));
        Assert.Empty(Rows(text, "| clause").SelectMany(Missing));
    }

    [Fact]
    public void CertificateProfile_HasEveryRuleOfTheLinter_AndNamesTestsThatAreThere()
    {
        var text = Checkout.Read("docs/conformance/certificate-profile.md");
        var rules = Rows(text, "| id").Select(cells => (Id: FirstName(cells[0]), File: "src/Core/Pki/Lint/Rules/" + FirstName(cells[^1]))).ToList();
        var tables = Checkout.Files("src/Core/Pki/Lint/Rules", ".cs")
            .SelectMany(file => RuleIds().Matches(Checkout.Read(file)).Select(match => (Id: match.Groups[1].Value, File: file)));
        Assert.InRange(rules.Count, 40, 200);
        Assert.Equal(rules.Order(), tables.Order());
        var tests = Names().Matches(text).Select(match => match.Groups[1].Value).Where(name => name.Contains("Tests.", StringComparison.Ordinal) && name.Contains('_', StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(tests);
        Assert.Empty(tests.Where(name => !DeclaredTests.Has(name)));
    }

    [Fact]
    public void Missing_SeesWhatIsNotThere_AndAClaimThatNoTestHolds()
    {
        const string File = "`Core/Passports/PassportVerifier.cs`";
        const string Test = "`DocumentTests.EveryRelativeLink_LeadsToAFile`";
        Assert.Equal(["src/Core/Nowhere.cs"], Missing(["4.1", "must", "`src/Core/Nowhere.cs`", Test, ""]));
        Assert.Equal(["DocumentTests.NoSuch_Test"], Missing(["4.1", "must", File, $"{Test}, `DocumentTests.NoSuch_Test`", ""]));
        Assert.Equal(["LayoutTests.EveryRelativeLink_LeadsToAFile"], Missing(["4.1", "must", File, "`LayoutTests.EveryRelativeLink_LeadsToAFile`", ""]));
        Assert.Equal(["tests/Nowhere.cs"], Missing(["4.1", "must", File, "`tests/Nowhere.cs`", ""]));
        Assert.Equal(["4.1 names no test: must"], Missing(["4.1", "must", File, "-", ""]));
        Assert.Equal(["4.1 has no five cells"], Missing(["4.1", "must", File, Test]));
        Assert.Empty(Missing(["4.1", "must", File, Test, "Else"]));
        Assert.Empty(Missing(["4.1", "must", "", "-", "Not built"]));
    }

    private static List<string[]> Rows(string text, string heading)
    {
        var rows = new List<string[]>();
        var isTable = false;
        foreach (var line in text.Split('\n'))
        {
            var cells = line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray();
            if (line.StartsWith(heading, StringComparison.Ordinal)) isTable = true;
            else if (!line.StartsWith('|')) isTable = false;
            else if (isTable && !cells[0].StartsWith("---", StringComparison.Ordinal)) rows.Add(cells);
        }

        return rows;
    }

    // Cells: clause | must | file | test | divergence. A row that names a file claims that the rule is kept there, so it must name a test.
    private static IEnumerable<string> Missing(string[] cells)
    {
        if (cells.Length != 5) return [$"{cells[0]} has no five cells"];
        var files = Names().Matches(cells[2]).Select(match => match.Groups[1].Value).ToList();
        var tests = Names().Matches(cells[3]).Select(match => match.Groups[1].Value).ToList();
        return files.Where(name => name.Contains('/', StringComparison.Ordinal) && !Path.Exists(Path.Combine(Checkout.Root, name)) && !Path.Exists(Path.Combine(Checkout.Root, "src", name)))
            .Concat(tests.Where(name => name.Contains('/', StringComparison.Ordinal) ? !Path.Exists(Path.Combine(Checkout.Root, name)) : !DeclaredTests.Has(name)))
            .Concat(files.Count > 0 && tests.Count == 0 ? [$"{cells[0]} names no test: {cells[1]}"] : []);
    }

    private static string TargetOf(string file, string link)
    {
        if (link[0] == '#') return file;
        var folder = Path.Combine(Checkout.Root, Path.GetDirectoryName(file)!);
        return Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(folder, link.Split('#')[0]))).Replace('\\', '/');
    }

    private static string AnchorOf(string heading) =>
        string.Concat(heading.Where(one => char.IsLetterOrDigit(one) || one is ' ' or '-' or '_')).ToLowerInvariant().Replace(' ', '-');

    private static string FirstName(string cell) => Names().Match(cell).Groups[1].Value;

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"new\(""([ew]_[a-z0-9_]+)""")]
    private static partial Regex RuleIds();

    [GeneratedRegex(@"(?m)^#+ (.+?)\s*$")]
    private static partial Regex Headings();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();
}
