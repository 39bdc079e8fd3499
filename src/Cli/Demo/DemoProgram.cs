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
    /// <summary>Starts it; the caller waits for its end or lets it go.</summary>
    /// <param name="isRead">Its output is read by this command, instead of going to this command's own.</param>
    public static Process Start(string[] arguments, bool isRead = false)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "demo");
        var (program, library) = (Path.Combine(folder, Executable("shaken-demo")), Path.Combine(folder, "shaken-demo.dll"));
        if (!File.Exists(library))
        {
            throw new UsageException(
                $"{library} is missing: copy the folder demo along with this program, or run the demo by `dotnet run --project src/Demo`.");
        }

        // By the runtime that runs this program, which need not be where the system looks for one. A package leaves no file executable, so
        // the demo's own program serves a self-contained publish only, which has no runtime to share.
        var muxer = Path.Combine(Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()), Executable("dotnet"));
        var start = File.Exists(muxer)
            ? new ProcessStartInfo(muxer, [library, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.UseShellExecute = false;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (isRead, isRead, isRead);
        return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} does not start.");
    }

    private static string Executable(string name) => OperatingSystem.IsWindows() ? $"{name}.exe" : name;
}
