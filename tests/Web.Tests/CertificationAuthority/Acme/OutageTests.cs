using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Shared.Limiting;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>A store that fails at each operation of the way in turn: the client gets a problem document, and the next try ends as if nothing had been.</summary>
public sealed class OutageTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const int MostOperations = 60;

    [Fact]
    public async Task FullDisk_IsAServerInternalProblem_ALogLine_AndLeavesTheOrderReady()
    {
        var client = await ca.RegisterAsync();
        var order = await ca.ReadyOrderAsync(client);
        var csr = await CaDeployment.CsrAsync();
        foreach (var table in (string[])["AcmeNonces", "AcmeAccountOrders", "AcmeOrders", "CertifiedKeys"])
        {
            ca.Log.Clear();
            ca.Services.GetRequiredService<RefusalLog>().EndWindow();
            ca.Outage.IsFull = full => full == table;
            var reply = await order.FinalizeAsync(csr);
            ca.Outage.IsFull = null;
            AssertIsOutage(reply);
            Assert.Contains(ca.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("no space left", StringComparison.Ordinal));
        }

        var leaf = (await order.DownloadAsync())[0];
        Assert.True(leaf.PublicKey.TryToP256(out var key));
        Assert.Equal(csr.PublicKey.Q.X, key.Parameters.Q.X);
    }

    [Fact]
    public async Task FullDisk_AtRegistrationAndOrder_LeavesNothingThatIsInTheWay()
    {
        var client = ca.NewClient();
        foreach (var table in (string[])["AcmeAccountKeys", "AcmeAccounts"])
        {
            ca.Outage.IsFull = full => full == table;
            AssertIsOutage(await client.RegisterAsync());
            ca.Outage.IsFull = null;
        }

        (await client.RegisterAsync()).Expect(HttpStatusCode.Created);
        foreach (var table in (string[])["AcmeAccountOrders", "AcmeOrders"])
        {
            ca.Outage.IsFull = full => full == table;
            AssertIsOutage(await client.NewOrderAsync(CaDeployment.Spc));
            ca.Outage.IsFull = null;
        }

        var order = await client.OrderAsync(CaDeployment.Spc);
        var listed = (await client.PostAsync($"{client.Account}/orders")).Expect(HttpStatusCode.OK).Json.GetProperty("orders").EnumerateArray().Select(item => item.GetString());
        Assert.Equal([order.Url], listed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OutageAtAnyOperationOfFinalize_EndsInOneCertificate(bool isAfterTheChange)
    {
        var client = await ca.RegisterAsync();
        var outages = 0;
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await ca.ReadyOrderAsync(client);
            var csr = await CaDeployment.CsrAsync();
            var reply = await WithOutageAsync(at, isAfterTheChange, () => order.FinalizeAsync(csr));
            if (reply.Status == HttpStatusCode.OK)
            {
                Assert.InRange(outages, 10, MostOperations);
                return;
            }

            outages++;
            AssertIsOutage(reply);
            await FinishAsync(order, csr);
        }

        Assert.Fail("finalize never got through");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OutageAtAnyOperationOfTheChallenge_IsRepairedByAnsweringAgain(bool isAfterTheChange)
    {
        var client = await ca.RegisterAsync();
        for (var at = 1; at < MostOperations; at++)
        {
            var order = await client.OrderAsync(CaDeployment.Spc);
            var token = await ca.TokenAsync(client);
            var reply = await WithOutageAsync(at, isAfterTheChange, () => order.AnswerAsync(token));
            if (reply.Status != HttpStatusCode.OK) AssertIsOutage(reply);
            await order.AuthorizeAsync(token);
            Assert.Equal("ready", await order.StatusAsync());
            if (reply.Status != HttpStatusCode.OK) continue;
            Assert.InRange(at, 4, MostOperations);
            return;
        }

        Assert.Fail("the challenge never got through");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OutageAtAnyOperationOfAKeyChange_LeavesOneOfTheTwoKeys(bool isAfterTheChange)
    {
        for (var at = 1; at < MostOperations; at++)
        {
            var client = await ca.RegisterAsync();
            var (old, key) = (client.Key, Core.Keys.Software.SoftwareKey.New());
            var reply = await WithOutageAsync(at, isAfterTheChange, () => KeyChangeTests.ChangeAsync(client, key));
            if (reply.Status != HttpStatusCode.OK) AssertIsOutage(reply);
            var byOld = await client.PostAsync(client.Account!);
            client.Key = key;
            var byNew = await client.PostAsync(client.Account!);
            Assert.Single((AcmeReply[])[byOld, byNew], answer => answer.Status == HttpStatusCode.OK);

            // The account's key finds the account, and the other key is free.
            var (mine, free) = byNew.Status == HttpStatusCode.OK ? (key, old) : (old, key);
            Assert.Equal(client.Account, (await ca.NewClient(key: mine).RegisterAsync()).Expect(HttpStatusCode.OK).Location);
            Assert.NotEqual(client.Account, (await ca.NewClient(key: free).RegisterAsync()).Expect(HttpStatusCode.Created).Location);
            if (reply.Status != HttpStatusCode.OK) continue;
            Assert.InRange(at, 4, MostOperations);
            return;
        }

        Assert.Fail("the key change never got through");
    }

    // What a client does after an error: it asks for the order, and sends the CSR again where the order still waits for one.
    private async Task FinishAsync(AcmeTestOrder order, SigningRequest csr)
    {
        if (await order.StatusAsync() == "ready") (await order.FinalizeAsync(csr)).Expect(HttpStatusCode.OK);
        var chain = await order.DownloadAsync();
        var other = await order.By(order.Client.At(ca.Instances[1])).DownloadAsync();
        Assert.Equal(chain[0].Fingerprint, other[0].Fingerprint);
        var x5u = (await order.GetAsync()).Text("x5u");
        Assert.Contains(chain[0].Fingerprint, x5u, StringComparison.Ordinal);
        (await ca.NewClient(ca.RepositoryUrl).SendAsync(HttpMethod.Get, x5u)).Expect(HttpStatusCode.OK);
    }

    private async Task<AcmeReply> WithOutageAsync(int at, bool isAfterTheChange, Func<Task<AcmeReply>> request)
    {
        // The nonce costs no operation of the store, so what is counted is the request's own.
        ca.Outage.Restart();
        (ca.Outage.FailsAt, ca.Outage.IsAfterTheChange) = (at, isAfterTheChange);
        var reply = await request();
        ca.Outage.FailsAt = 0;
        return reply;
    }

    private static void AssertIsOutage(AcmeReply reply)
    {
        reply.Expect(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(("serverInternal", 503), (reply.Error, reply.Json.GetProperty("status").GetInt32()));
        Assert.DoesNotContain("Exception", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("space", reply.Body, StringComparison.Ordinal);
    }
}
