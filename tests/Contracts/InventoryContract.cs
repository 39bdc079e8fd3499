using System.Text;
using Shaken.Core.Storage;

namespace Shaken.Contracts;

/// <summary>What every adapter of <see cref="IInventory"/> promises, and that a copy made with it is whole.</summary>
public abstract class InventoryContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Empty at first.</summary>
    protected abstract WholeStore Store { get; }

    /// <summary>Another one, empty too.</summary>
    protected abstract WholeStore Other { get; }

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task EmptyStore_HoldsNothing()
    {
        Assert.Empty(await AllAsync(Store.Inventory.TablesAsync(Token)));
        Assert.Empty(await AllAsync(Store.Inventory.ContainersAsync(Token)));
        Assert.Empty(await CopyAsync(overwrites: false));
    }

    [Fact]
    public async Task Tables_AndContainers_AreThoseThatHoldSomething()
    {
        await FillAsync();
        Assert.Equal(["alpha", "beta-2"], await AllAsync(Store.Inventory.TablesAsync(Token)));
        Assert.Equal(["certificates", "crl"], await AllAsync(Store.Inventory.ContainersAsync(Token)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(StorageLimits.Page)]
    public async Task ListAll_GivesEveryRecordOnce_WhateverThePage(int size)
    {
        await FillAsync();
        var rows = new List<StoredRecord>();
        RecordPage? page = null;
        do
        {
            page = await Store.Inventory.ListAllAsync("alpha", page?.Continuation, size, Token);
            Assert.InRange(page.Records.Count, 0, size);
            rows.AddRange(page.Records);
        }
        while (page.Continuation is not null);

        Assert.Equal(30, rows.Count);
        Assert.Equal(30, rows.Select(row => row.Key).Distinct().Count());
        Assert.All(rows, row => Assert.Equal(Document(row.Key), Encoding.UTF8.GetString(row.Document.Span)));
    }

    [Fact]
    public async Task Copy_IsWhole_AndMadeAgainChangesNothing()
    {
        await FillAsync();
        var first = await CopyAsync(overwrites: false);
        Assert.Equal([("alpha", 30), ("beta-2", 1), ("certificates", 2), ("crl", 1)], first.Select(tally => (tally.Name, (int)tally.New)));
        Assert.All(await CopyAsync(overwrites: false), tally => Assert.Equal((0, 0, 0), (tally.New, tally.Overwritten, tally.Different)));

        var record = await Other.Records.FindAsync(new RecordKey("alpha", "p2", "r03"), Token);
        Assert.Equal((Document(record!.Key), Noon), (Encoding.UTF8.GetString(record.Document.Span), record.ExpiresAt));
        var blob = await Other.Blobs.FindAsync(new BlobName("certificates", "a/b.pem"), Token);
        Assert.Equal(("a/b", "application/pem-certificate-chain"), (Encoding.UTF8.GetString(blob!.Content.Octets.Span), blob.Content.ContentType));
    }

    [Fact]
    public async Task Copy_LeavesWhatDiffers_UnlessItOverwrites()
    {
        await FillAsync();
        var key = new RecordKey("alpha", "p1", "r00");
        await Other.Records.TryInsertAsync(new NewRecord(key, Encoding.UTF8.GetBytes("{\"other\":true}")), Token);
        await Other.Blobs.TryPutNewAsync(new BlobName("crl", "current"), Content("other"), Token);

        var left = await CopyAsync(overwrites: false);
        Assert.Equal([("alpha", 1), ("crl", 1)], left.Where(tally => tally.Different > 0).Select(tally => (tally.Name, (int)tally.Different)));
        Assert.Equal("{\"other\":true}", Encoding.UTF8.GetString((await Other.Records.FindAsync(key, Token))!.Document.Span));

        var replaced = await CopyAsync(overwrites: true);
        Assert.Equal([("alpha", 1), ("crl", 1)], replaced.Where(tally => tally.Overwritten > 0).Select(tally => (tally.Name, (int)tally.Overwritten)));
        Assert.Equal(Document(key), Encoding.UTF8.GetString((await Other.Records.FindAsync(key, Token))!.Document.Span));
    }

    private async Task FillAsync()
    {
        foreach (var partition in new[] { "p1", "p2", "p3" })
        {
            foreach (var row in Enumerable.Range(0, 10))
            {
                var key = new RecordKey("alpha", partition, $"r{row:D2}");
                Assert.NotNull(await Store.Records.TryInsertAsync(new NewRecord(key, Encoding.UTF8.GetBytes(Document(key)), row % 2 == 0 ? null : Noon), Token));
            }
        }

        Assert.NotNull(await Store.Records.TryInsertAsync(new NewRecord(new RecordKey("beta-2", "p", "r"), "{}"u8.ToArray()), Token));
        Assert.NotNull(await Store.Blobs.TryPutNewAsync(new BlobName("certificates", "a"), Content("a"), Token));
        Assert.NotNull(await Store.Blobs.TryPutNewAsync(new BlobName("certificates", "a/b.pem"), Content("a/b"), Token));
        Assert.NotNull(await Store.Blobs.TryPutNewAsync(new BlobName("crl", "current"), Content("list"), Token));
    }

    private async Task<List<CopyTally>> CopyAsync(bool overwrites) => await AllAsync(new StoreCopy(Store, Other, overwrites).RunAsync(Token));

    private static string Document(RecordKey key) => $"{{\"row\":\"{key.Partition}/{key.Row}\"}}";

    private static BlobContent Content(string text) => new(Encoding.UTF8.GetBytes(text), "application/pem-certificate-chain");

    private static async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
