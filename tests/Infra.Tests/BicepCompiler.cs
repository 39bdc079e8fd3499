using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Shaken.Infra.Tests;

/// <summary>
/// The Bicep compiler of its package. It runs offline: our files name no module of a registry, and <c>--no-restore</c> keeps it from
/// looking for one.
/// </summary>
internal static class BicepCompiler
{
    // Stands for the subscription and the tenant that nothing is ever deployed to.
    private const string Nowhere = "00000000-0000-0000-0000-000000000000";

    private static readonly string? Program = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .SingleOrDefault(attribute => attribute.Key == "BicepPath")?.Value is { Length: > 0 } path ? path : null;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The paths of our files.</summary>
    public static IReadOnlyList<string> Sources { get; } =
        [.. Checkout.Files("infra/bicep", ".bicep"), .. Checkout.Files("infra/bicep", ".bicepparam")];

    /// <summary>A copy of them, beside which the compiler may write.</summary>
    public static string Ours { get; } = NewFolder("ours", Sources);

    /// <summary>Compiles a file to an ARM template.</summary>
    public static Task<JsonObject> BuildAsync(string folder, string file) => CompileAsync(folder, "build", file);

    /// <summary>The values that a parameter file gives.</summary>
    public static async Task<JsonObject> BuildParametersAsync(string folder, string file) =>
        (await CompileAsync(folder, "build-params", file))["parameters"]!.AsObject();

    /// <summary>What the compiler and its linter say of a file; empty where that is nothing. Warnings leave the exit code 0.</summary>
    public static async Task<string> LintAsync(string folder, string file) => (await RunAsync(folder, "lint", file, "--no-restore")).Output;

    /// <summary>Every resource that a parameter file deploys, as far as that can be known without Azure.</summary>
    /// <param name="group">The resource group; null: the file deploys to a subscription.</param>
    public static async Task<JsonArray> SnapshotAsync(string folder, string file, string? group)
    {
        string[] place = ["--subscription-id", Nowhere, "--tenant-id", Nowhere, "--location", "westeurope"];
        if (group is not null) place = [.. place, "--resource-group", group];
        await SucceedAsync(folder, ["snapshot", file, "--mode", "overwrite", .. place]);
        return (await ReadAsync(folder, Path.ChangeExtension(file, ".snapshot.json")))["predictedResources"]!.AsArray();
    }

    /// <summary>An empty folder of that name, with copies of files of the checkout.</summary>
    public static string NewFolder(string name, IEnumerable<string> paths)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "bicep", name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var path in paths) File.Copy(Path.Combine(Checkout.Root, path), Path.Combine(folder, Path.GetFileName(path)));
        return folder;
    }

    private static async Task<JsonObject> CompileAsync(string folder, string command, string file)
    {
        var compiled = $"{file}.{command}.json";
        await SucceedAsync(folder, command, file, "--no-restore", "--outfile", Path.Combine(folder, compiled));
        return await ReadAsync(folder, compiled);
    }

    private static async Task<JsonObject> ReadAsync(string folder, string file) =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, file), Token))!.AsObject();

    private static async Task SucceedAsync(string folder, params string[] arguments)
    {
        var (code, output) = await RunAsync(folder, arguments);
        Assert.True(code == 0, output);
    }

    private static async Task<(int Code, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var isItsPlatform = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;
        Assert.SkipUnless(isItsPlatform, "the package has the Bicep compiler for Linux on x64 only");
        Assert.True(Program is not null, "the build found no Bicep compiler: restore the package Azure.Bicep.CommandLine.linux-x64");
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);
            var errors = process.StandardError.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
