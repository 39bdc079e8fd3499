using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests;

/// <summary>
/// The image and its compose file, as far as they can be judged without a container engine: rules that linters of such files have, and the
/// names of settings.
/// </summary>
public sealed partial class ContainerTests
{
    private const string Dockerfile = "infra/docker/Dockerfile";
    private const string Ignored = "infra/docker/Dockerfile.dockerignore";
    private const string Compose = "infra/docker/compose.yaml";

    // Instructions with their continued lines, without comments.
    private static IReadOnlyList<string> Instructions { get; } =
    [
        .. string.Join('\n', Checkout.Read(Dockerfile).Split('\n').Where(line => !line.StartsWith('#')))
            .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries),
    ];

    [Fact]
    public void Image_IsOfATaggedBase_AndTheLastOneHasNoShell()
    {
        var bases = Of("FROM").Select(line => line.Split(' ')[0]).ToList();
        Assert.All(bases, image => Assert.Matches("^mcr\\.microsoft\\.com/dotnet/[a-z]+:10\\.0", image));
        Assert.EndsWith("-chiseled", bases[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Image_RunsAsAUserWithoutRights_ByNumber()
    {
        Assert.Equal("1654:1654", Of("USER")[^1]);
        Assert.True(
            Instructions.ToList().FindLastIndex(line => line.StartsWith("USER ", StringComparison.Ordinal))
            < Instructions.ToList().FindLastIndex(line => line.StartsWith("ENTRYPOINT ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Image_StartsAndIsCheckedByThePublishedProgram_WithoutAShell()
    {
        var project = Checkout.Read("src/Server/Shaken.Server.csproj");
        var program = $"/app/{AssemblyName().Match(project).Groups[1].Value}.dll";
        Assert.Equal([$"[\"dotnet\", \"{program}\"]"], Of("ENTRYPOINT"));
        var check = Assert.Single(Of("HEALTHCHECK"));
        Assert.Contains($"CMD [\"dotnet\", \"{program}\", \"--check-health\", ", check, StringComparison.Ordinal);
        Assert.Contains("\"--check-health\"", Checkout.Read("src/Server/Program.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_CopiesAndNeverAdds_AndKeepsNoSecret()
    {
        Assert.Empty(Of("ADD"));
        Assert.Empty(Of("ARG"));
        Assert.All(Of("COPY").Skip(1), copy => Assert.StartsWith("--from=build ", copy, StringComparison.Ordinal));
        var ignored = Checkout.Read(Ignored).Split('\n');
        Assert.Equal("*", ignored.First(line => !line.StartsWith('#')));
        Assert.All((string[])["**/*.key", "**/*.pem", "**/shaken-data"], pattern => Assert.Contains(pattern, ignored));
        Assert.All(
            ignored.Where(line => line.StartsWith('!')), line => Assert.True(Path.Exists(Path.Combine(Checkout.Root, line[1..])), line));
    }

    [Fact]
    public void Compose_GivesTheContainerNoMoreThanItNeeds()
    {
        var text = Checkout.Read(Compose);
        foreach (var line in (string[])
        [
            "    read_only: true\n", "    cap_drop:\n      - ALL\n", "      - no-new-privileges:true\n", "    pids_limit: ",
            "    mem_limit: ", "      - \"127.0.0.1:7071:7071\"\n", "      - ./trust:/etc/shaken:ro\n", "      - store:/var/lib/shaken\n",
        ])
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.DoesNotContain("privileged", text.Replace("no-new-privileges", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\t', text);
    }

    [Fact]
    public void Settings_OfImageAndCompose_AreDeclared()
    {
        var declared = Checkout.Read("docs/operations/settings.md");
        var names = SettingNames().Matches(Checkout.Read(Dockerfile) + Checkout.Read(Compose)).Select(match => match.Value)
            .Distinct(StringComparer.Ordinal).ToList();
        Assert.InRange(names.Count, 6, 20);
        Assert.All(names, name =>
            Assert.Contains($"| `{name.Replace("__", ":", StringComparison.Ordinal)}` |", declared, StringComparison.Ordinal));
    }

    [Fact]
    public void BuildScript_IsExecutable_AndStopsAtTheFirstFailure()
    {
        var script = Path.Combine(Checkout.Root, "infra/docker/build.sh");
        Assert.Contains("set -euo pipefail", File.ReadAllText(script), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.True(File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute));
    }

    private static IReadOnlyList<string> Of(string instruction) =>
    [
        .. Instructions.Where(line => line.StartsWith($"{instruction} ", StringComparison.Ordinal))
            .Select(line => line[(instruction.Length + 1)..]),
    ];

    [GeneratedRegex("<AssemblyName>(.+?)</AssemblyName>")]
    private static partial Regex AssemblyName();

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+\b")]
    private static partial Regex SettingNames();
}
