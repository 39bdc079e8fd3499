using Shaken.Core.Storage;

namespace Shaken.Local.Tests;

/// <summary>An empty journal beside documents is a lost one: opening it in silence would forget what was taken, used and issued.</summary>
public sealed class JournalLossTests : IAsyncLifetime
{
    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Open_JournalEmptyBesideDocuments_RefusesUntilTold(int? octets)
    {
        await PutDocumentAsync();
        var exception = await Assert.ThrowsAsync<StorageException>(() => _folder.ReopenAsync(() => Lose(octets)));
        Assert.Contains("Shaken:AcceptLostJournal", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageException>(() => _folder.ReopenAsync());

        using var logs = new Logs();
        await _folder.ReopenAsync(options: _folder.Options with { AcceptsLostJournal = true }, loggers: logs);
        Assert.Contains(8140, logs.Ids);
        Assert.NotNull(await _folder.Store.Records.TryInsertAsync(New("after"), Token));

        // Once is enough: it is no empty journal any more.
        await _folder.ReopenAsync();
        Assert.NotNull(await _folder.Store.Records.FindAsync(New("after").Key, Token));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task Open_JournalEmptyWithoutDocuments_OpensEmpty(int? octets)
    {
        await _folder.ReopenAsync(() => Lose(octets));
        Assert.NotNull(await _folder.Store.Records.TryInsertAsync(New("first"), Token));
    }

    [Fact]
    public async Task Open_DocumentsAloneAndNoRecordEver_Opens()
    {
        await PutDocumentAsync();
        await _folder.ReopenAsync();
        await _folder.ReopenAsync();
        Assert.NotNull(await _folder.Store.Records.TryInsertAsync(New("first"), Token));
    }

    private async Task PutDocumentAsync() =>
        Assert.NotNull(await _folder.Store.Blobs.TryPutNewAsync(new BlobName("certificates", "a.pem"),
            new BlobContent("x"u8.ToArray(), "text/plain"), Token));

    private void Lose(int? octets)
    {
        if (octets is { } left) File.WriteAllBytes(_folder.Journal, File.ReadAllBytes(_folder.Journal)[..left]);
        else File.Delete(_folder.Journal);
    }

    private static NewRecord New(string row) => new(new RecordKey("t", "p", row), "1"u8.ToArray());
}
