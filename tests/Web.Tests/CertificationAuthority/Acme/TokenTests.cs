using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>The challenge tkauth-01 (RFC 9447, RFC 9448) as the server judges it.</summary>
public sealed class TokenTests(CaDeployment ca) : IClassFixture<CaDeployment>
{
    public static TheoryData<string, string> Members => new() { { "tkauth", "RFC 9447" }, { "atc", "the drafts before it" } };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Token_InEitherMember_IsTaken(string member, string source)
    {
        Assert.NotEmpty(source);
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        Assert.Equal("valid", (await order.AnswerAsync(await ca.TokenAsync(client), member)).Expect(HttpStatusCode.OK).Text("status"));
        Assert.Equal("ready", await order.StatusAsync());
    }

    [Fact]
    public async Task Token_ForAnotherSpc_IsRefused() => await AssertRefusedAsync(client => ca.TokenAsync(client, CaDeployment.SpcOf("5678")), "tkvalue");

    [Fact]
    public async Task Token_ForAnotherAccount_IsRefused()
    {
        var other = await ca.RegisterAsync();
        await AssertRefusedAsync(_ => ca.TokenAsync(other), "fingerprint");
    }

    [Fact]
    public async Task Token_ForACa_IsRefusedWhereNoneIsCertified() => await AssertRefusedAsync(client => ca.TokenAsync(client, ca: true), "ca is true");

    [Fact]
    public async Task Token_ThatExpired_IsRefused()
    {
        await AssertRefusedAsync(
            async client =>
            {
                var token = await ca.TokenAsync(client, life: TimeSpan.FromMinutes(1));
                ca.Time.Move(TimeSpan.FromMinutes(1));
                return token;
            },
            "expired");
    }

    [Fact]
    public async Task Token_SignedByAStranger_IsRefused()
    {
        var stranger = await TestAdministrator.NewAsync(CaDeployment.Country, ca.Time);
        var x5u = await ca.PublishAsync(stranger.TokenSigner.Certificate);
        await AssertRefusedAsync(client => stranger.TokenAsync(x5u, CaDeployment.Spc, client.Jwk), "trusted issuer");
        await AssertRefusedAsync(client => stranger.TokenAsync(ca.X5u, CaDeployment.Spc, client.Jwk), "signature-mismatch");
    }

    [Fact]
    public async Task Token_SignedByTheSignerOfLists_IsRefused()
    {
        var (certificate, key) = ca.PolicyAdministrator.ListSigner;
        var x5u = await ca.PublishAsync(certificate);
        await AssertRefusedAsync(client => ca.PolicyAdministrator.TokenAsync(x5u, CaDeployment.Spc, client.Jwk, signer: key), "trusted-CA list");
    }

    [Fact]
    public async Task Token_SignedByTheStiCaItself_IsRefused()
    {
        var (order, leaf) = await ca.IssueAsync(await ca.RegisterAsync());
        Assert.NotNull(order);
        var x5u = await ca.PublishAsync(leaf);
        await AssertRefusedAsync(client => ca.PolicyAdministrator.TokenAsync(x5u, CaDeployment.Spc, client.Jwk, signer: SoftwareKey.New()), "");
    }

