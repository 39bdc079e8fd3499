using Shaken.Core.Storage;

namespace Shaken.Local.Files;

/// <summary>One process at a time uses a folder. The operating system drops the lock with the process, a killed one included.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string Name = "lock";

    // How systems say that another process has the lock; a read-only or full file system is another fault.
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, Name), PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (IOException exception) when (exception.HResult is WindowsSharingViolation or LinuxWouldBlock or MacWouldBlock)
        {
            throw new StorageException($"The folder {folder} is in use by another process: one process uses a disk store at a time.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
