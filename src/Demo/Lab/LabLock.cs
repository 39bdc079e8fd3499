using System.Diagnostics.CodeAnalysis;

namespace Shaken.Demo.Lab;

/// <summary>
/// One process at a time runs a lab. The operating system drops the lock with the process, a killed one included, so a number in a
/// file that another program has by now is never taken for the lab's.
/// </summary>
internal sealed class LabLock : IDisposable
{
    private const string Name = "lab.lock";

    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a lab; false while another process has it.</summary>
    public static bool TryTake(LabFolder folder, [NotNullWhen(true)] out LabLock? taken)
    {
        taken = null;
        var path = Path.Combine(folder.Path, Name);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }

        taken = new LabLock(file);
        return true;
    }

    /// <summary>Whether a process runs the lab now.</summary>
    public static bool IsTaken(LabFolder folder)
    {
        if (!TryTake(folder, out var free)) return true;
        free.Dispose();
        return false;
    }

    public void Dispose() => _file.Dispose();
}
