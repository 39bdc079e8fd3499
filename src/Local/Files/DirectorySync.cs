using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Shaken.Local.Files;

/// <summary>
/// Makes the names in a folder durable: a file that was created or renamed can be lost with its name, however often its content was flushed. .NET has no
/// call for it. Windows keeps names in its own journal and needs none.
/// </summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0) throw new IOException($"The folder {folder} cannot be opened to be flushed.", new Win32Exception());
        try
        {
            if (Fsync(descriptor) != 0) throw new IOException($"The folder {folder} cannot be flushed.", new Win32Exception());
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Makes a folder that is there after a crash, and what it lies in likewise: a new folder's own name must be durable too.</summary>
    /// <param name="mode">The rights of each folder that is made; null: what the process gives by itself.</param>
    public static void Create(string folder, UnixFileMode? mode = null)
    {
        if (Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } parent) return;
        Create(parent, mode);
        if (OperatingSystem.IsWindows() || mode is null) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, mode.Value);
        Flush(parent);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
