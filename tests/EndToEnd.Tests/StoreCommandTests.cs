using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Azurite;
using Shaken.Core.Storage;
using Shaken.Local;

namespace Shaken.EndToEnd.Tests;

public sealed class StoreCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LocalStoreOptions Options => new() { Time = LoopbackCountry.Time };

    public async ValueTask InitializeAsync()
    {
        await using var store = LocalStore.Open(_folder.File("from"), Options, NullLoggerFactory.Instance);
        await store.Records.TryInsertAsync(new NewRecord(new RecordKey("orders", "p", "r"), "{\"a\":1}"u8.ToArray()), Token);
        await File.WriteAllTextAsync(_folder.File("half"), "AccountName=a", Token);
        await store.Blobs.TryPutNewAsync(new BlobName("certificates", "1"), new BlobContent("x"u8.ToArray(), "text/plain"), Token);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Copy_MovesAll_AndCanBeMadeAgain()
    {
        Assert.Equal([1, 1], (await CopyAsync(0, "disk:from", "disk:to")).Select(tally => tally.GetProperty("copied").GetInt32()));
        Assert.Equal([1, 1], (await CopyAsync(0, "disk:from", "disk:to")).Select(tally => tally.GetProperty("same").GetInt32()));
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, "store", "show", "disk:to", "--json");
        Assert.True(code == 0, output + error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["orders 1", "certificates 1"], json.RootElement.EnumerateArray().Select(entry => $"{(entry.TryGetProperty("table", out var table) ? table : entry.GetProperty("container"))} {entry.GetProperty("count")}"));
    }

    [Fact]
    public async Task Copy_ThatLeavesSomething_EndsWithOne_UntilItOverwrites()
    {
        await using (var other = LocalStore.Open(_folder.File("to"), Options, NullLoggerFactory.Instance))
            await other.Records.TryInsertAsync(new NewRecord(new RecordKey("orders", "p", "r"), "{\"a\":2}"u8.ToArray()), Token);
        Assert.Equal(1, (await CopyAsync(1, "disk:from", "disk:to"))[0].GetProperty("different").GetInt32());
        Assert.Equal(1, (await CopyAsync(0, "disk:from", "disk:to", "--overwrite"))[0].GetProperty("replaced").GetInt32());
    }

    [Fact]
    public async Task Show_JournalLost_WantsToBeToldSo()
    {
        File.Delete(Path.Combine(_folder.File("from"), LocalStore.JournalName));
        Assert.NotEqual(0, (await Programs.ShakenAsync(_folder.Path, "store", "show", "disk:from")).Code);
        await File.WriteAllBytesAsync(Path.Combine(_folder.File("from"), LocalStore.JournalName), [], Token);
        var (code, _, error) = await Programs.ShakenAsync(_folder.Path, "store", "show", "disk:from");
        Assert.True(code != 0 && error.Contains("--accept-lost-journal", StringComparison.Ordinal), error);
        Assert.Equal(0, (await Programs.ShakenAsync(_folder.Path, "store", "show", "disk:from", "--accept-lost-journal")).Code);
    }

    [Fact]
    public async Task Copy_ToAzureAndBack_IsWhole()
    {
        await using var azurite = await AzuriteServer.StartAsync(Token);
        await File.WriteAllTextAsync(_folder.File("account"), azurite.ConnectionString + "\n", Token);
        Assert.Equal([1, 1], (await CopyAsync(0, "disk:from", "connection:account", "--to-prefix", "moved")).Select(tally => tally.GetProperty("copied").GetInt32()));
        Assert.Equal([1, 1], (await CopyAsync(0, "connection:account", "disk:back", "--from-prefix", "moved")).Select(tally => tally.GetProperty("copied").GetInt32()));
        Assert.Equal([1, 1], (await CopyAsync(0, "disk:from", "disk:back")).Select(tally => tally.GetProperty("same").GetInt32()));
        Assert.Empty(await CopyAsync(0, "connection:account", "disk:empty"));
    }

    [Theory]
    [InlineData("is not a storage account", "store", "show", "azure:No.Account")]
    [InlineData("\"B\" is not a storage account", "store", "show", "azure:account,B")]
    [InlineData("are wanted", "store", "show", "connection:half")]
    [InlineData("is not a prefix", "store", "show", "azure:account", "--prefix", "0")]
    [InlineData("holds no store", "store", "copy", "--from", "disk:nowhere", "--to", "disk:to")]
    [InlineData("is not a store", "store", "copy", "--from", "floppy", "--to", "disk:to")]
    [InlineData("the same store", "store", "copy", "--from", "disk:from", "--to", "disk:from")]
    [InlineData("has no prefix", "store", "show", "disk:from", "--prefix", "a")]
    public async Task WrongStores_AreNamed(string expected, params string[] line)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, line);
        Assert.Equal(2, code);
        Assert.Contains(expected, output + error, StringComparison.Ordinal);
    }

    private async Task<List<JsonElement>> CopyAsync(int expected, string from, string to, params string[] more)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, ["store", "copy", "--from", from, "--to", to, "--json", .. more]);
        Assert.True(code == expected, output + error);
        using var json = JsonDocument.Parse(output);
        return [.. json.RootElement.EnumerateArray().Select(tally => tally.Clone())];
    }
}
