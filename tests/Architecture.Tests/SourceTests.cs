using Shaken.Architecture.Tests.Rules;

namespace Shaken.Architecture.Tests;

public sealed class SourceTests
{
    [Fact]
    public void Sources_HaveAtMost300Lines()
    {
        var sources = new[] { "src", "tests", "bench" }.SelectMany(folder => Checkout.Under(folder, ".cs")).ToArray();
        Assert.True(sources.Length > 100, $"only {sources.Length} sources were found");
        Assert.Empty(sources.Select(file => (File: file, Lines: Sources.Lines(Checkout.Read(file)))).Where(source => source.Lines > Sources.MaxLines));
    }

    [Fact]
    public void Solution_ListsEveryProject()
    {
        var projects = Checkout.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));
        Assert.Equal(projects, Solution.Projects(Checkout.Read("Shaken.Serverless.sln")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_NameNoPathOfAMachine() =>
        Assert.Empty(Checkout.TextFiles.SelectMany(file => Sources.ForeignPaths(file, Checkout.Read(file))));

    [Fact]
    public void FailureEnums_ExplainEveryMember()
    {
        var sources = Checkout.Under("src", ".cs").Select(file => (File: file, Text: Checkout.Read(file))).ToArray();
        Assert.Contains("VerificationFailure", sources.SelectMany(source => Sources.FailureEnums(source.Text)));
        Assert.Empty(sources.SelectMany(source => Sources.UndocumentedFailures(source.Text).Select(member => $"{source.File}: {member}")));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a\n", 1)]
    [InlineData("a\n\nb", 3)]
    public void Lines_CountsLines(string text, int lines) => Assert.Equal(lines, Sources.Lines(text));

    [Fact]
    public void Projects_ReadsASolution() =>
        Assert.Equal(["src/A/A.csproj"], Solution.Projects("Project(\"{1}\") = \"src\", \"src\", \"{2}\"\nEndProject\nProject(\"{1}\") = \"A\", \"src\\A\\A.csproj\", \"{2}\"\nEndProject\n"));

    [Theory]
    [InlineData("docs/a.md", "see /wo#rk/main", 1)]
    [InlineData("tests/a.cs", "\"/wo#rk/main\"", 1)]
    [InlineData("docs/a.md", "see ../#shared/design.md", 1)]
    [InlineData("tests/a.cs", "../#shared/data", 0)]
    [InlineData("docs/a.md", "homework, net#work/a, frame/wo#rk/", 0)]
    public void ForeignPaths_FindsAPathOfAMachine(string path, string text, int count) =>
        Assert.Equal(count, Sources.ForeignPaths(path, text.Replace("#", "", StringComparison.Ordinal)).Count());

    [Fact]
    public void UndocumentedFailures_FindsAMemberWithoutItsComment()
    {
        const string source = """
            public enum CallFailure
            {
                /// <summary>One.</summary>
                First,
                Second = 2,

                // Not a doc comment.
                Third,

                /// <summary>Four, said
                /// in two lines.</summary>
                [Obsolete]
                Fourth,
            }

            public enum OtherFault { A, B }

            public enum Colour { Red }
            """;
        Assert.Equal(["CallFailure.Second", "CallFailure.Third", "OtherFault.A", "OtherFault.B"], Sources.UndocumentedFailures(source));
        Assert.Equal(["CallFailure", "OtherFault"], Sources.FailureEnums(source));
    }
}
