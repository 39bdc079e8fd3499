using Shaken.Local.Files;

namespace Shaken.Local.Journals;

/// <summary>The disk under a journal. A seam, so that a test can fill it.</summary>
internal interface IJournalDisk
{
    /// <summary>Octets that can still be written.</summary>
    long Free { get; }

    IJournalFile Open(string path);

    /// <summary>Sets octets aside, so that nobody else fills the disk with them. False: there are not so many left.</summary>
    bool TryReserve(long octets);

    /// <summary>Gives back what was set aside.</summary>
    void Release();
}

/// <summary>
/// The disk that a folder lies on. What is set aside is held by a file, which has blocks and no length where the file system can do that.
/// </summary>
internal sealed class JournalDisk(string folder) : IJournalDisk
{
    public const string ReserveName = "records.reserve";

    private readonly string _reserve = Path.Combine(folder, ReserveName);

    public long Free =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(folder))! : folder).AvailableFreeSpace;

    public IJournalFile Open(string path) => new JournalFile(path);

    public bool TryReserve(long octets)
    {
        try
        {
            var options = PrivateFile.Options(FileMode.Create, FileAccess.Write, FileShare.None);
            options.PreallocationSize = octets;
            using var file = new FileStream(_reserve, options);
            return true;
        }
        catch (IOException)
        {
            // The answer: a disk without so much space refuses the file.
            Release();
            return false;
        }
    }

    public void Release() => File.Delete(_reserve);
}
