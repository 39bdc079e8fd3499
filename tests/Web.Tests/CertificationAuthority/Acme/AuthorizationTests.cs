using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>An account's authorizations as revokeCert finds them (RFC 8555 section 7.6): in few operations, in their own country, and whatever a crash or another instance does.</summary>
public sealed class AuthorizationTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/revoke-cert";
    private const int MostOperations = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RevokeCert_ByAStrangersAccount_CostsTheSameWithOneOrderAndWithFifty()
    {
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var stranger = await ca.RegisterAsync();
        var costs = new List<int>();
        foreach (var orders in (int[])[1, 49])
        {
            for (var count = 0; count < orders; count++) await stranger.OrderAsync(CaDeployment.Spc);
            ca.Outage.Restart();
            (await RevokeAsync(stranger, certificate)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
            costs.Add(ca.Outage.Operations);
        }

        Assert.Equal(costs[0], costs[1]);
        Assert.InRange(costs[0], 1, 10);
    }

    [Fact]
    public async Task Authorization_OlderThanManyOrders_IsFoundInTwoOperations()
    {
        var client = await ca.RegisterAsync();
        await ca.ReadyOrderAsync(client);
        for (var count = 0; count < 20; count++) await client.OrderAsync(CaDeployment.Spc);
        var account = await AccountAsync(client);
        ca.Outage.Restart();
        Assert.True(await IsAuthorizedAsync(account));
        Assert.Equal(2, ca.Outage.Operations);
    }

    [Fact]
    public async Task Authorization_GivenUp_DoesNotHideTheOneBeforeIt()
    {
        var client = await ca.RegisterAsync();
        var orders = new List<AcmeTestOrder>();
        for (var count = 0; count < 3; count++) orders.Add(await ca.ReadyOrderAsync(client));
        for (var newest = orders.Count - 1; newest >= 0; newest--)
        {
            Assert.True(await IsAuthorizedAsync(await AccountAsync(client)));
            await GiveUpAsync(orders[newest]);
        }

        Assert.False(await IsAuthorizedAsync(await AccountAsync(client)));
    }

    [Fact]
    public async Task Authorization_ThatEnded_RevokesNothing_AndItsRecordIsPurged()
    {
        var client = await ca.RegisterAsync();
        var (_, old) = await ca.IssueAsync(client);
        Assert.NotNull(old);
        Assert.True(await IsAuthorizedAsync(await AccountAsync(client)));
        ca.Time.Move(TimeSpan.FromDays(30));
        Assert.False(await IsAuthorizedAsync(await AccountAsync(client)));
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        (await RevokeAsync(client, certificate)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);

        Assert.Equal(1, await CountAsync(client));
        ca.Time.Move(TimeSpan.FromDays(2));
        await FunctionTable.Timers.Single(timer => timer.Name == "PurgeAcme").RunAsync(ca.Services, Token);
        Assert.Equal(0, await CountAsync(client));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CrashAtAnyOperationOfTheChallenge_LeavesFindableWhatIsValid_AndHidesNothing(bool isAfterTheChange)
    {
        for (var at = 1; at < MostOperations; at++)
        {
            var (client, holder) = (await ca.RegisterAsync(), await ca.RegisterAsync());
            await ca.ReadyOrderAsync(holder);
            var (order, another) = (await client.OrderAsync(CaDeployment.Spc), await holder.OrderAsync(CaDeployment.Spc));
            var reply = await CrashAsync(order, at, isAfterTheChange);
            await CrashAsync(another, at, isAfterTheChange);
            Assert.Equal(await order.StatusAsync() == "ready", await IsAuthorizedAsync(await AccountAsync(client)));
            Assert.True(await IsAuthorizedAsync(await AccountAsync(holder)));
            if (reply.Status != HttpStatusCode.OK) continue;
            Assert.InRange(at, 6, MostOperations);
            return;
        }

        Assert.Fail("the challenge never got through");
    }

    [Fact]
    public async Task AnotherAuthorizationAtAnyOperationOfTheChallenge_IsFoundBesideIt()
    {
        for (var at = 1; at < MostOperations; at++)
        {
            var client = await ca.RegisterAsync();
            var (order, other) = (await client.OrderAsync(CaDeployment.Spc), (await client.OrderAsync(CaDeployment.Spc)).By(client.At(ca.Instances[1])));
            var (token, otherToken) = (await ca.TokenAsync(client), await ca.TokenAsync(client));
            ca.Outage.Restart();
            ca.Outage.Meanwhile = (at, () => other.AuthorizeAsync(otherToken));
            await order.AuthorizeAsync(token);
            var came = ca.Outage.Meanwhile is null;
            ca.Outage.Meanwhile = null;
            if (!came)
            {
                Assert.InRange(at, 6, MostOperations);
                return;
            }

            await GiveUpAsync(at % 2 == 0 ? order : other);
            Assert.True(await IsAuthorizedAsync(await AccountAsync(client)));
            await GiveUpAsync(at % 2 == 0 ? other : order);
            Assert.False(await IsAuthorizedAsync(await AccountAsync(client)));
        }

        Assert.Fail("the challenge never got through");
    }

    [Fact]
    public async Task Token_FromAnotherCountryThanTheCas_EndsTheOrderAtTheChallenge()
    {
        var (foreign, x5u) = await ForeignAsync();
        var roots = await WriteAsync($"{ca.PolicyAdministrator.Root.ToPem()}\n{foreign.Root.ToPem()}\n");
        var client = await ca.RegisterAsync(await ca.StartCaAsync(("TrustList:PolicyAdministratorRoots", roots)));
        File.Delete(roots);
        var order = await client.OrderAsync(CaDeployment.Spc);
        var reply = (await order.AnswerAsync(await foreign.TokenAsync(x5u, CaDeployment.Spc, client.Jwk))).Expect(HttpStatusCode.OK);
        var error = reply.Json.GetProperty("error");
        Assert.Equal(
            ("invalid", "urn:ietf:params:acme:error:rejectedIdentifier", "the token is from CA, and this CA is not"),
            (reply.Text("status"), error.GetProperty("type").GetString(), error.GetProperty("detail").GetString()));
        Assert.Equal("invalid", await order.StatusAsync());
        await ca.ReadyOrderAsync(client);
    }

    [Fact]
    public async Task Authorization_InAnotherCountry_DoesNotRevokeACertificateWithTheSameCode()
    {
        var (foreign, x5u) = await ForeignAsync();
        var folder = Directory.CreateTempSubdirectory("shaken-test-");
        var (chain, key) = await (await Pki.NewAsync(foreign.Root.Subject.Country!, ca.Time.GetUtcNow())).WriteAsync(folder.FullName);
        var roots = await WriteAsync(foreign.Root.ToPem());
        var abroad = await ca.StartCaAsync(("TrustList:PolicyAdministratorRoots", roots), ("Ca:Certificates", chain), ("Ca:Keys", key), ("Ca:PolicyOid", Pki.OtherPolicy));
        File.Delete(roots);
        folder.Delete(recursive: true);

        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var client = await ca.RegisterAsync();
        await (await client.OrderAsync(CaDeployment.Spc)).By(client.At(abroad)).AuthorizeAsync(await foreign.TokenAsync(x5u, CaDeployment.Spc, client.Jwk));
        Assert.True(await IsAuthorizedAsync(await AccountAsync(client), "CA"));
        (await RevokeAsync(client, certificate)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        await ca.ReadyOrderAsync(client);
        (await RevokeAsync(client, certificate)).Expect(HttpStatusCode.OK);
    }

    private async Task<(TestAdministrator Administrator, string X5u)> ForeignAsync()
    {
        Assert.True(CountryCode.TryParse("CA", out var country));
        var foreign = await TestAdministrator.NewAsync(country, ca.Time);
        return (foreign, await ca.PublishAsync(foreign.TokenSigner.Certificate));
    }

    private static async Task<string> WriteAsync(string pem)
    {
        var path = Path.Combine(Path.GetTempPath(), $"shaken-roots-{CertificateSerial.New(SystemRandom.Instance)}.pem");
        await File.WriteAllTextAsync(path, pem, Token);
        return path;
    }

    private async Task<AcmeReply> CrashAsync(AcmeTestOrder order, int at, bool isAfterTheChange)
    {
        var token = await ca.TokenAsync(order.Client);
        ca.Outage.Restart();
        (ca.Outage.FailsAt, ca.Outage.EndsAt, ca.Outage.IsAfterTheChange) = (at, at + 1, isAfterTheChange);
        var reply = await order.AnswerAsync(token);
        (ca.Outage.FailsAt, ca.Outage.EndsAt) = (0, 0);
        return reply;
    }

    private static Task<AcmeReply> RevokeAsync(AcmeTestClient client, StiCertificate certificate) =>
        client.PostAsync(Url, $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}"}""");

    private static async Task GiveUpAsync(AcmeTestOrder order) =>
        (await order.Client.PostAsync(order.Authorization, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK);

    private async Task<AcmeAccount> AccountAsync(AcmeTestClient client) => (await ca.Services.GetRequiredService<AcmeAccounts>().FindAsync(client.AccountId, Token))!.Account;

    private async Task<bool> IsAuthorizedAsync(AcmeAccount account, string country = "US") =>
        await ca.Services.GetRequiredService<AcmeOrders>().IsAuthorizedAsync(account, TnAuthListDer.Write(CaDeployment.Spc), country, ca.Time.GetUtcNow(), Token);

    private async Task<int> CountAsync(AcmeTestClient client) => (await ca.Records.ListAsync(AcmeAuthorizations.Table, client.AccountId, null, 10, Token)).Records.Count;
}
