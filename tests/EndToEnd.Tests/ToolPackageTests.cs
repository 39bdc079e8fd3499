namespace Shaken.EndToEnd.Tests;

/// <summary><c>shaken</c> as a tool of .NET: packed, installed from a folder, and run from there with the demo beside it.</summary>
public sealed class ToolPackageTests
{
    [Fact]
    public async Task Tool_InstalledFromItsPackage_RunsWithItsDemo()
    {
        using var folder = new TemporaryFolder();
        var configuration = Path.GetFileName(Path.GetDirectoryName(Programs.Cli)!);
        await RunAsync(
            folder, "dotnet", "pack", Path.Combine(Programs.Root, "src/Cli"), "--no-build", "-c", configuration, "-o",
            folder.File("packages"), "--nologo", "-v", "quiet");
        var package = Assert.Single(Directory.GetFiles(folder.File("packages"), "Shaken.Cli.*.nupkg"));
        var version = Path.GetFileNameWithoutExtension(package)["Shaken.Cli.".Length..];
        await RunAsync(
            folder, "dotnet", "tool", "install", "Shaken.Cli", "--version", version, "--tool-path", folder.File("tools"), "--source",
            folder.File("packages"));

        var shaken = folder.File(OperatingSystem.IsWindows() ? "tools/shaken.exe" : "tools/shaken");
        Assert.Contains($"version: {version}", await RunAsync(folder, shaken, "version"), StringComparison.Ordinal);

        // The demo's program answers what it was not asked for.
        var (code, _, error) = await Programs.RunAsync(folder.Path, shaken, "lab", "up", Path.GetDirectoryName(package)!);
        Assert.Equal(2, code);
        Assert.Contains("is not empty and holds no lab", error, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(TemporaryFolder folder, string program, params string[] arguments)
    {
        var (code, output, error) = await Programs.RunAsync(folder.Path, program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {output}{error}");
        return output;
    }
}
