using System.Runtime.InteropServices;

namespace Shaken.Web.Shared.Hosting;

/// <summary>
/// The process that started this one. When it ends without a word, as by SIGKILL, the operating system gives this process another
/// parent.
/// </summary>
/// <param name="current">Gives the number of the parent of now.</param>
public sealed class ParentProcess(Func<int> current)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly int _first = current();

    /// <summary>
    /// This process's own, to be asked for early: who has gone before is not missed. Null on Windows, where children end with the
    /// job they are in.
    /// </summary>
    public static ParentProcess? OfThis() => OperatingSystem.IsWindows() ? null : new ParentProcess(GetParent);

    /// <summary>Ends when the parent has gone; looks once a second.</summary>
    public async Task WhenGoneAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (current() == _first) await timer.WaitForNextTickAsync(cancellationToken);
    }

#pragma warning disable SYSLIB1054 // The generated form is unsafe code, which this project does without; there is nothing to marshal.
    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParent();
#pragma warning restore SYSLIB1054
}
