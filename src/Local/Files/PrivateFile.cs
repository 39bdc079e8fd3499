using System.Text;

namespace Shaken.Local.Files;

/// <summary>Small files that only their owner may read, there whole or not at all however the machine stops.</summary>
public static class PrivateFile
{
    /// <summary>Writes a file unless one is there, which then stays as it is.</summary>
    public static void WriteNew(string path, string text)
    {
        var unfinished = WriteUnfinished(path, text);
        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else was quicker: theirs counts.
            File.Delete(unfinished);
        }

        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Writes a file in the place of what is there.</summary>
    public static void Replace(string path, string text)
    {
        File.Move(WriteUnfinished(path, text), path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Opens a file that, if it is made, only its owner may read. Unbuffered.</summary>
    internal static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string WriteUnfinished(string path, string text)
    {
        // Two writers at once have a file each; one that was left behind is overwritten by the next process of that number.
        var unfinished = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.new";
        using var file = new FileStream(unfinished, Options(FileMode.Create, FileAccess.Write, FileShare.None));
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
        return unfinished;
    }
}
