using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>The index of an account's orders: it goes with the orders that came to nothing, and never before one that has its certificate.</summary>
public sealed class OrderIndexTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const int MostOperations = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Purge_RemovesWhatNamesOrdersThatCameToNothing_AndKeepsThoseWithCertificates()
    {
        var client = await ca.RegisterAsync();
        var (order, _) = await ca.IssueAsync(client);
        for (var count = 0; count < 5; count++) await client.OrderAsync(CaDeployment.Spc);
        await ca.ReadyOrderAsync(client);
        Assert.Equal(7, (await EntriesAsync(client)).Count);

        ca.Time.Move(TimeSpan.FromDays(1));
        await PurgeAsync();
        Assert.Equal(7, (await EntriesAsync(client)).Count);
        ca.Time.Move(TimeSpan.FromDays(7));
        await PurgeAsync();
        var entry = Assert.Single(await EntriesAsync(client));
        Assert.EndsWith(order.Id, entry.Key.Row, StringComparison.Ordinal);
        var listed = (await client.PostAsync($"{client.Account}/orders")).Expect(HttpStatusCode.OK).Json.GetProperty("orders").EnumerateArray().Select(item => item.GetString());
        Assert.Equal([order.Url], listed);
        await order.DownloadAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyOperationOfFinalize_LeavesNoOrderInWorkWithAnEntryThatExpires(bool isAfterTheChange)
    {
        var client = await ca.RegisterAsync();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await ca.ReadyOrderAsync(client);
            var csr = await CaDeployment.CsrAsync();
            ca.Outage.Restart();
            (ca.Outage.FailsAt, ca.Outage.EndsAt, ca.Outage.IsAfterTheChange) = (at, at + 1, isAfterTheChange);
            var reply = await order.FinalizeAsync(csr);
            (ca.Outage.FailsAt, ca.Outage.EndsAt) = (0, 0);

            var stored = (await ca.Services.GetRequiredService<AcmeOrders>().FindAsync(order.Id, Token))!.Order;
            var entry = (await EntriesAsync(client)).Single(record => record.Key.Row.EndsWith(order.Id, StringComparison.Ordinal));
            if (stored.Status is AcmeOrderStatus.Processing or AcmeOrderStatus.Valid) Assert.Null(entry.ExpiresAt);
            if (await order.StatusAsync() == "ready") (await order.FinalizeAsync(csr)).Expect(HttpStatusCode.OK);
            await order.DownloadAsync();
            Assert.Null((await ca.Records.FindAsync(entry.Key, Token))!.ExpiresAt);
            if (reply.Status != HttpStatusCode.OK) continue;
            Assert.InRange(at, 10, MostOperations);
            return;
        }

        Assert.Fail("finalize never got through");
    }

    // The clock of the instance that purges is ahead.
    [Fact]
    public async Task EntryThatIsPurgedAtAnyOperationOfFinalize_IsThereAgainWhenTheOrderIsValid()
    {
        var client = await ca.RegisterAsync();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await ca.ReadyOrderAsync(client);
            var csr = await CaDeployment.CsrAsync();
            ca.Outage.Restart();
            ca.Outage.Meanwhile = (at, () => ca.Records.RemoveExpiredAsync(AcmeOrders.IndexTable, ca.Time.GetUtcNow().AddDays(9), 1000, Token).AsTask());
            (await order.FinalizeAsync(csr)).Expect(HttpStatusCode.OK);
            var came = ca.Outage.Meanwhile is null;
            ca.Outage.Meanwhile = null;
            Assert.Single(await EntriesAsync(client), record => record.Key.Row.EndsWith(order.Id, StringComparison.Ordinal));
            if (came) continue;
            Assert.InRange(at, 10, MostOperations);
            return;
        }

        Assert.Fail("finalize never got through");
    }

    private Task PurgeAsync() => FunctionTable.Timers.Single(timer => timer.Name == "PurgeAcme").RunAsync(ca.Services, Token);

    private async Task<IReadOnlyList<StoredRecord>> EntriesAsync(AcmeTestClient client) =>
        (await ca.Records.ListAsync(AcmeOrders.IndexTable, client.AccountId, null, 1000, Token)).Records;
}
