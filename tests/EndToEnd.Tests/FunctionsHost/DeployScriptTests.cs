using System.IO.Compression;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>infra/deploy.sh with a folder that is published already, and with an az that only writes down what it is asked.</summary>
public sealed class DeployScriptTests : IDisposable
{
    // Writes down its arguments, answers what the script asks.
    private const string Az = """
        #!/usr/bin/env bash
        echo "$*" >> "$AZ_CALLS"
        case "$*" in
          "account show"*) exit "${AZ_SIGNED_IN:-0}" ;;
          "functionapp show"*defaultHostName*) echo app.azurewebsites.net ;;
          "functionapp show"*) [ -n "$AZ_RUNTIME" ] || exit 3; echo "$AZ_RUNTIME" ;;
          "functionapp config appsettings list"*) echo "$AZ_ROLES" ;;
        esac
        """;

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();

    public DeployScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the script is for Linux");
        Assert.SkipUnless(Path.Exists("/usr/bin/zip"), "zip is not installed");
        foreach (var file in IsolatedFiles) Write($"isolated/{file}", "{}");
        Write("native/host.json", "{}");
        Write("native/Health/function.json", "{}");
        Write("native/shaken-server", "the program", Everybody);
        Write("bin/az", Az, Everybody);
    }

    private static string[] IsolatedFiles =>
        [".azurefunctions/function.deps.json", "extensions.json", "host.json", "shaken-functions.dll", "worker.config.json"];

    private string Package => _folder.File("app.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task DryRun_OfTheNativePackage_PacksWithPermissionsAndCallsNothing()
    {
        var (code, output, error) = await DeployAsync("native", [], "--dry-run", "--package", "native", "--subscription", "s1");
        Assert.True(code == 0, error);
        Assert.Contains($"Would run: az functionapp deployment source config-zip --resource-group g --name app --subscription s1 --src {Package} --build-remote false", output, StringComparison.Ordinal);
        Assert.Empty(Calls());
        using var zip = ZipFile.OpenRead(Package);
        Assert.Equal(["Health/function.json", "host.json", "shaken-server"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal([false, false, true], zip.Entries.Select(entry => ((UnixFileMode)(entry.ExternalAttributes >> 16)).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute)));
    }

    [Fact]
    public async Task DryRun_WithoutPackage_PacksTheIsolatedOneWithItsHiddenFolder()
    {
        var (code, output, error) = await DeployAsync("isolated", [], "--dry-run");
        Assert.True(code == 0, error);
        Assert.Contains("Packed the isolated package", output, StringComparison.Ordinal);
        using var zip = ZipFile.OpenRead(Package);
        Assert.Equal(IsolatedFiles, zip.Entries.Select(entry => entry.FullName));
    }

    [Theory]
    [InlineData("isolated", "dotnet-isolated")]
    [InlineData("native", "custom")]
    public async Task RunAgain_ItDeploysTheSameOctets(string package, string runtime)
    {
        var settings = new Dictionary<string, string> { ["AZ_RUNTIME"] = runtime, ["AZ_ROLES"] = "cps" };
        var (code, output, error) = await DeployAsync(package, settings);
        Assert.True(code == 0, error);
        Assert.Contains($"Packed the {package} package", output, StringComparison.Ordinal);
        var (first, calls) = (File.ReadAllBytes(Package), Calls());
        File.SetLastWriteTimeUtc(_folder.File($"{package}/host.json"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.WriteAllText(_folder.File("calls"), "");
        Assert.Equal(0, (await DeployAsync(package, settings)).Code);
        Assert.Equal(first, File.ReadAllBytes(Package));
        Assert.Equal(calls, Calls());
        Assert.Equal(["account show", "functionapp show", "functionapp config", "functionapp deployment", "functionapp show"], calls.Select(call => string.Join(' ', call.Split(' ').Take(2))));
    }

    [Theory]
    [InlineData("custom", "cps", "1", 69, "az login")]
    [InlineData("", "cps", "0", 78, "there is no function app app in g")]
    [InlineData("node", "cps", "0", 78, "needs dotnet-isolated or custom")]
    [InlineData("custom", "", "0", 78, "Shaken__Roles")]
    public async Task WhatIsWrongWithTheApp_IsSaidBeforeAnythingIsDeployed(string runtime, string roles, string signedIn, int code, string error)
    {
        var outcome = await DeployAsync("native", new() { ["AZ_RUNTIME"] = runtime, ["AZ_ROLES"] = roles, ["AZ_SIGNED_IN"] = signedIn });
        Assert.Equal(code, outcome.Code);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Package));
    }

    [Theory]
    [InlineData("dotnet-isolated", "native")]
    [InlineData("custom", "isolated")]
    public async Task PackageThatTheRuntimeDoesNotTake_IsRefused(string runtime, string package)
    {
        var outcome = await DeployAsync(package, new() { ["AZ_RUNTIME"] = runtime, ["AZ_ROLES"] = "cps" }, "--package", package);
        Assert.Equal(78, outcome.Code);
        Assert.Contains($"the app's runtime is {runtime}", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zip", "zip is not here")]
    [InlineData("az", "az is not here")]
    public async Task MissingTool_IsNamed(string missing, string error)
    {
        // A path on which everything else is.
        foreach (var tool in new[] { "bash", "dirname", "realpath", "zip", "az" }.Where(tool => tool != missing))
            File.CreateSymbolicLink(_folder.File($"only-{tool}"), tool == "az" ? _folder.File("bin/az") : $"/usr/bin/{tool}");
        Directory.CreateDirectory(_folder.File("tools"));
        foreach (var link in Directory.GetFiles(_folder.Path, "only-*")) File.Move(link, _folder.File($"tools/{Path.GetFileName(link)[5..]}"));
        var outcome = await RunAsync(new() { ["PATH"] = _folder.File("tools") }, Common("isolated"));
        Assert.Equal(69, outcome.Code);
        Assert.Contains(error, outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("native", "host.json")]
    [InlineData("native", "Health/function.json")]
    [InlineData("native", "shaken-server")]
    [InlineData("isolated", "host.json")]
    [InlineData("isolated", "shaken-functions.dll")]
    [InlineData("isolated", "worker.config.json")]
    [InlineData("isolated", "extensions.json")]
    [InlineData("isolated", ".azurefunctions/function.deps.json")]
    public async Task FolderThatIsNotWhole_IsRefused(string package, string missing)
    {
        File.Delete(_folder.File($"{package}/{missing}"));
        var outcome = await DeployAsync(package, [], "--dry-run", "--package", package);
        Assert.Equal(70, outcome.Code);
        Assert.Contains(Path.GetFileName(missing), outcome.Error, StringComparison.Ordinal);
    }

    // The host would list the functions of both.
    [Fact]
    public async Task IsolatedFolderWithAFunctionJson_IsRefused()
    {
        Write("isolated/Health/function.json", "{}");
        Assert.Equal(70, (await DeployAsync("isolated", [], "--dry-run")).Code);
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("--rid", "win-x64")]
    [InlineData("--method", "ftp")]
    [InlineData("--roles", "cps; rm -rf x")]
    [InlineData("--roles")]
    [InlineData("--roles", "cps")]
    [InlineData("--package", "both")]
    [InlineData("--name", "-x")]
    public async Task WrongUsage_IsRefused(params string[] arguments) =>
        Assert.Equal(64, (await DeployAsync("isolated", [], [.. arguments])).Code);

    [Fact]
    public async Task Help_NamesEveryOption()
    {
        var (code, output, _) = await RunAsync([], ["--help"]);
        Assert.Equal(0, code);
        Assert.All(
            (string[])[
                "--resource-group", "--name", "--subscription", "--package", "--roles", "--rid", "--published", "--zip", "--method",
                "--dry-run"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    private string[] Common(string package) =>
        ["--resource-group", "g", "--name", "app", "--published", _folder.File(package), "--zip", Package];

    private Task<(int Code, string Output, string Error)> DeployAsync(
        string package, Dictionary<string, string> settings, params string[] arguments) =>
        RunAsync(
            new(settings)
            {
                ["PATH"] = $"{_folder.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}",
                ["AZ_CALLS"] = _folder.File("calls"),
            },
            [.. Common(package), .. arguments]);

    private async Task<(int Code, string Output, string Error)> RunAsync(Dictionary<string, string> environment, string[] arguments)
    {
        using var process = Programs.Start(_folder.Path, "/bin/bash", [Path.Combine(Programs.Root, "infra/deploy.sh"), .. arguments], environment);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private string[] Calls() => File.Exists(_folder.File("calls")) ? File.ReadAllLines(_folder.File("calls")) : [];

    private void Write(string path, string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead)
    {
        var file = _folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
    }
}
