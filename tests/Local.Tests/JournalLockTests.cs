using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Storage;
using Shaken.Local.Journals;

namespace Shaken.Local.Tests;

/// <summary>A second process is kept out by the journal itself: without it both hand out the same PASSporTs.</summary>
public sealed class JournalLockTests : IAsyncLifetime
{
    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_LockFileRemoved_RefusesTheSecondProcess(bool isCompacted)
    {
        if (isCompacted) await CompactAsync();
        File.Delete(Path.Combine(_folder.Path, "lock"));
        var exception = Assert.Throws<StorageException>(() => LocalStore.Open(_folder.Path, _folder.Options, NullLoggerFactory.Instance));
        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);

        // The first one was not disturbed, and once it ends the folder is free.
        Assert.NotNull(await _folder.Store.Records.TryInsertAsync(New("kept"), Token));
        await _folder.ReopenAsync();
        Assert.NotNull(await _folder.Store.Records.FindAsync(New("kept").Key, Token));
    }

    [Fact]
    public async Task Open_JournalReplacedMeanwhile_Refuses()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows opens no second file for writing.");

        // As a second process that opened the journal just before it lost its name, and locks it after.
        var link = Path.Combine(_folder.Path, "hard-link");
        LinkTo(link);
        await CompactAsync();
        using var second = new JournalFile(link);
        var exception = Assert.Throws<StorageException>(() => JournalReplay.Run(second, link));
        Assert.Contains("replaced", exception.Message, StringComparison.Ordinal);
    }

    private void LinkTo(string link)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [_folder.Journal, link]);
        ln.WaitForExit();
        Assert.Equal(0, ln.ExitCode);
    }

    private async Task CompactAsync()
    {
        var before = new FileInfo(_folder.Journal).Length;
        var document = Encoding.UTF8.GetBytes($"\"{new string('x', 500_000)}\"");
        var etag = (await _folder.Store.Records.TryInsertAsync(New("busy") with { Document = document }, Token))!.Value;
        for (var round = 0; round < 9; round++)
            etag = (await _folder.Store.Records.TryReplaceAsync(New("busy") with { Document = document }, etag, Token))!.Value;
        Assert.InRange(new FileInfo(_folder.Journal).Length, before, 4_000_000);
    }

    private static NewRecord New(string row) => new(new RecordKey("t", "p", row), "1"u8.ToArray());
}
