using System.Reflection;
using NetArchTest.Rules;

namespace Shaken.Architecture.Tests;

public sealed class CoreLayerTests
{
    private static readonly Assembly Core = Assembly.Load("Shaken.Core");

    public static TheoryData<string> Folders => [.. CoreLayers.All.Select(layer => layer.Folder)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Layer_UsesNoTypeOfALayerAboveIt(string folder)
    {
        var layer = CoreLayers.All.Single(one => one.Folder == folder);
        if (CoreLayers.Above(layer) is not { Length: > 0 } above) return;
        Assert.Empty(Breaches(layer, above));
    }

    // Passports stand on Keys, so this must be seen.
    [Fact]
    public void Breaches_OfAForbiddenNamespace_AreSeen() =>
        Assert.Contains("PassportSigner", Breaches(CoreLayers.Of("Passports")!, ["Shaken.Core.Keys"]).Select(type => type.Split('.')[^1]));

    [Fact]
    public void EveryFolder_BelongsToALayer_AndEveryLayerIsThere()
    {
        var folders = Checkout.Files("src/Core", ".cs").Select(file => Path.GetDirectoryName(file)!["src/Core/".Length..]).Distinct().ToList();
        Assert.Empty(folders.Where(folder => CoreLayers.Of(folder) is null));
        Assert.Empty(CoreLayers.All.Where(layer => !folders.Exists(layer.Covers)).Select(layer => layer.Folder));
    }

    [Fact]
    public void EveryNamespace_IsItsFolder()
    {
        var strays = Checkout.Files("src/Core", ".cs").Where(file => !Checkout.Read(file).Contains(
            $"namespace Shaken.Core.{Path.GetDirectoryName(file)!["src/Core/".Length..].Replace('/', '.')};", StringComparison.Ordinal));
        Assert.Empty(strays);
    }

    [Fact]
    public void ArchitectureGuide_HasTheTableOfLayers() =>
        Assert.Contains($"| folder | what it holds |\n| --- | --- |\n{CoreLayers.Table}\n", Checkout.Read("docs/architecture.md"), StringComparison.Ordinal);

    private static IEnumerable<string> Breaches(CoreLayer layer, string[] forbidden)
    {
        var types = Types.InAssembly(Core).That().ResideInNamespace(layer.Namespace);
        foreach (var inner in CoreLayers.Within(layer)) types = types.And().DoNotResideInNamespace(inner);
        return types.ShouldNot().HaveDependencyOnAny(forbidden).GetResult().FailingTypeNames ?? [];
    }
}
