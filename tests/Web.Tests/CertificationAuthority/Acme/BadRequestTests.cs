using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Requests that break a rule of RFC 8555 section 6, each with its type and status, and nothing changed.</summary>
public sealed class BadRequestTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Base = AcmeTestClient.Base;

    public static TheoryData<string, string, HttpStatusCode, Spoiled> Faults => new()
    {
        { "no JSON", "malformed", HttpStatusCode.BadRequest, Body(_ => "{\"protected\":") },
        { "an array", "malformed", HttpStatusCode.BadRequest, Body(body => $"[{body.ToJsonString()}]") },
        { "nothing", "malformed", HttpStatusCode.BadRequest, Body(_ => "") },
        { "a member twice", "malformed", HttpStatusCode.BadRequest, Body(body => body.ToJsonString()[..^1] + ",\"payload\":\"\"}") },
        { "compact form", "malformed", HttpStatusCode.BadRequest, Body(body => $"{body["protected"]}.{body["payload"]}.{body["signature"]}") },
        { "padded base64url", "malformed", HttpStatusCode.BadRequest, Member("signature", text => text + "==") },
        { "a header that is no base64url", "malformed", HttpStatusCode.BadRequest, Member("protected", text => "!" + text[1..]) },
        { "a payload that is no base64url", "malformed", HttpStatusCode.BadRequest, Member("payload", text => text + "é") },
        { "no signature", "malformed", HttpStatusCode.BadRequest, Body(body => Without(body, "signature")) },
        { "no payload", "malformed", HttpStatusCode.BadRequest, Body(body => Without(body, "payload")) },
        { "an unprotected header", "malformed", HttpStatusCode.BadRequest, Body(body => With(body, "header", new JsonObject { ["alg"] = "ES256" })) },
        { "signatures", "malformed", HttpStatusCode.BadRequest, Body(body => With(body, "signatures", new JsonArray())) },
        { "a header that is no JSON", "malformed", HttpStatusCode.BadRequest, Member("protected", _ => AcmeTestClient.Encode("{")) },
        { "another signature", "malformed", HttpStatusCode.BadRequest, new Spoiled { Signer = SoftwareKey.New() } },
        { "a signature cut short", "malformed", HttpStatusCode.BadRequest, Member("signature", text => text[..^2]) },
        { "a signature of zeros", "malformed", HttpStatusCode.BadRequest, Member("signature", _ => new string('A', 86)) },
        { "another payload than signed", "malformed", HttpStatusCode.BadRequest, Member("payload", _ => AcmeTestClient.Encode("{\"contact\":[]}")) },
        { "no url", "malformed", HttpStatusCode.BadRequest, Header(header => header.Remove("url")) },
        { "a url that is a number", "malformed", HttpStatusCode.BadRequest, Header(header => header["url"] = 1) },
        { "another url", "unauthorized", HttpStatusCode.Forbidden, Header(header => header["url"] = $"{Base}/new-order") },
        { "a url with a query", "unauthorized", HttpStatusCode.Forbidden, Header(header => header["url"] = $"{header["url"]}?a=b") },
        { "jwk and kid", "malformed", HttpStatusCode.BadRequest, Header(header => header["jwk"] = Jwk(SoftwareKey.New())) },
        { "neither jwk nor kid", "malformed", HttpStatusCode.BadRequest, Header(header => header.Remove("kid")) },
        { "jwk where kid belongs", "malformed", HttpStatusCode.BadRequest, new Spoiled { WithJwk = true } },
        { "an unknown kid", "accountDoesNotExist", HttpStatusCode.BadRequest, Header(header => header["kid"] = $"{Base}/account/AAAAAAAAAAAAAAAAAAAAAA") },
        { "a kid elsewhere", "accountDoesNotExist", HttpStatusCode.BadRequest, Header(header => header["kid"] = "https://other.example/acme/account/AAAAAAAAAAAAAAAAAAAAAA") },
        { "a kid that is no account", "accountDoesNotExist", HttpStatusCode.BadRequest, Header(header => header["kid"] = $"{Base}/account/../order") },
        { "crit", "malformed", HttpStatusCode.BadRequest, Header(header => header["crit"] = new JsonArray("exp")) },
        { "no alg", "malformed", HttpStatusCode.BadRequest, Header(header => header.Remove("alg")) },
        { "no nonce", "badNonce", HttpStatusCode.BadRequest, Header(header => header.Remove("nonce")) },
        { "a foreign nonce", "badNonce", HttpStatusCode.BadRequest, new Spoiled { Nonce = new string('A', 64) } },
        { "a nonce of another form", "badNonce", HttpStatusCode.BadRequest, new Spoiled { Nonce = "x" } },
        { "a private jwk", "badPublicKey", HttpStatusCode.BadRequest, Header(header => header["jwk"] = With(Jwk(SoftwareKey.New()), "d")) },
        { "an RSA jwk", "badSignatureAlgorithm", HttpStatusCode.BadRequest, Header(header => header["jwk"] = Rsa()) },
        { "a jwk of another kind", "badPublicKey", HttpStatusCode.BadRequest, Header(header => header["jwk"] = new JsonObject { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = "AQAB" }) },
        { "a point off the curve", "badPublicKey", HttpStatusCode.BadRequest, Header(header => header["jwk"] = OffCurve()) },
        { "another media type", "malformed", HttpStatusCode.UnsupportedMediaType, new Spoiled { ContentType = "application/json" } },
        { "no media type", "malformed", HttpStatusCode.UnsupportedMediaType, new Spoiled { ContentType = "" } },
        { "too much", "malformed", HttpStatusCode.RequestEntityTooLarge, Body(body => body.ToJsonString() + new string(' ', 192 * 1024)) },
    };

    public static TheoryData<string> Algorithms => ["none", "None", "RS256", "HS256", "ES384", "ES256K", "EdDSA", ""];

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Request_WithAFault_IsRefusedWithItsType_AndAFreshNonceThatWorks(string fault, string error, HttpStatusCode status, Spoiled spoiled)
    {
        Assert.NotEmpty(fault);
        var client = await ca.RegisterAsync();
        var reply = (await client.PostAsync(client.Account!, "{\"contact\":[\"mailto:new@example.com\"]}", spoiled)).ExpectProblem(error, status);

        var after = (await client.PostAsync(client.Account!, "", new Spoiled { Nonce = reply.Nonce })).Expect(HttpStatusCode.OK);
        Assert.Empty(after.Json.GetProperty("contact").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Algorithm_OtherThanEs256_IsRefused_AndTheOneTakenIsNamed(string algorithm)
    {
        var client = await ca.RegisterAsync();
        var reply = (await client.PostAsync(client.Account!, "", Header(header => header["alg"] = algorithm))).ExpectProblem("badSignatureAlgorithm", HttpStatusCode.BadRequest);
        Assert.Equal(["ES256"], reply.Json.GetProperty("algorithms").EnumerateArray().Select(item => item.GetString()));
    }

    // certbot and dehydrated make RSA account keys.
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task NewAccount_WithAnRsaKey_NamesTheAlgorithms(string algorithm)
    {
        var rsa = new Spoiled { Header = header => (header["alg"], header["jwk"]) = (algorithm, Rsa()) };
        var reply = (await ca.NewClient().PostAsync($"{Base}/new-account", "{}", rsa)).ExpectProblem("badSignatureAlgorithm",
            HttpStatusCode.BadRequest);
        Assert.Equal(["ES256"], reply.Json.GetProperty("algorithms").EnumerateArray().Select(item => item.GetString()));
        Assert.Contains("EC keys on P-256", reply.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewAccount_SignedByKid_IsMalformed()
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync($"{Base}/new-account", "{}")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task UrlOfTheHeader_IsTheOneAskedFor_QueryIncluded()
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync($"{client.Account}/orders", "", new Spoiled { SentTo = $"{client.Account}/orders?cursor=AA" })).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await client.PostAsync(client.Account!, "", new Spoiled { SentTo = $"{Base}/new-order" })).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("order/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("certificate/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("authorization/AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task ResourceThatIsRead_TakesAnEmptyPayloadOnly(string path)
    {
        var client = await ca.RegisterAsync();
        var (order, _) = await ca.IssueAsync(client);
        (await client.PostAsync($"{Base}/{path}")).ExpectProblem("malformed", HttpStatusCode.NotFound);
        (await client.PostAsync($"{Base}/{path[..path.IndexOf('/', StringComparison.Ordinal)]}/{order.Id}", "{}")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "new-account")]
    [InlineData("GET", "new-order")]
    [InlineData("GET", "account/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "account/AAAAAAAAAAAAAAAAAAAAAA/orders")]
    [InlineData("GET", "order/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "authorization/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "challenge/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "certificate/AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "revoke-cert")]
    [InlineData("PUT", "new-order")]
    [InlineData("DELETE", "account/AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task OtherMethodThanPost_IsRefusedAsMalformed(string method, string path)
    {
        var reply = (await ca.NewClient().SendAsync(new HttpMethod(method), $"{Base}/{path}")).Expect(HttpStatusCode.MethodNotAllowed);
        Assert.Equal(("malformed", "POST"), (reply.Error, reply.Header("Allow")));
        Assert.StartsWith("application/problem+json", reply.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathThatIsNotThere_IsMalformedInTheWordsOfAcme()
    {
        var reply = (await ca.NewClient().SendAsync(HttpMethod.Get, $"{Base}/renewal-info")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("malformed", reply.Error);
    }

    [Fact]
    public async Task TooManyRequests_AreRefusedInTheWordsOfAcme()
    {
        var client = ca.NewClient(await ca.StartCaAsync(("Limits:PerAddressPerSecond", "1")));
        AcmeReply reply;
        var attempts = 0;
        do reply = await client.SendAsync(HttpMethod.Get, $"{Base}/directory");
        while (reply.Status == HttpStatusCode.OK && ++attempts < 100);
        reply.Expect(HttpStatusCode.TooManyRequests);
        Assert.Equal(("rateLimited", "2"), (reply.Error, reply.Header("Retry-After")));
    }

    [Fact]
    public async Task MediaType_WithAParameterAndInCapitals_IsTaken()
    {
        var client = await ca.RegisterAsync();
        (await client.PostAsync(client.Account!, "", new Spoiled { ContentType = "Application/JOSE+json; charset=utf-8" })).Expect(HttpStatusCode.OK);
    }

    private static Spoiled Header(Action<JsonObject> edit) => new() { Header = edit };

    private static Spoiled Body(Func<JsonObject, string> edit) => new() { Body = edit };

    private static Spoiled Member(string name, Func<string, string> edit) => Body(body => With(body, name, edit(body[name]!.GetValue<string>())));

    private static string With(JsonObject body, string name, JsonNode value)
    {
        body[name] = value;
        return body.ToJsonString();
    }

    private static string Without(JsonObject body, string name)
    {
        body.Remove(name);
        return body.ToJsonString();
    }

    private static JsonNode With(JsonNode jwk, string name)
    {
        jwk[name] = "AA";
        return jwk;
    }

    private static JsonNode Jwk(SoftwareKey key) => JsonNode.Parse(Core.Keys.JsonWebKey.From(key.PublicKey).ToCanonicalJson())!;

    private static JsonObject Rsa() => new() { ["kty"] = "RSA", ["n"] = "AQAB", ["e"] = "AQAB" };

    private static JsonNode OffCurve()
    {
        var jwk = Jwk(SoftwareKey.New());
        jwk["x"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('a', 32))).TrimEnd('=');
        return jwk;
    }
}
