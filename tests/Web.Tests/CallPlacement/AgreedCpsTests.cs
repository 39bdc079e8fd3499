using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

public sealed class AgreedCpsTests(Deployment deployment) : IClassFixture<Deployment>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Published_IsRetrievedOnce()
    {
        var call = NewCall("12155550301");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(call, token)).Status);
        Assert.Equal([token], (await RetrieveAsync(call)).Passports);
        Assert.Equal((HttpStatusCode.NotFound, "nothing-waiting"), Short(await RetrieveAsync(call)));
    }

    [Fact]
    public async Task Server_SpeaksHttp2_AndAnswersAsTheFieldsClientsRead()
    {
        var call = NewCall("12155550302");
        var token = await deployment.SignAsync(call.Dest);
        var bearer = await deployment.AsA().ForPublishingAsync(call, [token], Deployment.HostName, TimeSpan.FromSeconds(30), Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Cps, $"/passports/1234/{call.Dest.Value}/{call.Orig.Value}"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent($$"""{"passports":["{{token}}"]}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.Equal("""{"status":201,"message":"Created"}""", await response.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task PublishersExp_IsTheTimeOfDeletion_SixtySecondsAtMost()
    {
        var call = NewCall("12155550303");
        var token = await deployment.SignAsync(call.Dest);
        await PublishAsync(call, token, TimeSpan.FromSeconds(5));
        deployment.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal("nothing-waiting", (await RetrieveAsync(call)).Reason);

        // Deleted means gone: the same PASSporT, still fresh, may be published anew.
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(call, token, TimeSpan.FromHours(9))).Status);
        Assert.Equal([token], (await RetrieveAsync(call)).Passports);
    }

    [Fact]
    public async Task PathsCode_FiltersByPublisher()
    {
        var call = NewCall("12155550304");
        await PublishAsync(call, await deployment.SignAsync(call.Dest));
        var another = Code("9999");
        var bearer = await deployment.AsB().ForRetrievingAsync(call, another, Deployment.HostName, Token);
        Assert.Equal("nothing-waiting", (await deployment.Client.RetrieveAsync(deployment.Cps, another, call, bearer, Token)).Reason);
        Assert.Single((await RetrieveAsync(call)).Passports);
    }

    [Fact]
    public async Task BothDialects_ShareOneMailbox()
    {
        var call = NewCall("12155550305");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PostOpenAsync(deployment.OpenUrl, [token], Token)).Status);
        Assert.Equal([token], (await RetrieveAsync(call)).Passports);
    }

    [Fact]
    public async Task StarAndHash_ArePercentEncodedInPaths()
    {
        var call = NewCall("*67#");
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await PublishAsync(call, token)).Status);
        Assert.Equal([token], (await RetrieveAsync(call)).Passports);
    }

    [Fact]
    public async Task Bearer_MayCarryItsChain()
    {
        var call = NewCall("12155550306");
        var token = await deployment.SignAsync(call.Dest);
        var x5c = string.Join(',', deployment.A.Chain.Select(certificate => $"\"{Convert.ToBase64String(certificate.Der.Span)}\""));
        var bearer = await TestTokens.SignAsync(deployment.A.Key, $$"""{"alg":"ES256","x5c":[{{x5c}}]}""", PublishPayload(call, Hash(token)));
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PublishAsync(deployment.Cps, Deployment.ProviderA.Code, call, [token], bearer, Token)).Status);
    }

    [Theory]
    [InlineData("array, base64")]
    [InlineData("array, base64url")]
    [InlineData("object, base64")]
    [InlineData("object, base64url")]
    [InlineData("array, base64 of hexadecimal digits")]
    public async Task BodyHash_IsTakenInEveryFormOfTheField(string form)
    {
        var call = NewCall($"1215555{400 + form.Length:D4}");
        var token = await deployment.SignAsync(call.Dest);
        var array = SHA256.HashData(Encoding.UTF8.GetBytes($"[\"{token}\"]"));
        var whole = SHA256.HashData(Encoding.UTF8.GetBytes($"{{\"passports\":[\"{token}\"]}}"));
        var hash = form switch
        {
            "array, base64" => Convert.ToBase64String(array),
            "array, base64url" => StrictBase64Url.Encode(array),
            "object, base64" => Convert.ToBase64String(whole),
            "object, base64url" => StrictBase64Url.Encode(whole),
            "array, base64 of hexadecimal digits" => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(array))),
            _ => throw new ArgumentException("No such form.", nameof(form)),
        };
        var bearer = await TestTokens.SignAsync(deployment.A.Key, Header(deployment.X5uOfA), PublishPayload(call, hash));
        Assert.Equal(HttpStatusCode.Created, (await deployment.Client.PublishAsync(deployment.Cps, Deployment.ProviderA.Code, call, [token], bearer, Token)).Status);
    }

    [Fact]
    public async Task RefusedPassport_Is403_WithTheFieldsMembers()
    {
        var call = NewCall("12155550307");
        var stale = await deployment.Signer.SignAsync(
            Core.Passports.PassportClaims.ForCall(call.Orig, call.Dest, deployment.Time.GetUtcNow().AddSeconds(-61), Core.Passports.Attestation.A, SystemRandom.Instance.NewUuid()), Token);
        var answer = await PublishAsync(call, stale);
        Assert.Equal((HttpStatusCode.Forbidden, "passport-refused"), Short(answer));
    }

    [Fact]
    public async Task HeadOfARetrieval_Is405_AndTakesNothing()
    {
        var call = NewCall("12155550308");
        var token = await deployment.SignAsync(call.Dest);
        await PublishAsync(call, token);
        foreach (var path in (string[])[$"/passports/1234/{call.Dest.Value}/{call.Orig.Value}", $"/cps/company/5678/passports/{call.Dest.Value}/{call.Orig.Value}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(deployment.Cps, path));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {deployment.ReaderKeyOfB}");
            using var response = await deployment.Http.SendAsync(request, Token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        }

        Assert.Equal([token], (await RetrieveAsync(call)).Passports);
    }

    [Theory]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType, "media-type")]
    [InlineData("application/json", "[", HttpStatusCode.BadRequest, "body-malformed")]
    [InlineData("application/json", "{}", HttpStatusCode.BadRequest, "body-malformed")]
    [InlineData("application/json", """{"passports":[]}""", HttpStatusCode.BadRequest, "passport-count")]
    [InlineData("application/json", """{"passports":[1]}""", HttpStatusCode.BadRequest, "body-malformed")]
    [InlineData("application/json", """{"passports":["a"],"passports":["b"]}""", HttpStatusCode.BadRequest, "body-malformed")]
    public async Task BadBody_IsRefusedForItsReason(string mediaType, string body, HttpStatusCode status, string reason)
    {
        var call = NewCall("12155550309");
        var bearer = await deployment.AsA().ForPublishingAsync(call, ["x"], Deployment.HostName, TimeSpan.FromSeconds(30), Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Cps, $"/passports/1234/{call.Dest.Value}/{call.Orig.Value}"));
        request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(status, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(reason, json.RootElement.GetProperty("reason").GetString());
        Assert.Equal(json.RootElement.GetProperty("detail").GetString(), json.RootElement.GetProperty("error").GetString());
    }

    internal static string Header(string x5u) => $$"""{"alg":"ES256","x5u":"{{x5u}}"}""";

    private static string Hash(string token) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"[\"{token}\"]")));

    private static ServiceProviderCode Code(string text) => ServiceProviderCode.TryParse(text, out var code) ? code : throw new ArgumentException("No code.", nameof(text));

    private static CallNumbers NewCall(string dest) => TelephoneNumber.TryParse(dest, out var number) ? new CallNumbers(number, Deployment.Caller) : throw new ArgumentException("No number.", nameof(dest));

    private static (HttpStatusCode Status, string? Reason) Short(CpsAnswer answer) => (answer.Status, answer.Reason);

    private string PublishPayload(CallNumbers call, string hash)
    {
        var now = deployment.Time.GetUtcNow().ToUnixTimeSeconds();
        return $$"""
            {"iat":{{now}},"exp":{{now + 30}},"jti":"{{SystemRandom.Instance.NewUuid()}}","action":"publish","aud":["other.example","{{Deployment.HostName}}"],"iss":"1234","spc":"1234",
            "orig":{"tn":"{{call.Orig.Value}}"},"dest":{"tn":["{{call.Dest.Value}}"]},"passports":"sha256-{{hash}}"}
            """;
    }

    private async Task<CpsAnswer> PublishAsync(CallNumbers call, string token, TimeSpan? life = null)
    {
        var bearer = await deployment.AsA().ForPublishingAsync(call, [token], Deployment.HostName, life ?? TimeSpan.FromSeconds(30), Token);
        return await deployment.Client.PublishAsync(deployment.Cps, Deployment.ProviderA.Code, call, [token], bearer, Token);
    }

    private async Task<CpsAnswer> RetrieveAsync(CallNumbers call)
    {
        var bearer = await deployment.AsB().ForRetrievingAsync(call, Deployment.ProviderA.Code, Deployment.HostName, Token);
        return await deployment.Client.RetrieveAsync(deployment.Cps, Deployment.ProviderA.Code, call, bearer, Token);
    }
}
