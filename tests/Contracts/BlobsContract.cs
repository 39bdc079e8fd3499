using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>What every adapter of <see cref="IBlobs"/> promises.</summary>
public abstract class BlobsContract : IAsyncLifetime
{
    private int _containers;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IBlobs Blobs { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Put_IsFound_AsItWas()
    {
        var name = new BlobName(NewContainer(), "a/b.pem");
        var etag = await Blobs.TryPutNewAsync(name, Content("one", "application/pem-certificate-chain"), Token);
        var blob = await Blobs.FindAsync(name, Token);
        Assert.NotNull(blob);
        Assert.Equal((name, etag, "one", "application/pem-certificate-chain"), (blob.Name, blob.ETag, Text(blob), blob.Content.ContentType));
    }

    [Fact]
    public async Task PutNew_WhereADocumentIs_ChangesNothing()
    {
        var name = new BlobName(NewContainer(), "a");
        await Blobs.TryPutNewAsync(name, Content("one"), Token);
        Assert.Null(await Blobs.TryPutNewAsync(name, Content("two"), Token));
        Assert.Equal("one", Text(await Blobs.FindAsync(name, Token)));
    }

    [Fact]
    public async Task Replace_OfTheExpectedVersionOnly()
    {
        var name = new BlobName(NewContainer(), "a");
        Assert.Null(await Blobs.TryReplaceAsync(name, Content("zero"), new ETag("1"), Token));
        var first = (await Blobs.TryPutNewAsync(name, Content("one"), Token))!.Value;
        var second = await Blobs.TryReplaceAsync(name, Content("one"), first, Token);
        Assert.NotNull(second);
        Assert.NotEqual(first, second);
        Assert.Null(await Blobs.TryReplaceAsync(name, Content("three"), first, Token));
        Assert.Equal("one", Text(await Blobs.FindAsync(name, Token)));
    }

    [Fact]
    public async Task OfSixteenWriters_OneWins()
    {
        var name = new BlobName(NewContainer(), "a");
        var puts = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () => await Blobs.TryPutNewAsync(name, Content($"{writer}"), Token), Token)));
        var etag = Assert.Single(puts, put => put is not null)!.Value;
        var replaces = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(async () => await Blobs.TryReplaceAsync(name, Content($"{writer}"), etag, Token), Token)));
        Assert.Single(replaces, replace => replace is not null);
    }

    [Fact]
    public async Task Reader_SeesOneDocumentOrTheOther_NeverAPart()
    {
        var name = new BlobName(NewContainer(), "a");
        var etag = (await Blobs.TryPutNewAsync(name, Content(new string('0', 100_000)), Token))!.Value;
        var writing = Task.Run(
            async () =>
            {
                for (var round = 1; round < 30; round++) etag = (await Blobs.TryReplaceAsync(name, Content(new string((char)('0' + (round % 10)), 100_000)), etag, Token))!.Value;
            },
            Token);
        while (!writing.IsCompleted)
        {
            var text = Text(await Blobs.FindAsync(name, Token))!;
            Assert.Equal(100_000, text.Length);
            Assert.Single(text.Distinct());
        }

        await writing;
    }

    [Fact]
    public async Task List_IsInOrdinalOrder_PageByPage_ByPrefix()
    {
        var container = NewContainer();
        string[] names = ["b", "a/1", "a/2", "a/10", "ab", "a.b", "A"];
        foreach (var name in names) await Blobs.TryPutNewAsync(new BlobName(container, name), Content("x"), Token);
        Assert.Equal(names.Order(StringComparer.Ordinal), await ListAsync(container, "", 2));
        Assert.Equal(["a/1", "a/10", "a/2"], await ListAsync(container, "a/", 1));
        Assert.Empty(await ListAsync(NewContainer(), "", 10));
    }

    [Fact]
    public async Task Delete_RemovesTheDocument_AndCanBeRepeated()
    {
        var (name, other) = (new BlobName(NewContainer(), "a"), new BlobName(NewContainer(), "a"));
        await Blobs.DeleteAsync(name, Token);
        await Blobs.TryPutNewAsync(name, Content("one"), Token);
        await Blobs.TryPutNewAsync(other, Content("other"), Token);
        await Blobs.DeleteAsync(name, Token);
        await Blobs.DeleteAsync(name, Token);
        Assert.Null(await Blobs.FindAsync(name, Token));
        Assert.Empty(await ListAsync(name.Container, "", 10));
        Assert.Equal("other", Text(await Blobs.FindAsync(other, Token)));
        Assert.NotNull(await Blobs.TryPutNewAsync(name, Content("two"), Token));
    }

    [Fact]
    public async Task EmptyDocument_IsADocument()
    {
        var name = new BlobName(NewContainer(), "a");
        await Blobs.TryPutNewAsync(name, Content(""), Token);
        Assert.Equal("", Text(await Blobs.FindAsync(name, Token)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a/.hidden")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    public async Task NameThatLeadsElsewhere_IsABug(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Blobs.TryPutNewAsync(new BlobName("contract", name), Content("x"), Token));

    [Fact]
    public async Task DocumentBelowAnothersName_IsOneOfItsOwn()
    {
        var container = NewContainer();
        foreach (var name in (string[])["a", "a/b", "c/d", "c"])
        {
            Assert.Null(await Blobs.FindAsync(new BlobName(container, name), Token));
            Assert.NotNull(await Blobs.TryPutNewAsync(new BlobName(container, name), Content(name), Token));
        }

        foreach (var name in (string[])["a", "a/b", "c/d", "c"]) Assert.Equal(name, Text(await Blobs.FindAsync(new BlobName(container, name), Token)));
        Assert.Equal(["a", "a/b", "c", "c/d"], await ListAsync(container, "", 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(400)]
    [InlineData(512)]
    public async Task NameOfOneSegment_FitsUpToTheLimit(int length)
    {
        var name = new BlobName(NewContainer(), new string('n', length));
        Assert.Null(await Blobs.FindAsync(name, Token));
        Assert.NotNull(await Blobs.TryPutNewAsync(name, Content("x"), Token));
        Assert.NotNull(await Blobs.FindAsync(name, Token));
        Assert.Equal([name.Name], await ListAsync(name.Container, "", 10));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task ContainerThatLeadsElsewhere_IsABug(string container)
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await Blobs.ListAsync(container, "", null, 10, Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Blobs.FindAsync(new BlobName(container, "a"), Token));
    }

    private static BlobContent Content(string text, string type = "text/plain") => new(Encoding.ASCII.GetBytes(text), type);

    private static string? Text(Blob? blob) => blob is null ? null : Encoding.ASCII.GetString(blob.Content.Octets.Span);

    private string NewContainer() => $"contract-{GetHashCode():x}-{Interlocked.Increment(ref _containers)}-{Environment.TickCount64:x}";

    private async Task<List<string>> ListAsync(string container, string prefix, int pageSize)
    {
        var names = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Blobs.ListAsync(container, prefix, continuation, pageSize, Token);
            Assert.InRange(page.Names.Count, 0, pageSize);
            names.AddRange(page.Names.Select(name => name.Name));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return names;
    }
}
