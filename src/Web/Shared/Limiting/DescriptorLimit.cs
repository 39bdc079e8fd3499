using System.Runtime.InteropServices;

namespace Shaken.Web.Shared.Limiting;

/// <summary>How many files and sockets the operating system lets this process have open (RLIMIT_NOFILE).</summary>
internal static class DescriptorLimit
{
    /// <summary>Kept for everything but clients' connections: the runtime, the store, fetches, outgoing connections.</summary>
    private const long Reserve = 256;

    private const int LinuxNoFile = 7;
    private const int MacNoFile = 8;

    /// <summary>The limit now; null where the system has none or does not tell. The runtime raises it as far as it may before the program starts.</summary>
    public static long? Find()
    {
        if (OperatingSystem.IsWindows()) return null;
        var limit = default(Limit);
        if (GetLimit(OperatingSystem.IsMacOS() ? MacNoFile : LinuxNoFile, ref limit) != 0) return null;
        return limit.Current > long.MaxValue ? null : (long)limit.Current;
    }

    /// <summary>How many connections fit below a limit, at most as many as wanted.</summary>
    public static int ConnectionsBelow(long? limit, int wanted) =>
        limit is { } most ? (int)Math.Min(wanted, Math.Max(1, Math.Max(most - Reserve, most / 2))) : wanted;

#pragma warning disable SYSLIB1054 // The generated form is unsafe code, which this project does without; two numbers by reference need no marshalling.
    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, ref Limit limit);
#pragma warning restore SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Current;
        public ulong Highest;
    }
}
