using Shaken.Core.Storage;
using Shaken.Local.Blobs;

namespace Shaken.Local.Tests;

public sealed class DiskDocumentsTests : IAsyncLifetime
{
    private static readonly BlobName Name = new("certificates", "a/b.pem");
    private static readonly BlobContent Content = new("content"u8.ToArray(), "text/plain");

    private readonly DiskFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IBlobs Blobs => _folder.Store.Blobs;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Reopened_HoldsTheDocument_UnderItsETag()
    {
        var etag = await Blobs.TryPutNewAsync(Name, Content, Token);
        await _folder.ReopenAsync();
        var blob = await Blobs.FindAsync(Name, Token);
        Assert.Equal((etag, "text/plain"), (blob!.ETag, blob.Content.ContentType));
        Assert.Equal(Content.Octets.ToArray(), blob.Content.Octets.ToArray());
        Assert.Equal([Name], (await Blobs.ListAsync(Name.Container, "", null, 10, Token)).Names);
    }

    [Fact]
    public async Task HalfWrittenFile_IsNoDocument_AndGoneAfterTheNextStart()
    {
        await Blobs.TryPutNewAsync(Name, Content, Token);
        var leftover = PathOf(Name) + BlobPath.TemporaryExtension;
        await File.WriteAllTextAsync(leftover, "half", Token);
        Assert.Equal([Name], (await Blobs.ListAsync(Name.Container, "", null, 10, Token)).Names);
        await _folder.ReopenAsync();
        Assert.False(File.Exists(leftover));
        Assert.NotNull(await Blobs.FindAsync(Name, Token));
    }

    [Fact]
    public async Task FileThatIsNoDocument_IsAnOutage_NotAnEmptyAnswer()
    {
        await Blobs.TryPutNewAsync(Name, Content, Token);
        foreach (var octets in (byte[][])[[], [1, 2, 3], [255, 255, 1, 0, 1]])
        {
            await File.WriteAllBytesAsync(PathOf(Name), octets, Token);
            await Assert.ThrowsAsync<StorageException>(async () => await Blobs.FindAsync(Name, Token));
        }
    }

    private string PathOf(BlobName name) => Path.Combine(_folder.Path, "blobs", BlobPath.Of(name));
}
