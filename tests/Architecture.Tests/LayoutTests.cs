using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Shaken.Architecture.Tests;

public sealed partial class LayoutTests
{
    private const int MaxLines = 300;
    private const int MaxColumns = 140;

    [Theory]
    [InlineData("Shaken.Core", "System.Private.CoreLib,System.Runtime,Microsoft.Extensions.Logging.Abstractions")]
    [InlineData("Shaken.Local", "Shaken.Core,Microsoft.Win32.Primitives,System.Private.CoreLib,System.Runtime,Microsoft.Extensions.Logging.Abstractions")]
    public void Assembly_RefersToNoAzureAndNoAspNet(string name, string mayHave)
    {
        var references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.True(reference.StartsWith("System.", StringComparison.Ordinal) || mayHave.Split(',').Contains(reference), reference));
    }

    [Fact]
    public void Core_NamesNoAzureAndNoAspNetType() =>
        Assert.Empty(Checkout.Files("src/Core", ".cs").Where(file => Outsiders().IsMatch(Checkout.Read(file))));

    [Theory]
    [InlineData("using Azure.Core;", true)]
    [InlineData("using Microsoft.AspNetCore.Http;", true)]
    [InlineData("an Azure entity group transaction takes a hundred", false)]
    public void Outsiders_AreSeen(string source, bool isSeen) => Assert.Equal(isSeen, Outsiders().IsMatch(source));

    // Verification by tables is not in constant time: no secret may come near it (ADR 0040).
    [Fact]
    public void TableArithmetic_IsUsedByPublicKeysAlone()
    {
        var users = Checkout.Files("src", ".cs").Where(file => !file.StartsWith("src/Core/Keys/P256/", StringComparison.Ordinal))
            .Where(file => Checkout.Read(file).Contains("Keys.P256", StringComparison.Ordinal));
        Assert.Equal(["src/Core/Keys/EcdsaPublicKey.cs", "src/Core/Keys/FastVerification.cs"], users);
        Assert.DoesNotContain("Sign(", Checkout.Read("src/Core/Keys/EcdsaPublicKey.cs"), StringComparison.Ordinal);
        Assert.Empty(Checkout.Files("src/Core/Keys/P256", ".cs").Where(file => Secrets().IsMatch(Checkout.Read(file))));
    }

    [Fact]
    public void NoFile_IsLongerThan300Lines()
    {
        var files = new[] { "src", "tests", "bench", "samples" }.Where(folder => Directory.Exists(Path.Combine(Checkout.Root, folder))).SelectMany(folder => Checkout.Files(folder, ".cs").Concat(Checkout.Files(folder, ".mjs"))).ToList();
        Assert.InRange(files.Count, 100, int.MaxValue);
        Assert.Empty(files.Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal) && LineCount(Checkout.Read(file)) > MaxLines));
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void LineCount_SeesTheLimit(int lines, bool isOver) => Assert.Equal(isOver, LineCount(string.Concat(Enumerable.Repeat("x\n", lines))) > MaxLines);

    [Fact]
    public void NoLineOfCore_IsLongerThan140Columns()
    {
        var files = Checkout.Files("src/Core", ".cs").Concat(Checkout.Files("tests/Core.Tests/Pki", ".cs")).ToList();
        Assert.InRange(files.Count, 300, int.MaxValue);
        Assert.Empty(files.SelectMany(file => Checkout.Read(file).Split('\n')
            .Select((line, index) => (Length: line.TrimEnd('\r').Length, Place: $"{file}:{index + 1}"))
            .Where(line => line.Length > MaxColumns).Select(line => line.Place)));
    }

    // Each client of its own hardens, or forgets to harden, in its own way.
    [Fact]
    public void HttpHandlers_AreMadeInTwoPlaces() =>
        Assert.Equal(
            ["src/Core/Fetching/GuardedConnection.cs", "src/Core/Fetching/OperatorClient.cs"],
            ProductSources().Where(file => Handlers().IsMatch(Checkout.Read(file))).Order(StringComparer.Ordinal));

    // The HTTP client reports its connect timeout by a cancellation that nobody asked for.
    [Fact]
    public void Cancellations_AreToldFromTimeouts() =>
        Assert.Empty(ProductSources().SelectMany(file =>
            Checkout.Read(file).Split('\n').Where(line => BlindToTimeouts().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")));

    [Theory]
    [InlineData("catch (Exception exception) when (exception is not OperationCanceledException)", true)]
    [InlineData("catch (OperationCanceledException)", true)]
    [InlineData("catch (TaskCanceledException exception)", true)]
    [InlineData("catch (OperationCanceledException) when (deadline.IsCancellationRequested)", false)]
    [InlineData("catch (Exception exception) when (!(exception is OperationCanceledException && stopping.IsCancellationRequested))", false)]
    public void BlindToTimeouts_SeesABreach(string source, bool isSeen) => Assert.Equal(isSeen, BlindToTimeouts().IsMatch(source));

    [Fact]
    public void WireClients_StandOnNodesOwnLibraryAlone()
    {
        var imports = Checkout.Files("tests/WireClients", ".mjs").SelectMany(file => Imports().Matches(Checkout.Read(file)).Select(match => match.Groups[1].Value)).ToList();
        Assert.InRange(imports.Count, 5, 100);
        Assert.Empty(imports.Where(name => !name.StartsWith("node:", StringComparison.Ordinal) && !name.StartsWith("./", StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryProject_IsInTheSolution()
    {
        var solution = Checkout.Read("Shaken.Serverless.sln").Replace('\\', '/');
        var projects = Checkout.Files(".", ".csproj");
        Assert.InRange(projects.Count, 8, 100);
        Assert.Empty(projects.Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void EverySample_UsesCoreAndLocalOnly_HasItsReadme_AndIsRunByATest()
    {
        var samples = Checkout.Files("samples", ".csproj");
        var (list, runs) = (Checkout.Read("samples/README.md"), Checkout.Read("tests/EndToEnd.Tests/EndToEnd.Tests.csproj"));
        Assert.NotEmpty(samples);
        Assert.All(samples, sample =>
        {
            var references = XDocument.Parse(Checkout.Read(sample)).Descendants("ProjectReference").Select(reference => Path.GetFileName(reference.Attribute("Include")!.Value));
            Assert.Empty(references.Except(["Shaken.Core.csproj", "Shaken.Local.csproj"]));
            var folder = Path.GetDirectoryName(sample)!;
            Assert.True(Path.Exists(Path.Combine(Checkout.Root, folder, "README.md")), $"{folder} has no README.md");
            Assert.Contains($"]({Path.GetFileName(folder)}/README.md)", list, StringComparison.Ordinal);
            Assert.Contains(sample, runs, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void EveryProject_NamesAnotherOnce() => Assert.All(Checkout.Files(".", ".csproj"), project =>
    {
        var named = References(project).Select(reference => reference.Attribute("Include")!.Value).ToList();
        Assert.Equal(named.Distinct(StringComparer.OrdinalIgnoreCase), named);
    });

    [Fact]
    public void NoProduct_HasAnythingOfTheTests() =>
        Assert.Empty(
            Checkout.Files("src", ".csproj").Where(
                project => Checkout.Read(project).Contains("tests/", StringComparison.OrdinalIgnoreCase)));

    // The commands are a client of the web program, and start the demo, which has it in.
    [Fact]
    public void Cli_IsCompiledWithoutTheWebProgram()
    {
        const string Cli = "src/Cli/Shaken.Cli.csproj";
        var compiled = References(Cli)
            .Where(reference => reference.Attribute("ReferenceOutputAssembly")?.Value != "false")
            .Select(reference => Path.GetFileName(reference.Attribute("Include")!.Value));
        Assert.Equal(["Shaken.Azure.csproj", "Shaken.Core.csproj", "Shaken.Local.csproj"], compiled.Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Microsoft.AspNetCore", Checkout.Read(Cli), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPackage_HasItsVersionInOnePlace() =>
        Assert.Empty(Checkout.Files(".", ".csproj").Where(project => XDocument.Parse(Checkout.Read(project)).Descendants("PackageReference").Any(package =>
            package.Attribute("Version") is not null && package.Attribute("Include")?.Value != "Shaken.Core")));

    [Fact]
    public void NothingNamesTheMachineItWasWrittenOn()
    {
        var files = new[] { ".cs", ".mjs", ".md", ".csproj", ".props", ".json", ".jsonl" }.SelectMany(ending => Checkout.Files(".", ending)).Append(".ci/run");
        Assert.Empty(files.Where(file => !file.EndsWith("LayoutTests.cs", StringComparison.Ordinal) && MachinePaths().IsMatch(Checkout.Read(file))));
    }

    private static IEnumerable<XElement> References(string project) =>
        XDocument.Parse(Checkout.Read(project)).Descendants("ProjectReference");

    private static IEnumerable<string> ProductSources() =>
        new[] { "src", "samples", "bench" }.SelectMany(folder => Checkout.Files(folder, ".cs"));

    [GeneratedRegex(@"\b(ISigningKey|ECDsa|PrivateKey|unsafe|fixed)\b")]
    private static partial Regex Secrets();

    private static int LineCount(string source) => source.Count(character => character == '\n');

    [GeneratedRegex(@"\bAzure\.\w|Microsoft\.(AspNetCore|Azure)\b")]
    private static partial Regex Outsiders();

    [GeneratedRegex(@"\bnew (?:SocketsHttpHandler|HttpClientHandler)\b|\bnew HttpClient\(\)")]
    private static partial Regex Handlers();

    [GeneratedRegex(@"is not (?:Operation|Task)CanceledException|catch \((?:Operation|Task)CanceledException[^)]*\)(?!\s*when)")]
    private static partial Regex BlindToTimeouts();

    [GeneratedRegex(@"(?:\bfrom|\bimport|\brequire\() *['""]([^'""]+)['""]")]
    private static partial Regex Imports();

    [GeneratedRegex(@"(?<![\w.])/(work|home|root|tmp)/\w")]
    private static partial Regex MachinePaths();
}
