using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Tests.Support;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>The dialects of ATIS-1000096 and of the first open CPS, and what one CPS hands on to another.</summary>
public sealed class OtherDialectTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ByPath_IsStored_WithAnEmpty201()
    {
        var call = NewCall("12155550501");
        var token = await deployment.SignAsync(call.Dest);
        var (status, body) = await SendAsync(HttpMethod.Post, $"/cps/v1/5678/{call.Dest.Value}/1234/{call.Orig.Value}", bearer: null, "application/passport", token + "\n");
        Assert.Equal((HttpStatusCode.Created, ""), (status, body));
        Assert.Equal([token], await TakeAsync(call));
    }

    [Theory]
    [InlineData("/cps/v1/9999/12155550502/1234/12155550121", HttpStatusCode.NotFound, "not-served")]
    [InlineData("/cps/v1/5678/12155550502/9999/12155550121", HttpStatusCode.Forbidden, "origin-not-signer")]
    [InlineData("/cps/v1/5678/12155550503/1234/12155550121", HttpStatusCode.BadRequest, "not-this-call")]
    [InlineData("/cps/v1/5678/+12155550502/1234/12155550121", HttpStatusCode.BadRequest, "path-malformed")]
    public async Task ByPath_ThatDoesNotFit_IsRefused(string path, HttpStatusCode status, string reason)
    {
        var call = NewCall("12155550502");
        var (actual, body) = await SendAsync(HttpMethod.Post, path, bearer: null, "application/passport", await deployment.SignAsync(call.Dest));
        Assert.Equal((status, reason), (actual, ReasonOf(body)));
        Assert.Empty(await TakeAsync(call));
    }

    [Fact]
    public async Task ByPath_AStalePassport_IsAnError_NotA201()
    {
        var call = NewCall("12155550504");
        var token = await deployment.SignAsync(call.Dest);
        deployment.Time.Advance(TimeSpan.FromSeconds(61));
        var (status, body) = await SendAsync(HttpMethod.Post, $"/cps/v1/5678/{call.Dest.Value}/1234/{call.Orig.Value}", bearer: null, "application/passport", token);
        Assert.Equal((HttpStatusCode.BadRequest, "passport-refused"), (status, ReasonOf(body)));
    }

    [Theory]
    [InlineData("/passports", HttpStatusCode.Created, """{"status":201,"message":"Created"}""")]
    [InlineData("/publish", HttpStatusCode.OK, """{"message":"OK"}""")]
    public async Task Shared_TakesSubForIssAndSpc(string prefix, HttpStatusCode status, string answer)
    {
        var call = NewCall($"1215555{600 + prefix.Length:D4}");
        var token = await deployment.SignAsync(call.Dest);
        var bearer = await BearerAsync(deployment.A.Key, deployment.X5uOfA, call, "publish", Deployment.HostName, token, "\"sub\":\"1234\"", arrayOrig: prefix == "/publish");
        Assert.Equal((status, answer), await SendAsync(HttpMethod.Post, $"{prefix}/{call.Dest.Value}/{call.Orig.Value}", bearer, "application/json", Body(token)));
        Assert.Equal([token], await TakeAsync(call));
    }

    [Theory]
    [InlineData("/passports", true)]
    [InlineData("/retrieve", false)]
    public async Task Shared_HandsOut_AsItsClientsRead(string prefix, bool isObject)
    {
        var call = NewCall($"1215555{620 + prefix.Length:D4}");
        var token = await deployment.SignAsync(call.Dest);
        await deployment.Client.PostOpenAsync(deployment.OpenUrl, [token], Token);
        var bearer = await BearerAsync(deployment.B.Key, deployment.X5uOfB, call, "retrieve", Deployment.HostName, token, "\"sub\":\"5678\"");
        var (status, body) = await SendAsync(HttpMethod.Get, $"{prefix}/{call.Dest.Value}/{call.Orig.Value}", bearer, mediaType: null, body: null);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(isObject ? $$"""{"passports":["{{token}}"]}""" : $"""["{token}"]""", body);
    }

    [Fact]
    public async Task Shared_SubThatIsNotTheCertificates_IsRefused()
    {
        var call = NewCall("12155550640");
        var token = await deployment.SignAsync(call.Dest);
        var bearer = await BearerAsync(deployment.A.Key, deployment.X5uOfA, call, "publish", Deployment.HostName, token, "\"sub\":\"5678\"");
        var (status, body) = await SendAsync(HttpMethod.Post, $"/passports/{call.Dest.Value}/{call.Orig.Value}", bearer, "application/json", Body(token));
        Assert.Equal((HttpStatusCode.Forbidden, "bearer-issuer"), (status, ReasonOf(body)));
    }

    [Fact]
    public async Task Republished_TriedAgainByAPeer_IsStoredOnce()
    {
        var call = NewCall("12155550650");
        var token = await deployment.SignAsync(call.Dest);
        var first = await FirstAsync(call, token);
        Assert.Equal(HttpStatusCode.Created, (await RepublishAsync(call, token, first)).Status);

        // As after an answer that was lost: a wrapper of its own, the same first token.
        Assert.Equal(HttpStatusCode.Created, (await RepublishAsync(call, token, first)).Status);
        Assert.Equal([token], await TakeAsync(call));
        Assert.Equal(HttpStatusCode.Created, (await RepublishAsync(call, token, first)).Status);
        Assert.Empty(await TakeAsync(call));
    }

    [Fact]
    public async Task Republished_WithAWrapperUsedBefore_IsRefused()
    {
        var call = NewCall("12155550651");
        var token = await deployment.SignAsync(call.Dest);
        var wrapper = await BearerAsync(deployment.B.Key, deployment.X5uOfB, call, "republish", Deployment.HostName, token, Codes);
        var path = $"/republish/{call.Dest.Value}/{call.Orig.Value}";
        var body = Body(token, await FirstAsync(call, token));
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Post, path, wrapper, "application/json", body)).Status);
        var (status, refusal) = await SendAsync(HttpMethod.Post, path, wrapper, "application/json", body);
        Assert.Equal((HttpStatusCode.Unauthorized, "bearer-replayed"), (status, ReasonOf(refusal)));
        Assert.Equal([token], await TakeAsync(call));
    }

    [Theory]
    [InlineData("no token", HttpStatusCode.Forbidden, "republisher-unknown")]
    [InlineData("a stranger republishes", HttpStatusCode.Forbidden, "republisher-unknown")]
    [InlineData("the first token was for another CPS", HttpStatusCode.Forbidden, "bearer-audience")]
    [InlineData("the first token is the peer's own", HttpStatusCode.Unauthorized, "bearer-signature")]
    [InlineData("another body", HttpStatusCode.Forbidden, "bearer-body-hash")]
    [InlineData("the wrapper says publish", HttpStatusCode.Forbidden, "bearer-action")]
    public async Task Republished_WithOneThingWrong_IsRefused(string fault, HttpStatusCode status, string reason)
    {
        var call = NewCall($"1215555{660 + fault.Length:D4}");
        var token = await deployment.SignAsync(call.Dest);
        var first = fault switch
        {
            "no token" => "",
            "the first token was for another CPS" => await BearerAsync(deployment.A.Key, deployment.X5uOfA, call, "publish", "elsewhere.example", token, Codes),
            "the first token is the peer's own" => await BearerAsync(deployment.B.Key, deployment.X5uOfA, call, "publish", Deployment.PeerHost, token, Codes),
            "another body" => await BearerAsync(deployment.A.Key, deployment.X5uOfA, call, "publish", Deployment.PeerHost, "x", Codes),
            _ => await FirstAsync(call, token),
        };
        var (actual, body) = fault switch
        {
            "a stranger republishes" => await RepublishAsync(call, token, first, deployment.A.Key, deployment.X5uOfA),
            "the wrapper says publish" => await RepublishAsync(call, token, first, action: "publish"),
            _ => await RepublishAsync(call, token, first),
        };
        Assert.Equal((status, reason), (actual, ReasonOf(body)));
        Assert.Empty(await TakeAsync(call));
    }

    private const string Codes = "\"iss\":\"1234\",\"spc\":\"1234\"";

    private static string Body(string token, string? first = null) => first is null ? $$"""{"passports":["{{token}}"]}""" : $$"""{"passports":["{{token}}"],"token":"Bearer {{first}}"}""";

    private static string? ReasonOf(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("reason").GetString();
    }

    private static CallNumbers NewCall(string dest) => TelephoneNumber.TryParse(dest, out var number) ? new CallNumbers(number, Deployment.Caller) : throw new ArgumentException("No number.", nameof(dest));

    private Task<string> FirstAsync(CallNumbers call, string token) => BearerAsync(deployment.A.Key, deployment.X5uOfA, call, "publish", Deployment.PeerHost, token, Codes);

    private async Task<(HttpStatusCode Status, string Body)> RepublishAsync(CallNumbers call, string token, string first, ISigningKey? key = null, string? x5u = null, string action = "republish")
    {
        var wrapper = await BearerAsync(key ?? deployment.B.Key, x5u ?? deployment.X5uOfB, call, action, Deployment.HostName, token, Codes);
        return await SendAsync(HttpMethod.Post, $"/republish/{call.Dest.Value}/{call.Orig.Value}", wrapper, "application/json", Body(token, first.Length > 0 ? first : null));
    }

    private Task<string> BearerAsync(ISigningKey key, string x5u, CallNumbers call, string action, string audience, string token, string codes, bool arrayOrig = false)
    {
        var now = deployment.Time.GetUtcNow().ToUnixTimeSeconds();
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"[\"{token}\"]")));
        var orig = arrayOrig ? $"[\"{call.Orig.Value}\"]" : $"\"{call.Orig.Value}\"";
        return TestTokens.SignAsync(key, AgreedCpsTests.Header(x5u), $$"""
            {"iat":{{now}},"jti":"{{SystemRandom.Instance.NewUuid()}}","action":"{{action}}","aud":"{{audience}}",{{codes}},"orig":{"tn":{{orig}}},"dest":{"tn":["{{call.Dest.Value}}"]},"passports":"sha256-{{hash}}"}
            """);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? bearer, string? mediaType, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(deployment.Cps, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        if (bearer is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        using var response = await deployment.Http.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<IReadOnlyList<string>> TakeAsync(CallNumbers call) => (await deployment.Client.RetrieveOwnAsync(deployment.OpenUrl, call, deployment.ReaderKeyOfB, Token)).Passports;
}
