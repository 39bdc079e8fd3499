using System.Net;
using System.Text.Json.Nodes;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>keyChange (RFC 8555 section 7.3.5).</summary>
public sealed class KeyChangeTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Url = $"{AcmeTestClient.Base}/key-change";

    public static TheoryData<string, Func<AcmeTestClient, SoftwareKey, Inner, Inner>, string> Faults => new()
    {
        { "kid in place of jwk", (client, _, inner) => inner.Edit(header => Replace(header, "jwk", "kid", client.Account!)), "malformed" },
        { "kid beside jwk", (client, _, inner) => inner.Edit(header => header["kid"] = client.Account), "malformed" },
        { "another url", (_, _, inner) => inner.Edit(header => header["url"] = $"{AcmeTestClient.Base}/new-order"), "malformed" },
        { "no url", (_, _, inner) => inner.Edit(header => header.Remove("url")), "malformed" },
        { "a nonce", (_, _, inner) => inner.Edit(header => header["nonce"] = new string('A', 64)), "malformed" },
        { "alg HS256", (_, _, inner) => inner.Edit(header => header["alg"] = "HS256"), "badSignatureAlgorithm" },
        { "signed by the old key", (client, _, inner) => inner with { Signer = client.Key }, "malformed" },
        { "signed by a stranger", (_, _, inner) => inner with { Signer = SoftwareKey.New() }, "malformed" },
        { "another account", (_, _, inner) => inner with { Account = $"{AcmeTestClient.Base}/account/AAAAAAAAAAAAAAAAAAAAAA" }, "malformed" },
        { "another old key", (_, _, inner) => inner with { OldKey = JsonWebKey.From(SoftwareKey.New().PublicKey) }, "malformed" },
        { "the old key for the new", (client, _, inner) => (inner with { Signer = client.Key }).Edit(header => header["jwk"] = JsonNode.Parse(client.Jwk.ToCanonicalJson())), "malformed" },
    };

    [Fact]
    public async Task KeyChange_LetsTheNewKeySign_AndRefusesTheOld()
    {
        var client = await ca.RegisterAsync();
        var (old, key) = (client.Key, SoftwareKey.New());
        (await ChangeAsync(client, key)).Expect(HttpStatusCode.OK);
        (await client.At(ca.Instances[1]).PostAsync(client.Account!)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        client.Key = key;
        (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);
        Assert.Equal(client.Account, (await ca.NewClient(key: key).RegisterAsync("""{"onlyReturnExisting":true}""")).Expect(HttpStatusCode.OK).Location);

        // The old key is nobody's now.
        (await ca.NewClient(key: old).RegisterAsync("""{"onlyReturnExisting":true}""")).ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest);
        Assert.NotEqual(client.Account, (await ca.NewClient(key: old).RegisterAsync()).Expect(HttpStatusCode.Created).Location);
    }

    [Fact]
    public async Task KeyChange_ToAnotherAccountsKey_IsAConflictThatNamesThatAccount()
    {
        var (client, other) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        var reply = (await ChangeAsync(client, other.Key)).ExpectProblem("malformed", HttpStatusCode.Conflict);
        Assert.Equal(other.Account, reply.Location);
        (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);
        (await other.PostAsync(other.Account!)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task KeyChange_WithAFaultInTheInnerJws_ChangesNothing(string fault, Func<AcmeTestClient, SoftwareKey, Inner, Inner> spoil, string error)
    {
        Assert.NotEmpty(fault);
        var client = await ca.RegisterAsync();
        var key = SoftwareKey.New();
        (await ChangeAsync(client, key, inner => spoil(client, key, inner))).ExpectProblem(error, HttpStatusCode.BadRequest);
        (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"protected":"","payload":"","signature":""}""")]
    public async Task KeyChange_WithoutAnInnerJws_IsMalformed(string payload)
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync(Url, payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task KeyChanges_ToOneKeyAtOnce_LeaveItWithOneAccount()
    {
        var clients = new[] { await ca.RegisterAsync(ca.Instances[0]), await ca.RegisterAsync(ca.Instances[1]) };
        var key = SoftwareKey.New();
        var replies = await Task.WhenAll(clients.Select(client => ChangeAsync(client, key)));
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.OK);
        Assert.Single(replies, reply => reply.Status == HttpStatusCode.Conflict);
    }

    internal static async Task<AcmeReply> ChangeAsync(AcmeTestClient client, SoftwareKey key, Func<Inner, Inner>? spoil = null)
    {
        var url = $"{client.Root}/key-change";
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["jwk"] = JsonNode.Parse(JsonWebKey.From(key.PublicKey).ToCanonicalJson()),
            ["url"] = url,
        };
        var inner = new Inner(header, client.Account!, client.Jwk, key);
        if (spoil is not null) inner = spoil(inner);
        var payload = $$"""{"account":"{{inner.Account}}","oldKey":{{inner.OldKey.ToCanonicalJson()}}}""";
        return await client.PostAsync(url, (await AcmeTestClient.JwsAsync(inner.Header, payload, inner.Signer)).ToJsonString());
    }

    private static void Replace(JsonObject header, string old, string name, string value)
    {
        header.Remove(old);
        header[name] = value;
    }

    /// <summary>The inner JWS before it is signed.</summary>
    public sealed record Inner(JsonObject Header, string Account, JsonWebKey OldKey, SoftwareKey Signer)
    {
        public Inner Edit(Action<JsonObject> edit)
        {
            edit(Header);
            return this;
        }
    }
}
