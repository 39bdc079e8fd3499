using System.ComponentModel;
using System.Diagnostics;

namespace Shaken.Interop.Tests;

/// <summary>A program that others wrote, run with bounded time in a folder of its own.</summary>
internal sealed class ExternalTool : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-interop-");

    public string File(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public string Write(string name, ReadOnlySpan<byte> octets)
    {
        System.IO.File.WriteAllBytes(File(name), octets);
        return File(name);
    }

    /// <summary>Runs a program; where it is not installed the test is skipped by its name.</summary>
    public async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = TryStart(program, arguments);
        Assert.SkipWhen(process is null, $"{program} is not installed");
        var (code, output, error) = await FinishAsync(process, input: "");
        return (code, output + error);
    }

    /// <summary>Runs a program that must be there, and gives it its standard input.</summary>
    /// <param name="whenMissing">What the test fails with where the program is not installed.</param>
    public async Task<(int Code, string Output, string Error)> RunWithInputAsync(string program, string input, string whenMissing, params string[] arguments)
    {
        using var process = TryStart(program, arguments);
        Assert.True(process is not null, whenMissing);
        return await FinishAsync(process, input);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int Code, string Output, string Error)> FinishAsync(Process process, string input)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private Process? TryStart(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
