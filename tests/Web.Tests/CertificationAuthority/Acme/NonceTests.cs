using System.Net;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Nonces (RFC 8555 sections 6.5 and 7.2).</summary>
public sealed class NonceTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/new-nonce";

    [Fact]
    public async Task NewNonce_ByHead_Is200_ByGet204_AndByPostAsGet()
    {
        var client = await ca.RegisterAsync();
        var replies = new List<AcmeReply>
        {
            (await client.SendAsync(HttpMethod.Head, Url)).Expect(HttpStatusCode.OK),
            (await client.SendAsync(HttpMethod.Get, Url)).Expect(HttpStatusCode.NoContent),
            (await client.PostAsync(Url)).Expect(HttpStatusCode.NoContent),
        };
        Assert.All(replies, reply =>
        {
            Assert.Equal(("no-store", ""), (reply.Header("Cache-Control"), reply.Body));
            Assert.Matches("^[A-Za-z0-9_-]{64}$", reply.Nonce);
            Assert.Equal($"{AcmeTestClient.Base}/directory", reply.Link("index"));
        });
        Assert.Equal(3, replies.Select(reply => reply.Nonce).Distinct().Count());
    }

    [Fact]
    public async Task Nonce_UsedAgain_IsRefused_AndTheFreshOneOfTheRefusalWorks()
    {
        var client = await ca.RegisterAsync();
        var nonce = await client.NonceAsync();
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = nonce })).Expect(HttpStatusCode.OK);
        var refused = (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = nonce })).ExpectProblem("badNonce", HttpStatusCode.BadRequest);
        Assert.NotEqual(nonce, refused.Nonce);
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = refused.Nonce })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nonce_OfOneInstance_IsGoodAtTheOther_Once()
    {
        var client = await ca.RegisterAsync(ca.Instances[0]);
        var nonce = await client.NonceAsync();
        (await client.At(ca.Instances[1]).PostAsync(client.Account!, "", new Spoiled { Nonce = nonce })).Expect(HttpStatusCode.OK);
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = nonce })).ExpectProblem("badNonce", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nonce_OnBothInstancesAtOnce_IsRedeemedOnce()
    {
        var client = await ca.RegisterAsync();
        for (var round = 0; round < 5; round++)
        {
            var spoiled = new Spoiled { Nonce = await client.NonceAsync() };
            var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(index => client.At(ca.Instances[index % 2]).PostAsync(client.Account!, "", spoiled)));
            Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
            Assert.All(replies.Where(reply => reply.Status != HttpStatusCode.OK), reply => reply.ExpectProblem("badNonce", HttpStatusCode.BadRequest));
        }
    }

    [Fact]
    public async Task Nonce_IsGoodForAnHour_AndNotRevivedByAClockSetBack()
    {
        var client = await ca.RegisterAsync();
        var (early, old, used) = (await client.NonceAsync(), await client.NonceAsync(), await client.NonceAsync());
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = used })).Expect(HttpStatusCode.OK);
        ca.Time.Move(TimeSpan.FromMinutes(59));
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = early })).Expect(HttpStatusCode.OK);
        ca.Time.Move(TimeSpan.FromMinutes(1));
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = old })).ExpectProblem("badNonce", HttpStatusCode.BadRequest);
        ca.Time.Move(TimeSpan.FromHours(-1));
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = used })).ExpectProblem("badNonce", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nonce_OfARequestThatIsRefusedByItsSignature_IsNotUsedUp()
    {
        var client = await ca.RegisterAsync();
        var nonce = await client.NonceAsync();
        var stranger = new Spoiled { Nonce = nonce, Signer = Core.Keys.Software.SoftwareKey.New() };
        (await client.PostAsync(client.Account!, "", stranger)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = nonce })).Expect(HttpStatusCode.OK);
    }
}
