using Shaken.Architecture.Tests.Rules;

namespace Shaken.Architecture.Tests;

public sealed class ConformanceTests
{
    private const string Table = """
        | clause | must | file | test | divergence |
        | --- | --- | --- | :-: | --- |
        | 1 | a \| b | `A.cs`, `B.cs` | `ATests.Verify_WhenExpired_IsRefused` | - |
        | 2 | x | - | - | not yet |
        | 3 | x | src/Core/A.cs | ATests, `BTests` | - |

        | other | table |
        | --- | --- |
        | file | test |
        """;

    private static readonly string[] Files = ["src/Core/Passports/A.cs", "tests/Core.Tests/ATests.cs", "tests/Vectors/passport/a.txt"];

    [Fact]
    public void Tables_NameFilesThatExist()
    {
        var names = Named("file");
        Assert.NotEmpty(names);
        Assert.Empty(names.Where(pair => !Conformance.NamesFile(pair.Name, Checkout.Files)));
    }

    [Fact]
    public void Tables_NameTestsThatExist()
    {
        var declared = Checkout.Under("tests", ".cs").SelectMany(file => Conformance.Declared(Checkout.Read(file))).ToHashSet(StringComparer.Ordinal);
        Assert.Contains(nameof(Tables_NameTestsThatExist), declared);
        Assert.Empty(Named("test").Where(pair => !Conformance.NamesTest(pair.Name, declared, Checkout.Files)));
    }

    [Fact]
    public void Names_ReadsTheColumn()
    {
        Assert.Equal(["A.cs", "B.cs", "src/Core/A.cs"], Conformance.Names(Table, "file"));
        Assert.Equal(["ATests.Verify_WhenExpired_IsRefused", "BTests"], Conformance.Names(Table, "test"));
        Assert.Empty(Conformance.Names(Table, "author"));
    }

    [Theory]
    [InlineData("A.cs", true)]
    [InlineData("A", true)]
    [InlineData("Passports/A.cs", true)]
    [InlineData("src/Core/Passports", true)]
    [InlineData("Passports/*.cs", true)]
    [InlineData("B.cs", false)]
    [InlineData("src/Core/A.cs", false)]
    [InlineData("Certificates/*.cs", false)]
    [InlineData("Tests.cs", false)]
    public void NamesFile_WantsTheFile(string name, bool isThere) => Assert.Equal(isThere, Conformance.NamesFile(name, Files));

    [Theory]
    [InlineData("ATests", true)]
    [InlineData("ATests.Verify_WhenExpired_IsRefused", true)]
    [InlineData("Verify_WhenExpired_IsRefused", true)]
    [InlineData("ATests.cs", true)]
    [InlineData("tests/Vectors/passport/a.txt", true)]
    [InlineData("ATests.Verify_WhenYoung_IsRefused", false)]
    [InlineData("BTests", false)]
    [InlineData("BTests.cs", false)]
    public void NamesTest_WantsTheTest(string name, bool isThere)
    {
        var declared = Conformance.Declared("public sealed class ATests\n{\n    public async Task Verify_WhenExpired_IsRefused()\n").ToHashSet(StringComparer.Ordinal);
        Assert.Equal(isThere, Conformance.NamesTest(name, declared, Files));
    }

    private static (string Document, string Name)[] Named(string column) =>
        [.. Checkout.Under("docs/conformance", ".md").SelectMany(file => Conformance.Names(Checkout.Read(file), column).Select(name => (file, name)))];
}
