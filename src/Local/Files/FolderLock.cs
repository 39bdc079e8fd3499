using Shaken.Core.Storage;

namespace Shaken.Local.Files;

/// <summary>One process at a time uses a folder. The operating system drops the lock with the process, a killed one included.</summary>
internal sealed class FolderLock : IDisposable
{
    private const string Name = "lock";

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StorageException">Another process has it.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, Name), PrivateFile.Options(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
        }
        catch (IOException exception)
        {
            throw new StorageException($"The folder {folder} is in use by another process: one process uses a disk store at a time.", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