    [Fact]
    public async Task Token_ThatIsNone_IsRefused()
    {
        await AssertRefusedAsync(_ => Task.FromResult("x"), "");
        await AssertRefusedAsync(_ => Task.FromResult(""), "");
        await AssertRefusedAsync(
            async client =>
            {
                var parts = (await ca.TokenAsync(client)).Split('.');
                return $"{AcmeTestClient.Encode("{\"alg\":\"none\"}")}.{parts[1]}.";
            },
            "");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"tkauth":1}""")]
    [InlineData("""{"tkauth":null}""")]
    [InlineData("[]")]
    public async Task Answer_WithoutAToken_IsMalformed_AndTheChallengeStaysPending(string payload)
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        (await client.PostAsync(order.Challenge, payload)).ExpectProblem("malformed", HttpStatusCode.BadRequest);
        Assert.Equal("pending", (await client.PostAsync(order.Challenge)).Text("status"));
        await order.AuthorizeAsync(await ca.TokenAsync(client));
    }

    [Fact]
    public async Task Answer_Repeated_FindsWhatTheFirstOneDid()
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        var token = await ca.TokenAsync(client);
        var first = (await order.AnswerAsync(token)).Expect(HttpStatusCode.OK);
        var again = (await order.By(client.At(ca.Instances[1])).AnswerAsync(token)).Expect(HttpStatusCode.OK);
        Assert.Equal(first.Body, again.Body);

        var failed = await client.OrderAsync(CaDeployment.Spc);
        await failed.AnswerAsync("x");
        Assert.Equal("invalid", (await failed.AnswerAsync(await ca.TokenAsync(client))).Text("status"));
    }

    [Fact]
    public async Task Answers_OnBothInstancesAtOnce_AllEndInOneAuthorization()
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        var token = await ca.TokenAsync(client);
        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => order.By(client.At(ca.Instances[index % 2])).AnswerAsync(token)));
        Assert.All(replies, reply => Assert.Equal("valid", reply.Expect(HttpStatusCode.OK).Text("status")));
    }

    [Fact]
    public async Task Token_UsedOnAnotherOrder_IsRefused_UnlessTheProfileLetsTheAccountReuseIt()
    {
        var client = await ca.RegisterAsync();
        var token = await ca.TokenAsync(client);
        await (await client.OrderAsync(CaDeployment.Spc)).AuthorizeAsync(token);
        var second = await client.OrderAsync(CaDeployment.Spc);
        var refused = await second.AnswerAsync(token);
        Assert.Equal("invalid", refused.Text("status"));
        var detail = refused.Json.GetProperty("error").GetProperty("detail").GetString();
        Assert.All((string[])["jti", "Ca:TokenReuse=UntilExpiry"], text => Assert.Contains(text, detail, StringComparison.Ordinal));

        var tolerant = client.At(await ca.StartCaAsync(("Ca:TokenReuse", "UntilExpiry")));
        await (await tolerant.OrderAsync(CaDeployment.Spc)).AuthorizeAsync(token);
    }

    [Fact]
    public async Task X5u_OutOfReach_IsAConnectionProblem_AndTheChallengeStaysPending()
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        const string Nowhere = "https://no-such-host.example/a.pem";
        var token = await ca.PolicyAdministrator.TokenAsync(Nowhere, CaDeployment.Spc, client.Jwk);
        (await order.AnswerAsync(token)).ExpectProblem("connection", HttpStatusCode.BadRequest);
        Assert.Equal("pending", (await client.PostAsync(order.Challenge)).Text("status"));
        await order.AuthorizeAsync(await ca.TokenAsync(client));
    }

    [Fact]
    public async Task X5u_AtAnAddressThatIsNotPublic_IsNotFetched()
    {
        await AssertRefusedOrUnreachedAsync("https://127.0.0.1:1/a.pem");
        await AssertRefusedOrUnreachedAsync("https://169.254.169.254/latest/meta-data");
    }

    [Fact]
    public async Task Fingerprint_OfTheSubjectPublicKeyInfo_IsTakenToo()
    {
        var client = await ca.RegisterAsync();
        var fingerprint = Core.Tokens.KeyFingerprint.OfPublicKeyInfo(EcdsaPublicKey.From(client.Key.PublicKey).ToSubjectPublicKeyInfo());
        var issuer = new Core.Tokens.SpcTokenIssuer(ca.PolicyAdministrator.TokenSigner.Key, ca.X5u, Core.Tokens.TkvalueForm.Base64Url, ca.Time, SystemRandom.Instance);
        var token = await issuer.IssueAsync(CaDeployment.Spc, fingerprint, ca: false, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await (await client.OrderAsync(CaDeployment.Spc)).AuthorizeAsync(token);
    }

    // The order ends with the refusal, which both challenge and order name.
    private async Task AssertRefusedAsync(Func<AcmeTestClient, Task<string>> makeToken, string inDetail)
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        var reply = (await order.AnswerAsync(await makeToken(client))).Expect(HttpStatusCode.OK);
        Assert.Equal("invalid", reply.Text("status"));
        var error = reply.Json.GetProperty("error");
        Assert.Equal("urn:ietf:params:acme:error:incorrectResponse", error.GetProperty("type").GetString());
        Assert.Contains(inDetail, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var after = await order.GetAsync();
        Assert.Equal(("invalid", error.GetRawText()), (after.Text("status"), after.Json.GetProperty("error").GetRawText()));
        Assert.Equal("invalid", (await client.PostAsync(order.Authorization)).Text("status"));
        (await order.FinalizeAsync(await CaDeployment.CsrAsync())).ExpectProblem("orderNotReady", HttpStatusCode.Forbidden);
    }

    private async Task AssertRefusedOrUnreachedAsync(string x5u)
    {
        var client = await ca.RegisterAsync();
        var order = await client.OrderAsync(CaDeployment.Spc);
        await order.AnswerAsync(await ca.PolicyAdministrator.TokenAsync(x5u, CaDeployment.Spc, client.Jwk));
        Assert.NotEqual("ready", await order.StatusAsync());
    }
}
