using System.Reflection;
using Shaken.Architecture.Tests.Rules;

namespace Shaken.Architecture.Tests;

public sealed class ReferenceTests
{
    private static readonly Assembly Core = typeof(Shaken.Core.Foundations.TelephoneNumber).Assembly;
    private static readonly Assembly Local = typeof(Shaken.Local.Keys.SoftwareKey).Assembly;

    [Theory]
    [InlineData("src/Core/Shaken.Core.csproj")]
    [InlineData("src/Local/Shaken.Local.csproj")]
    public void Project_RefersNeitherToAzureNorToAspNet(string project)
    {
        var references = References.In(Checkout.Read(project)).ToArray();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, References.IsForbidden);
    }

    [Theory]
    [InlineData("src/Core")]
    [InlineData("src/Local")]
    public void Sources_NameNeitherAzureNorAspNet(string folder)
    {
        var sources = Checkout.Under(folder, ".cs").ToArray();
        Assert.NotEmpty(sources);
        Assert.Empty(sources.SelectMany(file => References.ForbiddenIn(Checkout.Read(file)).Select(line => $"{file}: {line}")));
    }

    [Fact]
    public void CompiledAssemblies_ReferNeitherToAzureNorToAspNet() =>
        Assert.DoesNotContain(NamesOf(Core).Concat(NamesOf(Local)), References.IsForbidden);

    [Fact]
    public void Core_RefersToNoOtherProject()
    {
        Assert.Empty(References.Projects(Checkout.Read("src/Core/Shaken.Core.csproj")));
        Assert.DoesNotContain(NamesOf(Core), name => name.StartsWith("Shaken", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Local_RefersToCoreOnly()
    {
        Assert.Equal(["Shaken.Core.csproj"], References.Projects(Checkout.Read("src/Local/Shaken.Local.csproj")));
        Assert.Equal(["Shaken.Core"], NamesOf(Local).Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""<PackageReference Include="Azure.Core" />""")]
    [InlineData("""<PackageReference Version="1" Include="Microsoft.Azure.Functions.Worker" />""")]
    [InlineData("""<FrameworkReference Include="Microsoft.AspNetCore.App" />""")]
    [InlineData("""<ProjectReference Include="../Azure/Shaken.Azure.csproj" />""")]
    [InlineData("""<Using Include="Microsoft.AspNetCore.Http" />""")]
    [InlineData("""<Project Sdk="Microsoft.NET.Sdk.Web">""")]
    public void In_FindsAForbiddenReference(string project) => Assert.True(References.IsForbidden(Assert.Single(References.In(project))));

    [Fact]
    public void Projects_GivesTheFileNames() =>
        Assert.Equal(["A.csproj", "B.csproj"], References.Projects("""<ProjectReference Include="../A/A.csproj" /><PackageReference Include="C" /><ProjectReference Include="..\B\B.csproj" />"""));

    [Theory]
    [InlineData("using Azure.Storage.Blobs;", true)]
    [InlineData("using Microsoft.AspNetCore.Http;", true)]
    [InlineData("var x = new global::Microsoft.Azure.Thing();", true)]
    [InlineData("using Shaken.Azure.Tables;", true)]
    [InlineData("// as Azure.Storage has it", false)]
    [InlineData("using System.Text;", false)]
    public void ForbiddenIn_FindsAForbiddenName(string line, bool isForbidden) => Assert.Equal(isForbidden, References.ForbiddenIn(line).Any());

    private static IEnumerable<string> NamesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(name => name.Name ?? "");
}
