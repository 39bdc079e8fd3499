using Shaken.Core.Storage;

namespace Shaken.Azure.Tests.Storage;

public sealed class InventoryTests(Azurites azurites)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inventory_NamesWhatHoldsSomething_OfItsOwnPrefixOnly()
    {
        var store = await azurites.WithKeyAsync("stock");
        var other = await azurites.WithKeyAsync("stock2");
        foreach (var table in (string[])["mailbox", "AcmeOrders", "crl-numbers", "emptied"]) await store.Records.TryInsertAsync(New(table, "p", "r"), Token);
        foreach (var container in (string[])["trust-lists", "certificates"]) await store.Blobs.TryPutNewAsync(new BlobName(container, "a"), new BlobContent(new byte[] { 1 }, "text/plain"), Token);
        await other.Records.TryInsertAsync(New("others", "p", "r"), Token);
        await other.Blobs.TryPutNewAsync(new BlobName("others", "a"), new BlobContent(new byte[] { 1 }, "text/plain"), Token);
        var emptied = new RecordKey("emptied", "p", "r");
        Assert.True(await store.Records.TryDeleteAsync(emptied, (await store.Records.FindAsync(emptied, Token))!.ETag, Token));

        Assert.Equal(["AcmeOrders", "crl-numbers", "mailbox"], await store.Inventory.TablesAsync(Token).ToListAsync(Token));
        Assert.Equal(["certificates", "trust-lists"], await store.Inventory.ContainersAsync(Token).ToListAsync(Token));
    }

    [Fact]
    public async Task ListAll_GivesEveryRecordOnce_OfAllPartitions()
    {
        var store = await azurites.WithKeyAsync("all");
        for (var number = 0; number < 20; number++) await store.Records.TryInsertAsync(New("many", $"p{number % 3}", $"{number}"), Token);
        var rows = new List<string>();
        string? continuation = null;
        do
        {
            var page = await store.Inventory.ListAllAsync("many", continuation, 7, Token);
            rows.AddRange(page.Records.Select(record => record.Key.Row));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(Enumerable.Range(0, 20).Select(number => $"{number}").Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Empty((await store.Inventory.ListAllAsync("none", null, 7, Token)).Records);
    }

    private static NewRecord New(string table, string partition, string row) => new(new RecordKey(table, partition, row), "1"u8.ToArray());
}
