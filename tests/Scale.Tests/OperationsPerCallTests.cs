
namespace Shaken.Scale.Tests;

public sealed class OperationsPerCallTests
{
    [Fact]
    public async Task Count_OfEachForm_IsOneInsertAndOneReplaceBesideTheListings()
    {
        var flows = await OperationsPerCall.CountAsync();
        Assert.Equal(
        [
            new CallOperations("open form, reader with a key", Signing: 0, PublishReads: 1, Inserts: 1, RetrieveReads: 1, Replaces: 1, Verifying: 0, ReplayRecords: 0, PurgeDeletes: 1, Others: 0),
            new CallOperations("open form, reader with a token", 0, 1, 1, 1, 1, 0, ReplayRecords: 1, PurgeDeletes: 2, 0),
            new CallOperations("ATIS-1000096, both with tokens", 0, 1, 1, 1, 1, 0, ReplayRecords: 2, PurgeDeletes: 3, 0),
            new CallOperations("ATIS-1000105, both with tokens", 0, 1, 1, 1, 1, 0, ReplayRecords: 2, PurgeDeletes: 3, 0),
            new CallOperations("open form, key; two deployment secrets live", 0, PublishReads: 2, 1, RetrieveReads: 3, 1, 0, 0, 1, 0),
            new CallOperations("open form, key; posted twice", 0, PublishReads: 2, 1, 1, 1, 0, 0, 1, 0),
            new CallOperations("open form, key; nothing was posted", 0, 0, 0, RetrieveReads: 1, 0, 0, 0, 0, 0),
        ],
        flows);
    }

    [Fact]
    public async Task TheResultsFile_IsWhatTheProgramWrites() =>
        Assert.Equal(Tables.Operations(await OperationsPerCall.CountAsync()), await ReadAsync("bench/results/operations-per-call.md"));

    [Fact]
    public async Task TheCostInTheDocument_IsWhatTheProgramComputes()
    {
        var prices = PriceList.Read(Path.Combine(Checkout.Root, "docs/azure-prices.json"));
        Assert.Contains(Tables.Cost(await OperationsPerCall.CountAsync(), prices, new CapacityOptions()), await ReadAsync("docs/azure.md"), StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Path.Combine(Checkout.Root, path), TestContext.Current.CancellationToken);
}
