using System.Runtime.InteropServices;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>
/// The native package, compiled once for all tests that want it. That takes minutes, so it is done at full effort only, unless
/// SHAKEN_NATIVE names the folder
/// of one that is published already.
/// </summary>
public sealed class NativePackage : IAsyncLifetime
{
    private const int FullEffort = 100;

    private readonly TemporaryFolder _folder = new();

    private string? _package;

    /// <summary>The published folder; a test that asks is skipped where there is none.</summary>
    public string Folder
    {
        get
        {
            Assert.SkipWhen(_package is null, WhyNot ?? "the native package was not made");
            return _package;
        }
    }

    private static string? Published =>
        Environment.GetEnvironmentVariable("SHAKEN_NATIVE") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    private static string? WhyNot =>
        Effort.Percent < FullEffort ? $"compiling the native package takes minutes: set SHAKEN_TEST_EFFORT to {FullEffort}, or SHAKEN_NATIVE to a published folder"
        : !OperatingSystem.IsLinux() ? "the native package is for Linux"
        : !Path.Exists("/usr/bin/gcc") && !Path.Exists("/usr/bin/clang") ? "gcc is not installed, which links the native package"
        : null;

    public async ValueTask InitializeAsync()
    {
        if (Published is { } published)
        {
            _package = published;
            return;
        }

        if (WhyNot is not null) return;
        var package = _folder.File("package");

        // Its own artifacts, since other suites use those of the checkout at the same time.
        var (code, output, error) = await Programs.RunAsync(
            Programs.Root,
            "dotnet",
            "publish", "src/Server", "-c", "Release", "-r", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}",
            "-p:FunctionsPackage=native", $"-p:ArtifactsPath={_folder.File("artifacts")}", "-o", package, "--nologo");
        Assert.True(code == 0, $"The native package does not compile:\n{output}\n{error}");
        Assert.DoesNotContain(": warning ", output, StringComparison.Ordinal);
        _package = package;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
