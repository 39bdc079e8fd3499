using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Local.Tests;

/// <summary>What lies on disk is for the owner alone, whatever rights the process gives by itself.</summary>
public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-store-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LocalStoreOptions Options => new() { Time = new ManualTime() };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Store_WithAllItsFiles_IsForItsOwnerAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        var path = Path.Combine(_folder.FullName, "above", "data");
        await using var store = LocalStore.Open(path, Options, NullLoggerFactory.Instance);
        await store.Records.TryInsertAsync(new NewRecord(new RecordKey("t", "p", "r"), "{}"u8.ToArray()), Token);
        await store.Blobs.TryPutNewAsync(new BlobName("certificates", "a/b.pem"), new BlobContent("content"u8.ToArray(), "text/plain"), Token);

        string[] folders = [Path.Combine(_folder.FullName, "above"), path, .. Directory.EnumerateDirectories(path, "*", SearchOption.AllDirectories)];
        Assert.Equal(5, folders.Length);
        Assert.All(folders, folder => Assert.Equal((folder, OwnersFolder), (folder, Mode(folder))));
        var files = Directory.GetFiles(path, "*", SearchOption.AllDirectories);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal((file, OwnersFile), (file, Mode(file))));
    }

    [Fact]
    public async Task Store_InAFolderThatOthersMayEnter_IsTightened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.FullName, OwnersFolder | UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var store = LocalStore.Open(_folder.FullName, Options, NullLoggerFactory.Instance);
        Assert.Equal(OwnersFolder, Mode(_folder.FullName));
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
