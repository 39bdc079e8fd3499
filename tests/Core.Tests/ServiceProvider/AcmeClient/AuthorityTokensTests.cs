using System.Net;
using System.Text.Json;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.ServiceProvider.AcmeClient;

/// <summary>The two interfaces that issue tokens, request by request.</summary>
public sealed class AuthorityTokensTests
{
    private const string Fingerprint = "SHA256 AB:CD";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PolicyAdministrator_IsLoggedInTo_AndAskedWithTheBareAccessToken()
    {
        var peer = new Peer("""{"accessToken":"acc","refreshToken":"r"}""", """{"status":"success","message":"m","token":"a.b.c","crl":"https://sti-pa.example/crl"}""");
        var tokens = new PolicyAdministratorTokens(new HttpMessageInvoker(peer), new PolicyAdministratorAccount(new Uri("https://sti-pa.example/base/"), "sp 7", "u\"ser", "pass"), new SkippingTime());
        Assert.Equal("a.b.c", (await tokens.GetAsync(AcmeWorld.Authorities, Fingerprint, ca: false, Token)).Value);

        Assert.Equal(["https://sti-pa.example/base/api/v1/auth/login", "https://sti-pa.example/base/api/v1/account/sp%207/token"], peer.Urls);
        Assert.Equal(["", "acc"], peer.Authorizations);
        var login = JsonDocument.Parse(peer.Bodies[0]).RootElement;
        Assert.Equal(("u\"ser", "pass"), (login.GetProperty("userId").GetString(), login.GetProperty("password").GetString()));
        var atc = JsonDocument.Parse(peer.Bodies[1]).RootElement.GetProperty("atc");
        Assert.Equal("""{"tktype":"TNAuthList","tkvalue":"MAigBhYEMTIzNA==","ca":false,"fingerprint":"SHA256 AB:CD"}""", atc.GetRawText());
    }

    [Fact]
    public async Task TokenAuthority_IsAskedAsTheStandardSays()
    {
        var peer = new Peer("""{"token":"a.b.c"}""");
        var tokens = new TokenAuthorityTokens(new HttpMessageInvoker(peer), new Uri("https://ta.example"), "7", "Bearer x", new SkippingTime());
        Assert.Equal("a.b.c", (await tokens.GetAsync(AcmeWorld.Authorities, Fingerprint, ca: true, Token)).Value);
        Assert.Equal(["https://ta.example/at/account/7/token"], peer.Urls);
        Assert.Equal(["Bearer x"], peer.Authorizations);
        var atc = JsonDocument.Parse(peer.Bodies[0]).RootElement.GetProperty("atc");
        Assert.Equal("MAigBhYEMTIzNA", atc.GetProperty("tkvalue").GetString());
        Assert.True(atc.GetProperty("ca").GetBoolean());
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, """{"message":"wrong password"}""", "wrong password")]
    [InlineData(HttpStatusCode.OK, """{"status":"failure","message":"locked out"}""", "locked out")]
    [InlineData(HttpStatusCode.BadGateway, "<html>", "the server answered 502")]
    public async Task Refusal_IsToldInTheAuthoritysWords(HttpStatusCode status, string body, string detail)
    {
        var tokens = new PolicyAdministratorTokens(new HttpMessageInvoker(new Peer(body) { Status = status }), new PolicyAdministratorAccount(new Uri("https://sti-pa.example"), "7", "u", "p"), new SkippingTime());
        var failure = (await tokens.GetAsync(AcmeWorld.Authorities, Fingerprint, ca: false, Token)).Failure;
        Assert.Equal((AcmeFailureKind.NoToken, detail), (failure.Kind, failure.Detail));
    }

    private sealed class Peer(params string[] answers) : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public List<string> Urls { get; } = [];

        public List<string> Authorizations { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Urls.Add(request.RequestUri!.AbsoluteUri);
            Authorizations.Add(request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : "");
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            return new HttpResponseMessage(Status) { Content = new StringContent(answers[Urls.Count - 1]) };
        }
    }
}
