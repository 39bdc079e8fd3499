using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Shaken.Cli.Output;

namespace Shaken.Cli.Demo;

/// <summary>
/// <c>shaken demo</c>: starts the demo, a program of its own in the folder <c>demo</c> beside this one, and ends with its exit code. It
/// writes to this
/// command's own output, so that it sees whether a person is looking.
/// </summary>
internal static class DemoCommand
{
    private const string DotnetRoot = "DOTNET_ROOT";

    public static Command New()
    {
        var command = new Command("demo", "Watch a call being signed, delivered out of band and verified, and forged ones being refused.");
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(Commands.Json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool asJson, CancellationToken cancellationToken)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "demo", OperatingSystem.IsWindows() ? "shaken-demo.exe" : "shaken-demo");
        if (!File.Exists(program))
        {
            Console.Error.WriteLine(
                $"{program} is missing: copy the folder demo along with this program, or run the demo by `dotnet run --project src/Demo`.");
            return (int)ExitCode.Usage;
        }

        var start = new ProcessStartInfo(program, asJson ? ["--json"] : []) { UseShellExecute = false };

        // The runtime that runs this program need not be where the system looks for one; a self-contained program has none to share.
        var runtime = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        if (Directory.Exists(Path.Combine(runtime, "host", "fxr"))) start.Environment.TryAdd(DotnetRoot, runtime);
        using var demo = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        await demo.WaitForExitAsync(cancellationToken);
        return demo.ExitCode;
    }
}
