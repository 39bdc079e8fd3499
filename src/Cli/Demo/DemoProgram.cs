using System.Diagnostics;
using System.Runtime.InteropServices;
using Shaken.Cli.Output;

namespace Shaken.Cli.Demo;

/// <summary>
/// The program in the folder <c>demo</c> beside this one, which has the web program in it: the demo and the lab. It writes to this
/// command's own output, so that it sees whether a person is looking.
/// </summary>
internal static class DemoProgram
{
    private const string DotnetRoot = "DOTNET_ROOT";

    /// <summary>Starts it; the caller waits for its end or lets it go.</summary>
    /// <param name="isRead">Its output is read by this command, instead of going to this command's own.</param>
    public static Process Start(string[] arguments, bool isRead = false)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "demo", OperatingSystem.IsWindows() ? "shaken-demo.exe" : "shaken-demo");
        if (!File.Exists(program))
        {
            throw new UsageException(
                $"{program} is missing: copy the folder demo along with this program, or run the demo by `dotnet run --project src/Demo`.");
        }

        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = isRead, RedirectStandardOutput = isRead, RedirectStandardError = isRead,
        };

        // The runtime that runs this program need not be where the system looks for one; a self-contained program has none to share.
        var runtime = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        if (Directory.Exists(Path.Combine(runtime, "host", "fxr"))) start.Environment.TryAdd(DotnetRoot, runtime);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
    }
}
