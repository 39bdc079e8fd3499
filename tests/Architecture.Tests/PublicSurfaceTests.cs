using Shaken.Core.Foundations;

namespace Shaken.Architecture.Tests;

/// <summary>
/// What users of the package Shaken.Core may rely on is written down, so that no change of it goes unseen.
/// <c>SHAKEN_WRITE_TABLES=1</c> makes the test write it; review and commit.
/// </summary>
public sealed class PublicSurfaceTests
{
    private const string Kept = "src/Core/PublicSurface.txt";

    [Fact]
    public void PublicSurface_OfTheDocumentedNamespaces_IsTheOneThatIsWrittenDown()
    {
        var surface = PublicSurface.Of(typeof(ProviderId).Assembly);
        Assert.InRange(surface.Length, 10_000, 1_000_000);
        if (Environment.GetEnvironmentVariable("SHAKEN_WRITE_TABLES") == "1")
        {
            File.WriteAllText(Path.Combine(Checkout.Root, Kept), surface);
            return;
        }

        var (written, now) = (LinesOf(Checkout.Read(Kept)), LinesOf(surface));
        Assert.Empty(now.Except(written).Select(line => $"new: {line}").Concat(written.Except(now).Select(line => $"gone: {line}")));
    }

    [Theory]
    [MemberData(nameof(Namespaces))]
    public void DocumentedNamespace_IsInTheReadmeOfThePackage(string name) =>
        Assert.Contains($"`{name}`", Checkout.Read("src/Core/README.md"), StringComparison.Ordinal);

    public static TheoryData<string> Namespaces => [.. PublicSurface.Namespaces];

    private static HashSet<string> LinesOf(string text) => [.. text.ReplaceLineEndings("\n").Split('\n')];
}
