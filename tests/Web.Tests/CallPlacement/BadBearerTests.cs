using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>Bearers that are wrong in one point each, and the reason each gets.</summary>
public sealed class BadBearerTests(Deployment deployment) : IClassFixture<Deployment>
{
    private const string Unchanged = "";

    [Theory]
    [InlineData("another aud", "cps.example", "cps.other", HttpStatusCode.Forbidden, "bearer-audience")]
    [InlineData("another action", "\"publish\"", "\"retrieve\"", HttpStatusCode.Forbidden, "bearer-action")]
    [InlineData("republish", "\"publish\"", "\"republish\"", HttpStatusCode.Forbidden, "bearer-action")]
    [InlineData("an iss that is not the certificate's", "\"iss\":\"1234\"", "\"iss\":\"5678\"", HttpStatusCode.Forbidden, "bearer-issuer")]
    [InlineData("an spc that is not the path's", "\"spc\":\"1234\"", "\"spc\":\"5678\"", HttpStatusCode.Forbidden, "bearer-code")]
    [InlineData("another called number", "12155550131", "12155550132", HttpStatusCode.Forbidden, "bearer-numbers")]
    [InlineData("another calling number", "12155550121", "12155550122", HttpStatusCode.Forbidden, "bearer-numbers")]
    [InlineData("another body hash", "\"sha256-", "\"sha256-A", HttpStatusCode.Forbidden, "bearer-body-hash")]
    [InlineData("no body hash", "\"passports\"", "\"other\"", HttpStatusCode.Forbidden, "bearer-body-hash")]
    [InlineData("no exp", "\"exp\"", "\"other\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("no jti", "\"jti\"", "\"other\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("no iat", "\"iat\"", "\"other\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("dest.tn a string", "[\"12155550131\"]", "\"12155550131\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("orig.tn an array", "\"12155550121\"", "[\"12155550121\"]", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("a member twice", "{\"iat\"", "{\"iss\":\"1234\",\"iat\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("alg none", "ES256", "none", HttpStatusCode.Unauthorized, "bearer-algorithm")]
    [InlineData("alg HS256", "ES256", "HS256", HttpStatusCode.Unauthorized, "bearer-algorithm")]
    [InlineData("typ passport", "{\"alg\"", "{\"typ\":\"passport\",\"alg\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("an unknown critical header", "{\"alg\"", "{\"crit\":[\"x\"],\"alg\"", HttpStatusCode.Unauthorized, "bearer-malformed")]
    [InlineData("x5u that cannot be fetched", ".pem", ".other", HttpStatusCode.Unauthorized, "bearer-untrusted")]
    [InlineData("x5u http", "https:", "http:", HttpStatusCode.Unauthorized, "bearer-untrusted")]
    [InlineData("nothing wrong", Unchanged, Unchanged, HttpStatusCode.Created, null)]
    public async Task Publish_WithABadBearer_IsRefusedForItsReason(string fault, string from, string to, HttpStatusCode status, string? reason)
    {
        var token = await deployment.SignAsync();
        var (header, payload) = (Header(), Payload(token));
        if (from.Length > 0)
        {
            var isInHeader = header.Contains(from, StringComparison.Ordinal) && !payload.Contains(from, StringComparison.Ordinal);
            (header, payload) = isInHeader ? (header.Replace(from, to, StringComparison.Ordinal), payload) : (header, payload.Replace(from, to, StringComparison.Ordinal));
        }

        var answer = await PublishAsync(token, await TestTokens.SignAsync(deployment.A.Key, header, payload));
        Assert.True((status, reason) == (answer.Status, answer.Reason), $"{fault}: {answer.Status} {answer.Reason} {answer.Detail}");
    }

    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    public async Task Publish_WithAnOldOrEarlyBearer_IsStale(int seconds)
    {
        var token = await deployment.SignAsync();
        var payload = Payload(token).Replace($"\"iat\":{Now()}", $"\"iat\":{Now(seconds)}", StringComparison.Ordinal);
        Assert.Equal("bearer-stale", (await PublishAsync(token, await TestTokens.SignAsync(deployment.A.Key, Header(), payload))).Reason);
    }

    [Fact]
    public async Task Publish_AfterItsExp_IsStale()
    {
        var token = await deployment.SignAsync();
        var payload = Payload(token).Replace($"\"exp\":{Now(30)}", $"\"exp\":{Now()}", StringComparison.Ordinal);
        Assert.Equal("bearer-stale", (await PublishAsync(token, await TestTokens.SignAsync(deployment.A.Key, Header(), payload))).Reason);
    }

    [Fact]
    public async Task Publish_WithAnothersKey_HasNoGoodSignature()
    {
        var token = await deployment.SignAsync();
        Assert.Equal("bearer-signature", (await PublishAsync(token, await TestTokens.SignAsync(deployment.B.Key, Header(), Payload(token)))).Reason);
    }

    [Fact]
    public async Task Publish_WithAReplayedJti_IsRefused_OnEitherInstance()
    {
        var token = await deployment.SignAsync();
        var bearer = await TestTokens.SignAsync(deployment.A.Key, Header(), Payload(token));
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(token, bearer)).Status);
        foreach (var instance in deployment.Instances)
        {
            var answer = await deployment.Client.PublishAsync(instance, Deployment.ProviderA.Code, Deployment.Call, [token], bearer, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Unauthorized, "bearer-replayed"), (answer.Status, answer.Reason));
        }
    }

    [Fact]
    public async Task Publish_WithTwoAuthorizations_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Cps, "/passports/1234/1/2"));
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer a.b.c", "Bearer d.e.f"]);
        using var response = await deployment.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Retrieve_ByAProviderThatIsNotServed_IsForbidden()
    {
        var bearer = await deployment.AsA().ForRetrievingAsync(Deployment.Call, Deployment.ProviderA.Code, Deployment.HostName, TestContext.Current.CancellationToken);
        var answer = await deployment.Client.RetrieveAsync(deployment.Cps, Deployment.ProviderA.Code, Deployment.Call, bearer, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Forbidden, "reader-not-served"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Retrieve_FromAnothersMailboxInTheOpenDialect_IsForbidden()
    {
        var bearer = await deployment.AsA().ForRetrievingAsync(Deployment.Call, Deployment.ProviderB.Code, Deployment.HostName, TestContext.Current.CancellationToken);
        var answer = await deployment.Client.RetrieveOwnAsync(deployment.OpenUrl, Deployment.Call, bearer, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Forbidden, "reader-not-served"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData("/passports/12%2034/12155550131/12155550121")]
    [InlineData("/passports/1234/+12155550131/12155550121")]
    [InlineData("/passports/1234/12155550131/alice")]
    [InlineData("/passports/1234/1234567890123456/12155550121")]
    [InlineData("/passports/1234/12155550131%0d%0aX:y/12155550121")]
    public async Task PathThatIsNotCanonical_IsRefused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(deployment.Cps, path));
        using var response = await deployment.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("path-malformed", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private string Now(int seconds = 0) => (deployment.Time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);

    private string Header() => AgreedCpsTests.Header(deployment.X5uOfA);

    private string Payload(string token)
    {
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"[\"{token}\"]")));
        return $$"""{"iat":{{Now()}},"exp":{{Now(30)}},"jti":"{{SystemRandom.Instance.NewUuid()}}","action":"publish","aud":"cps.example","iss":"1234","spc":"1234","orig":{"tn":"12155550121"},"dest":{"tn":["12155550131"]},"passports":"sha256-{{hash}}"}""";
    }

    private async Task<CpsAnswer> PublishAsync(string token, string bearer)
    {
        // One mailbox takes four of a signer; what a test leaves there would stop the next.
        await deployment.Client.RetrieveOwnAsync(deployment.OpenUrl, Deployment.Call, deployment.ReaderKeyOfB, TestContext.Current.CancellationToken);
        return await deployment.Client.PublishAsync(deployment.Cps, Deployment.ProviderA.Code, Deployment.Call, [token], bearer, TestContext.Current.CancellationToken);
    }
}
