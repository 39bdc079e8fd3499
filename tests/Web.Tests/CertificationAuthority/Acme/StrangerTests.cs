using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What somebody whom the operator does not know can leave in the store: few accounts, for a while, and no nonces.</summary>
public sealed class StrangerTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string NewAccount = $"{AcmeTestClient.Base}/new-account";
    private const int MostOperations = 70;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewAccounts_MoreThanTheRateOfAnAddress_AreRateLimited()
    {
        var url = await ca.StartCaAsync(("Acme:NewAccountsPerAddressPerHour", "2"), ("Limits:TrustedProxies", "127.0.0.0/8"));
        foreach (var address in (string[])["192.0.2.1", "2001:db8:1:2::1"])
        {
            for (var count = 0; count < 2; count++) Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(url, address)).Status);
            var refused = (await RegisterAsync(url, address)).ExpectProblem("rateLimited", HttpStatusCode.TooManyRequests);
            Assert.Equal("1800", refused.Header("Retry-After"));
        }

        // The rest of the /64 is the same subscriber; another one is not.
        (await RegisterAsync(url, "2001:db8:1:2:ffff::9")).ExpectProblem("rateLimited", HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(url, "2001:db8:1:3::1")).Status);
    }

    [Fact]
    public async Task NewAccounts_MoreThanTheRateInAll_AreRateLimited_ButNotThoseThatAreBound()
    {
        var url = await ca.StartCaAsync(("Acme:NewAccountsPerHour", "3"), ("Limits:TrustedProxies", "127.0.0.0/8"));
        for (var count = 0; count < 3; count++) Assert.Equal(HttpStatusCode.Created,
            (await RegisterAsync(url, $"192.0.2.{count}")).Status);
        (await RegisterAsync(url, "192.0.2.9")).ExpectProblem("rateLimited", HttpStatusCode.TooManyRequests);
        var client = ca.NewClient(url);
        (await client.RegisterAsync(await BindingAsync(client.Key))).Expect(HttpStatusCode.Created);

        // An account that is there is found, whatever the rate.
        (await ca.NewClient(url, client.Key).RegisterAsync()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Account_ThatFinalizedNoOrder_ExpiresWithItsKey()
    {
        var (idle, placed, used, bound) = (await ca.RegisterAsync(), await ca.RegisterAsync(), await ca.RegisterAsync(), ca.NewClient());
        (await bound.RegisterAsync(await BindingAsync(bound.Key))).Expect(HttpStatusCode.Created);
        await placed.OrderAsync(CaDeployment.Spc);
        await ca.IssueAsync(used);

        ca.Time.Move(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        await PurgeAsync();
        foreach (var client in (AcmeTestClient[])[idle, placed, used,
            bound]) (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);

        ca.Time.Move(TimeSpan.FromSeconds(2));
        await PurgeAsync();
        foreach (var client in (AcmeTestClient[])[idle,
            placed]) (await client.PostAsync(client.Account!)).ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest);
        ca.Time.Move(TimeSpan.FromDays(1));
        await PurgeAsync();
        foreach (var client in (AcmeTestClient[])[used, bound])
        {
            (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);
            Assert.Equal(client.Account, (await ca.NewClient(key: client.Key).RegisterAsync()).Expect(HttpStatusCode.OK).Location);
        }

        Assert.Null(await ca.Records.FindAsync(new RecordKey(AcmeAccounts.KeyTable, idle.Jwk.Thumbprint(), "account"), Token));
        (await ca.NewClient(key: idle.Key).RegisterAsync()).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Suspended_AccountWithoutAnOrder_StaysRefusedForGood()
    {
        var client = await ca.RegisterAsync();
        await ca.Services.GetRequiredService<SuspendAccount>().SuspendAsync(client.AccountId,
            Core.Pki.Crls.RevocationReason.PrivilegeWithdrawn, "operator", Token);
        ca.Time.Move(TimeSpan.FromDays(40));
        await PurgeAsync();
        (await ca.NewClient(key: client.Key).RegisterAsync()).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task PurgeAtAnyOperationOfFinalize_KeepsTheAccountOfACertificate()
    {
        var (kept, gone) = (0, 0);
        for (var at = 1; at < MostOperations; at++)
        {
            var client = await ca.RegisterAsync();
            var order = await ca.ReadyOrderAsync(client);
            var csr = await CaDeployment.CsrAsync();
            var key = new RecordKey(AcmeAccounts.AccountTable, client.AccountId, "account");
            ca.Outage.Restart();

            // As if its time were over just now.
            ca.Outage.Meanwhile = (at, async () =>
            {
                if (await ca.Records.FindAsync(key, Token) is { ExpiresAt: not null } record)
                    await ca.Records.TryDeleteAsync(key, record.ETag, Token);
            });
            var reply = await order.FinalizeAsync(csr);
            var came = ca.Outage.Meanwhile is null;
            ca.Outage.Meanwhile = null;
            if (reply.Status == HttpStatusCode.OK) kept++;
            else gone++;
            Assert.Equal(reply.Status == HttpStatusCode.OK, await ca.Records.FindAsync(key, Token) is { ExpiresAt: null });
            if (reply.Status != HttpStatusCode.OK) reply.ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest);
            if (came) continue;
            Assert.InRange(gone, 1, at);
            Assert.InRange(kept, 1, at);
            return;
        }

        Assert.Fail("finalize never got through");
    }

    [Fact]
    public async Task RefusedRequest_OfAKeyWithoutAccount_WritesNoNonce()
    {
        var url = await ca.StartCaAsync(("Acme:RequireExternalAccount", "true"));
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync());
        var suspended = await ca.RegisterAsync();
        await suspended.PostAsync(suspended.Account!, """{"status":"deactivated"}""");
        var nonces = 0;
        ca.Outage.IsFull = table =>
        {
            if (table == AcmeNonces.UsedTable) nonces++;
            return false;
        };
        var stranger = ca.NewClient(url);
        (await stranger.RegisterAsync()).ExpectProblem("externalAccountRequired", HttpStatusCode.Forbidden);
        (await stranger.RegisterAsync("""{"onlyReturnExisting":true}""")).ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest);
        (await stranger.RegisterAsync("""{"contact":1}""")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        (await stranger.PostAsync($"{AcmeTestClient.Base}/revoke-cert", $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}"}""")).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await suspended.PostAsync(suspended.Account!)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
        Assert.Equal(0, nonces);
        (await ca.NewClient().RegisterAsync()).Expect(HttpStatusCode.Created);
        ca.Outage.IsFull = null;
        Assert.Equal(1, nonces);
    }

    [Fact]
    public async Task Replay_OfARequestSignedByItsOwnKey_IsRefused()
    {
        var nonce = await ca.NewClient().NonceAsync();
        var client = ca.NewClient();
        (await client.PostAsync(NewAccount, "{}", new Spoiled { Nonce = nonce })).Expect(HttpStatusCode.Created);
        foreach (var instance in ca.Instances)
            (await ca.NewClient(instance, client.Key).PostAsync(NewAccount, "{}", new Spoiled { Nonce = nonce })).ExpectProblem("badNonce",
                HttpStatusCode.BadRequest);

        var key = SoftwareKey.New();
        var (_, certificate) = await ca.IssueAsync(await ca.RegisterAsync(), key);
        var payload = $$"""{"certificate":"{{StrictBase64Url.Encode(certificate.Der.Span)}}"}""";
        var spoiled = new Spoiled { Nonce = await client.NonceAsync() };
        (await ca.NewClient(key: key).PostAsync($"{AcmeTestClient.Base}/revoke-cert", payload, spoiled)).Expect(HttpStatusCode.OK);
        (await ca.NewClient(key: key).PostAsync($"{AcmeTestClient.Base}/revoke-cert", payload, spoiled)).ExpectProblem("badNonce",
            HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Registrations_OfManyKeysWithOneNonceAtOnce_MakeOneAccount()
    {
        var spoiled = new Spoiled { Nonce = await ca.NewClient().NonceAsync() };
        var replies =
            await Task.WhenAll(Enumerable.Range(0, 8).Select(index =>
            ca.NewClient(ca.Instances[index % 2]).PostAsync(NewAccount, "{}", spoiled)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
        Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.Created), reply =>
            reply.ExpectProblem("badNonce", HttpStatusCode.BadRequest));
    }

    private async Task<string> BindingAsync(SoftwareKey key)
    {
        var external = await ca.Services.GetRequiredService<ExternalAccountKeys>().NewAsync("Provider A", Token);
        return $$"""{"externalAccountBinding":{{AcmeSigning.Bind(key, external, NewAccount)}}}""";
    }

    // As a proxy in front of the instance passes it on.
    private async Task<AcmeReply> RegisterAsync(Uri url, string address)
    {
        var (key, nonce) = (SoftwareKey.New(), await ca.NewClient(url).NonceAsync());
        using var content =
            new ByteArrayContent(await AcmeSigning.SignAsync(key, keyId: null, NewAccount, nonce, "{}"u8.ToArray(), Token));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/jose+json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/acme/new-account")) { Content = content };
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        using var response = await ca.Http.SendAsync(request, Token);
        var headers =
            response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(header =>
            header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        return new AcmeReply(response.StatusCode, await response.Content.ReadAsStringAsync(Token), headers);
    }

    private async Task PurgeAsync() => await FunctionTable.Timers.Single(timer => timer.Name == "PurgeAcme").RunAsync(ca.Services, Token);
}
