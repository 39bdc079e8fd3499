using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>Accounts (RFC 8555 section 7.3).</summary>
public sealed class AccountTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    private const string Base = AcmeTestClient.Base;

    [Fact]
    public async Task NewAccount_Is201WithItsUrl_AndAgainIs200WithTheSame()
    {
        var client = ca.NewClient();
        var created = (await client.RegisterAsync("""{"termsOfServiceAgreed":true,"contact":["mailto:a@example.com","MAILTO:b@example.com"]}""")).Expect(HttpStatusCode.Created);
        Assert.Equal(("valid", $"{created.Location}/orders"), (created.Text("status"), created.Text("orders")));
        Assert.Equal(["mailto:a@example.com", "MAILTO:b@example.com"], created.Json.GetProperty("contact").EnumerateArray().Select(item => item.GetString()));
        Assert.True(created.Json.GetProperty("termsOfServiceAgreed").GetBoolean());

        var again = ca.NewClient(ca.Instances[1], client.Key);
        var existing = (await again.RegisterAsync("""{"contact":["mailto:other@example.com"]}""")).Expect(HttpStatusCode.OK);
        Assert.Equal((created.Location, created.Body), (existing.Location, existing.Body));
    }

    [Fact]
    public async Task OnlyReturnExisting_FindsTheAccount_OrSaysThatThereIsNone()
    {
        var client = await ca.RegisterAsync();
        var found = (await ca.NewClient(key: client.Key).RegisterAsync("""{"onlyReturnExisting":true}""")).Expect(HttpStatusCode.OK);
        Assert.Equal(client.Account, found.Location);

        var stranger = ca.NewClient();
        (await stranger.RegisterAsync("""{"onlyReturnExisting":true}""")).ExpectProblem("accountDoesNotExist", HttpStatusCode.BadRequest);
        (await stranger.RegisterAsync()).Expect(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("\"tel:+12155550121\"", "unsupportedContact")]
    [InlineData("\"https://example.com\"", "unsupportedContact")]
    [InlineData("\"mailto:\"", "invalidContact")]
    [InlineData("\"mailto:a\"", "invalidContact")]
    [InlineData("\"mailto:a@b,c@d\"", "invalidContact")]
    [InlineData("\"mailto:a@b?subject=x\"", "invalidContact")]
    [InlineData("\"mailto:a b@c\"", "invalidContact")]
    [InlineData("1", "invalidContact")]
    public async Task Contact_ThatIsNotOneMailAddress_IsRefused_AtRegistrationAndAtUpdate(string contact, string error)
    {
        var client = ca.NewClient();
        (await client.RegisterAsync($$"""{"contact":[{{contact}}]}""")).ExpectProblem(error, HttpStatusCode.BadRequest);
        (await client.RegisterAsync()).Expect(HttpStatusCode.Created);
        (await client.PostAsync(client.Account!, $$"""{"contact":[{{contact}}]}""")).ExpectProblem(error, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("""{"contact":"mailto:a@b"}""")]
    [InlineData("""{"onlyReturnExisting":"true"}""")]
    [InlineData("""{"onlyReturnExisting":1}""")]
    [InlineData("""{"termsOfServiceAgreed":"true"}""")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("\"\"")]
    public async Task NewAccount_WithAnotherForm_IsMalformed(string payload) => (await ca.NewClient().RegisterAsync(payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);

    [Fact]
    public async Task EmptyNewAccount_IsTakenBehindTheSwitch()
    {
        AssertNames("Acme:Quirks=EmptyNewAccount",
            (await ca.NewClient().RegisterAsync("")).ExpectProblem("malformed", HttpStatusCode.BadRequest));
        var url = await ca.StartCaAsync(("Acme:Quirks", "EmptyNewAccount"));
        (await ca.NewClient(url).RegisterAsync("")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task UndottedEmptyPayload_IsTakenBehindTheSwitch()
    {
        var client = await ca.RegisterAsync();
        var undotted = new Spoiled { Body = body => SignedOverTheHeaderAlone(body, client.Key) };
        AssertNames("Acme:Quirks=UndottedEmptyPayload",
            (await client.PostAsync(client.Account!, "", undotted)).ExpectProblem("malformed", HttpStatusCode.BadRequest));
        var forged = (await client.PostAsync(client.Account!, "", new Spoiled { Signer = SoftwareKey.New() })).ExpectProblem("malformed",
            HttpStatusCode.BadRequest);
        Assert.DoesNotContain("Acme:", forged.Text("detail"), StringComparison.Ordinal);
        var tolerant = client.At(await ca.StartCaAsync(("Acme:Quirks", "UndottedEmptyPayload")));
        (await tolerant.PostAsync(client.Account!, "", undotted)).Expect(HttpStatusCode.OK);
        (await tolerant.PostAsync(client.Account!, "{}", undotted)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task JwkWithAKidMember_IsTheSameKey()
    {
        var client = ca.NewClient();
        var reply = await client.PostAsync($"{Base}/new-account", "{}", new Spoiled { Header = header => header["jwk"]!["kid"] = "mine" });
        reply.Expect(HttpStatusCode.Created);
        Assert.Equal(reply.Location, (await client.RegisterAsync()).Expect(HttpStatusCode.OK).Location);
    }

    [Fact]
    public async Task Terms_AreAgreedTo_BeforeThereIsAnAccount()
    {
        var url = await ca.StartCaAsync(("Acme:TermsOfService", "https://ca.example/terms.html"), ("Acme:Website", "https://ca.example/"));
        var client = ca.NewClient(url);
        var meta = (await client.SendAsync(HttpMethod.Get, $"{Base}/directory")).Json.GetProperty("meta");
        Assert.Equal(("https://ca.example/terms.html", "https://ca.example/"), (meta.GetProperty("termsOfService").GetString(), meta.GetProperty("website").GetString()));
        foreach (var payload in (string[])["{}", """{"termsOfServiceAgreed":false}""", """{"termsOfServiceAgreed":null}"""])
            (await client.RegisterAsync(payload)).ExpectProblem("userActionRequired", HttpStatusCode.Forbidden);
        (await client.RegisterAsync()).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Update_ChangesContacts_AndIgnoresWhatItDoesNotKnow()
    {
        var client = await ca.RegisterAsync();
        var changed = (await client.PostAsync(client.Account!, """{"contact":["mailto:new@example.com"],"termsOfServiceAgreed":false,"orders":"x"}""")).Expect(HttpStatusCode.OK);
        Assert.Equal("mailto:new@example.com", changed.Json.GetProperty("contact")[0].GetString());
        Assert.True(changed.Json.GetProperty("termsOfServiceAgreed").GetBoolean());
        Assert.Equal(changed.Body, (await client.At(ca.Instances[1]).PostAsync(client.Account!)).Body);
        Assert.Empty((await client.PostAsync(client.Account!, """{"contact":[]}""")).Json.GetProperty("contact").EnumerateArray());
        (await client.PostAsync(client.Account!, """{"status":1}""")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    // python-acme and acmez send the account back as they got it.
    [Theory]
    [InlineData("\"valid\"")]
    [InlineData("\"revoked\"")]
    [InlineData("\"unknown\"")]
    [InlineData("null")]
    public async Task Update_StatusOtherThanDeactivated_IsIgnored(string status)
    {
        var client = await ca.RegisterAsync();
        var update = $$"""{"status":{{status}},"contact":["mailto:b@example.com"],"termsOfServiceAgreed":true,"orders":"https://ca.example.com/acme/account/1/orders"}""";
        var changed = (await client.PostAsync(client.Account!, update)).Expect(HttpStatusCode.OK);
        Assert.Equal(("valid", "mailto:b@example.com"), (changed.Text("status"), changed.Json.GetProperty("contact")[0].GetString()));
    }

    [Fact]
    public async Task NewAccount_NullMembers_CountAsAbsent()
    {
        const string Nulls = """{"termsOfServiceAgreed":null,"externalAccountBinding":null,"contact":null,"onlyReturnExisting":null}""";
        var client = ca.NewClient();
        Assert.Empty((await client.RegisterAsync(Nulls)).Expect(HttpStatusCode.Created).Json.GetProperty("contact").EnumerateArray());
        (await client.PostAsync(client.Account!, """{"contact":["mailto:b@example.com"]}""")).Expect(HttpStatusCode.OK);
        var kept = (await client.PostAsync(client.Account!, """{"contact":null,"status":null}""")).Expect(HttpStatusCode.OK);
        Assert.Equal("mailto:b@example.com", kept.Json.GetProperty("contact")[0].GetString());
    }

    [Fact]
    public async Task Account_OfSomebodyElse_IsNeitherReadNorChanged()
    {
        var (client, stranger) = (await ca.RegisterAsync(), await ca.RegisterAsync());
        (await stranger.PostAsync(client.Account!)).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await stranger.PostAsync(client.Account!, """{"status":"deactivated"}""")).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await stranger.PostAsync($"{client.Account}/orders")).ExpectProblem("unauthorized", HttpStatusCode.Forbidden);
        (await client.PostAsync(client.Account!)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deactivated_TheAccountDoesNothingMore_OnBothInstances()
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        Assert.Equal("deactivated", (await client.PostAsync(client.Account!, """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK).Text("status"));
        foreach (var there in (AcmeTestClient[])[client, client.At(ca.Instances[1])])
        {
            (await there.PostAsync(client.Account!)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
            (await there.PostAsync(order.Url)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
            (await there.NewOrderAsync(CaDeployment.Spc)).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
        }

        (await ca.NewClient(key: client.Key).RegisterAsync()).ExpectProblem("unauthorized", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Registrations_OfOneKeyAtOnce_OnTwoInstances_MakeOneAccount()
    {
        for (var round = 0; round < 3; round++)
        {
            var key = SoftwareKey.New();
            var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(index => ca.NewClient(ca.Instances[index % 2], key).RegisterAsync()));
            Assert.All(replies, reply => Assert.True(reply.Status is HttpStatusCode.Created or HttpStatusCode.OK, reply.Body));
            Assert.Single(replies, reply => reply.Status == HttpStatusCode.Created);
            Assert.Single(replies.Select(reply => reply.Location).Distinct());
        }
    }

    [Fact]
    public async Task Orders_AreListedPageByPage_WithoutThoseThatCameToNothing()
    {
        var client = await ca.RegisterAsync();
        var placed = new List<string>();
        for (var count = 0; count < 105; count++)
        {
            // They are listed by age: the fourth is on the first page.
            ca.Time.Move(TimeSpan.FromMilliseconds(1));
            placed.Add((await client.OrderAsync(CaDeployment.Spc)).Url);
        }

        (await client.PostAsync(placed[3].Replace("/order/", "/authorization/", StringComparison.Ordinal), """{"status":"deactivated"}""")).Expect(HttpStatusCode.OK);

        var first = (await client.PostAsync($"{client.Account}/orders")).Expect(HttpStatusCode.OK);
        var next = first.Link("next");
        Assert.NotNull(next);
        var second = (await client.PostAsync(next)).Expect(HttpStatusCode.OK);
        Assert.Null(second.Link("next"));
        Assert.Equal(placed.Where((_, index) => index != 3).Order(), Urls(first).Concat(Urls(second)).Order());
        Assert.Equal(99, Urls(first).Count());
        (await client.PostAsync($"{client.Account}/orders?cursor=!")).ExpectProblem("malformed", HttpStatusCode.BadRequest);
    }

    private static void AssertNames(string setting, AcmeReply refusal) =>
        Assert.Contains(setting, refusal.Text("detail"), StringComparison.Ordinal);

    private static IEnumerable<string> Urls(AcmeReply reply) => reply.Json.GetProperty("orders").EnumerateArray().Select(item => item.GetString()!);

    private static string SignedOverTheHeaderAlone(JsonObject body, SoftwareKey key)
    {
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportFromPem(key.ToPem());
        body["signature"] = StrictBase64Url.Encode(ecdsa.SignData(Encoding.ASCII.GetBytes(body["protected"]!.GetValue<string>()), HashAlgorithmName.SHA256));
        return body.ToJsonString();
    }
}
