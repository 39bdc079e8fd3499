using System.Net;
using System.Text.Json;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tokens;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class TokenEndpointTests
{
    private const string Spc1234 = "MAigBhYEMTIzNA==";

    private readonly string _fingerprint = KeyFingerprint.Of(JsonWebKey.From(SoftwareKey.New().PublicKey));

    [Theory]
    [InlineData("/api/v1/account/acme/token")]
    [InlineData("/api/v1/account/acme/token/")]
    public async Task Issue_AsClientsInTheFieldAsk_AnswersStringsAlone(string path)
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var user = await world.UserAsync("acme.api", "account-user", "acme");
        var answer = await world.SendAsync(HttpMethod.Post, path, Body(), user, accept: "application/jose+json");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.All(answer.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        Assert.Equal(("success", "SPC token for spc: 1234 is created successfully"), (answer.Text("status"), answer.Text("message")));
        Assert.Equal($"{PaWorld.Url}/download/v1/crl", answer.Text("crl"));
        Assert.Equal(world.Authority.TokenSigner.Issuer.ToString(), answer.Text("iss"));

        Assert.True(AuthorityToken.TryParse(answer.Text("token"), out var token, out _));
        Assert.Equal((Spc1234, _fingerprint, false), (token.Value, token.Fingerprint, token.IsCa));
        Assert.InRange(token.ExpiresAt, world.Program.Time.GetUtcNow().AddMinutes(3), world.Program.Time.GetUtcNow().AddDays(1));

        // What the toolkit does next: x5u, as application/pkix-cert, and it reads PEM.
        Assert.StartsWith($"{PaWorld.Url}/download/v1/certificate/spc-token-", token.Source.Header.X5u, StringComparison.Ordinal);
        var pem = await world.GetAsync(new Uri(token.Source.Header.X5u!).AbsolutePath, accept: "application/pkix-cert");
        Assert.True(CertificateBundle.TryRead(pem.Octets, out var chain, out _));
        Assert.Equal(world.Authority.TokenSigner.Fingerprint, chain[0].Fingerprint);
        Assert.True(chain[0].PublicKey.TryToP256(out var key));
        Assert.Null(JwsVerifier.FaultOf(token.Source, key));
    }

    [Fact]
    public async Task Issue_ForAnotherAccountOrByNobody_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        await world.OpenAsync("other", "5678");
        var user = await world.UserAsync("other.api", "account-user", "other");
        var refused = await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", Body(), user);
        Assert.Equal((HttpStatusCode.Forbidden, "account-of-another"), (refused.Status, refused.Reason));
        refused = await world.SendAsync(HttpMethod.Post, "/api/v1/account/other/token", Body(), user);
        Assert.Equal((HttpStatusCode.Forbidden, "code-not-held"), (refused.Status, refused.Reason));
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", Body())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync("/api/v1/account/acme/token", Body())).Status);
    }

    [Fact]
    public async Task Issue_AfterSuspension_IsRefusedAndOldTokensAreRevoked()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var user = await world.UserAsync("acme.api", "account-user", "acme");
        Assert.Equal(HttpStatusCode.OK, (await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", Body(), user)).Status);
        await world.MoveAsync("acme", "suspended");
        var refused = await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", Body(), user);
        Assert.Equal((HttpStatusCode.Forbidden, "account-not-open"), (refused.Status, refused.Reason));
        var tokens = (await world.GetAsync("/api/v1/account/acme/tokens", "carol")).Json.GetProperty("tokens");
        var token = Assert.Single(tokens.EnumerateArray());
        Assert.Equal("decided", token.GetProperty("revokedFor").GetString());
        Assert.Equal("api-user:acme.api", token.GetProperty("issuedTo").GetString());
        var notices = (await world.SendAsync(HttpMethod.Get, "/pa/v1/notices?since=1", secret: $"Bearer {world.Reporter.Secret}")).Json;
        Assert.Equal(
            ["account-suspended", "token-revoked"],
            notices.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("kind").GetString()));
        Assert.Equal(3, notices.GetProperty("next").GetInt64());
    }

    [Fact]
    public async Task Revoke_ByTheProviderItself_IsToldToTheCas()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        await world.OpenAsync("other", "5678");
        var user = await world.UserAsync("acme.api", "account-user", "acme");
        var stranger = await world.UserAsync("other.api", "account-user", "other");
        var issued = await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", Body(), user);
        Assert.True(AuthorityToken.TryParse(issued.Text("token"), out var token, out _));
        var path = $"/api/v1/account/acme/token/{token.Id}/revoke";
        Assert.Equal("account-of-another", (await world.SendAsync(HttpMethod.Post, path, """{"reason":"r"}""", stranger)).Reason);
        Assert.Equal("act-malformed", (await world.SendAsync(HttpMethod.Post, path, "{}", user)).Reason);
        var revoked = await world.SendAsync(HttpMethod.Post, path, """{"reason":"key lost"}""", user);
        Assert.Equal((HttpStatusCode.OK, "key lost"), (revoked.Status, revoked.Text("revokedFor")));
        Assert.Equal(
            "token-not-found",
            (await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token/none/revoke", """{"reason":"r"}""", user)).Reason);
        var notices = await world.SendAsync(HttpMethod.Get, "/pa/v1/notices?since=2", secret: world.SecretOf("carol"));
        Assert.Contains($$"""{"seq":3,"kind":"token-revoked","jti":"{{token.Id}}"}""", notices.Body, StringComparison.Ordinal);
        Assert.Equal("cursor-malformed", (await world.GetAsync("/pa/v1/notices?since=-1", "carol")).Reason);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.SendAsync(HttpMethod.Get, "/pa/v1/notices", secret: user)).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Get, "/pa/v1/notices", secret: "Bearer crl_wrong")).Status);
    }

    [Theory]
    [InlineData("", 400, "request-malformed")]
    [InlineData("{", 400, "body-malformed")]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":7,"ca":false,"fingerprint":"F"}}""", 400, "request-malformed")]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"AAAA","ca":false,"fingerprint":"F"}}""", 400, "authority-unreadable")]
    [InlineData("""{"atc":{"tktype":"TNAuthList","tkvalue":"MAigBhYEMTIzNA==","ca":true,"fingerprint":"F"}}""", 403, "ca-not-allowed")]
    public async Task Issue_BadBody_NamesTheRule(string body, int status, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var user = await world.UserAsync("acme.api", "account-user", "acme");
        var answer = await world.SendAsync(
            HttpMethod.Post, "/api/v1/account/acme/token", body.Replace("\"F\"", $"\"{_fingerprint}\"", StringComparison.Ordinal), user);
        Assert.Equal((status, reason), ((int)answer.Status, answer.Reason));
        foreach (var member in (string[])["error", "message", "detail"]) Assert.NotEmpty(answer.Text(member));
    }

    [Fact]
    public async Task Issue_HugeBody_IsRefusedUnread()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var user = await world.UserAsync("acme.api", "account-user", "acme");
        var answer = await world.SendAsync(HttpMethod.Post, "/api/v1/account/acme/token", new string(' ', 100_000), user);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (answer.Status, answer.Reason));
    }

    private string Body() =>
        $$$"""{"atc":{"tktype":"TNAuthList","tkvalue":"{{{Spc1234}}}","ca":false,"fingerprint":"{{{_fingerprint}}}"}}""";
}
