using System.Diagnostics;
using System.Reflection;

namespace Shaken.EndToEnd.Tests;

/// <summary>The built programs, run as a user runs them.</summary>
internal static class Programs
{
    public static string Root => Metadata("Root");

    /// <summary>The web program, with the files beside it by which the Functions host starts it as a custom handler.</summary>
    public static string Server => Metadata("Server");

    public static string Cli => Metadata("Cli");

    public static string VerifyACall => Metadata("VerifyACall");

    public static string PublishOutOfBand => Metadata("PublishOutOfBand");

    public static string SignAndVerifyByRest => Metadata("SignAndVerifyByRest");

    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments, []);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>The <c>shaken</c> command.</summary>
    public static Task<(int Code, string Output, string Error)> ShakenAsync(string folder, params string[] arguments) => RunAsync(folder, "dotnet", [Cli, .. arguments]);

    public static Process Start(string folder, string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        process.StandardInput.Close();
        return process;
    }

    private static string Metadata(string name) =>
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
}

/// <summary>A temporary folder, gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-e2e-");

    public string Path => _folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
