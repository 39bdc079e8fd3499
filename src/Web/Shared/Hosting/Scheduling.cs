using System.Runtime.InteropServices;

namespace Shaken.Web.Shared.Hosting;

/// <summary>How the operating system shares a processor out among the program's threads.</summary>
public static class Scheduling
{
    private const int Batch = 3;

    /// <summary>
    /// Asks Linux that a thread that wakes up does not break into one that works (SCHED_BATCH). Else the thread that waits for the network interrupts a busy
    /// processor at nearly every request, only to queue it. Holds for the calling thread and all that come of it, so it belongs at the very start. Needs no
    /// right; where the system has no such thing, or a sandbox refuses, everything stays as it was.
    /// </summary>
    /// <returns>Whether it is so now.</returns>
    public static bool PreferFinishing()
    {
        if (!OperatingSystem.IsLinux()) return false;
        var priority = 0;
        return SetPolicy(Self(), Batch, ref priority) == 0;
    }

    // Not sched_setscheduler: the C library keeps a policy of its own for each thread, and the runtime gives that one to the threads it starts.
#pragma warning disable SYSLIB1054 // The generated form is unsafe code, which this project does without; an int by reference needs no marshalling.
    [DllImport("libc", EntryPoint = "pthread_setschedparam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPolicy(nint thread, int policy, ref int priority);

    [DllImport("libc", EntryPoint = "pthread_self")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Self();
#pragma warning restore SYSLIB1054
}
