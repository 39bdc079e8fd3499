using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

public sealed class JournalDiskTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-disk-");

    private string Reserve => Path.Combine(_folder.FullName, JournalDisk.ReserveName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryReserve_SpaceIsThere_HoldsItUntilReleased()
    {
        var disk = new JournalDisk(_folder.FullName);
        Assert.True(disk.TryReserve(1024 * 1024));
        Assert.True(disk.TryReserve(2 * 1024 * 1024));
        Assert.True(File.Exists(Reserve));
        disk.Release();
        Assert.False(File.Exists(Reserve));
        Assert.InRange(disk.Free, 1, long.MaxValue);
    }

    [Fact]
    public void TryReserve_MoreThanTheDiskHas_RefusesAndLeavesNothing()
    {
        var disk = new JournalDisk(_folder.FullName);
        Assert.False(disk.TryReserve(1L << 52));
        Assert.False(File.Exists(Reserve));
    }
}
