using Azure.Core;
using Shaken.Azure.Clients;

namespace Shaken.Azure.Tests.Storage;

public sealed class HealthTests(Azurites azurites)
{
    private static readonly StorageRetries OneMore = new(1, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5),
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindFault_AccountAnswers_FindsNoneAndLeavesNothing()
    {
        var store = await azurites.WithKeyAsync("health");
        Assert.Null(await store.Health.FindFaultAsync(Token));
        Assert.Empty(await store.Inventory.TablesAsync(Token).ToListAsync(Token));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task FindFault_ReadingOrWritingRefused_TellsIt(string method)
    {
        var store = await azurites.WithKeyAsync(
            "sick",
                inner => new FaultyTransport(inner,
                    (request, _) => request.Method == RequestMethod.Parse(method) ? Fault.Unavailable : Fault.None), retries: OneMore);
        Assert.Contains("503", await store.Health.FindFaultAsync(Token), StringComparison.Ordinal);
    }
}
