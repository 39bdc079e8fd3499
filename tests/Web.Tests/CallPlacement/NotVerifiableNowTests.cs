using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement.Bearers;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>
/// That a certificate cannot be had now is no fault of the PASSporT: 503 and Retry-After in every dialect, so that a publisher repeats
/// the request.
/// </summary>
public sealed class NotVerifiableNowTests(Deployment deployment) : IClassFixture<Deployment>
{
    private const string Unreachable = "https://nowhere.example/a.pem";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/cps/company/5678", "application/passport")]
    [InlineData("/cps/v1/5678/12155550131/1234/12155550121", "application/passport")]
    [InlineData("/passports/1234/12155550131/12155550121", "application/json")]
    [InlineData("/passports/12155550131/12155550121", "application/json")]
    [InlineData("/publish/12155550131/12155550121", "application/json")]
    public async Task Publish_OfAPassportWhoseCertificateIsOutOfReach_Is503(string path, string mediaType)
    {
        var token = await new PassportSigner(deployment.A.Key, Unreachable).SignAsync(Claims(), Token);
        var bearer = await deployment.AsA().ForPublishingAsync(Deployment.Call, [token], Deployment.HostName, TimeSpan.FromSeconds(30),
            Token);
        using var answer = await SendAsync(HttpMethod.Post, path, bearer, mediaType, mediaType == "application/json"
            ? $$"""{"passports":["{{token}}"]}""" : token);
        var problem = await ProblemIn(answer);
        Assert.Equal("certificate-unreachable", problem.GetProperty("sip").GetProperty("failure").GetString());
        Assert.Equal(436, problem.GetProperty("sip").GetProperty("code").GetInt32());

        // Until then the failure is remembered and nothing is fetched.
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, new FetchingOptions().FailureLife.TotalSeconds);
    }

    [Theory]
    [InlineData("/cps/company/5678", "application/passport")]
    [InlineData("/cps/v1/5678/12155550131/1234/12155550121", "application/passport")]
    [InlineData("/passports/1234/12155550131/12155550121", "application/json")]
    [InlineData("/passports/12155550131/12155550121", "application/json")]
    [InlineData("/publish/12155550131/12155550121", "application/json")]
    public async Task Publish_WithoutATrustedCaList_Is503(string path, string mediaType)
    {
        var settings = await deployment.CpsSettingsAsync();
        settings.Remove("TrustList:File");
        settings.Remove("TrustList:PolicyAdministratorRoots");
        var url = await deployment.StartElsewhereAsync(settings);
        var token = await deployment.SignAsync();
        var bearer = await deployment.AsA().ForPublishingAsync(Deployment.Call, [token], Deployment.HostName, TimeSpan.FromSeconds(30),
            Token);
        var body = mediaType == "application/json" ? $$"""{"passports":["{{token}}"]}""" : token;
        using var answer = await SendAsync(HttpMethod.Post, path, bearer, mediaType, body, url);
        var problem = await ProblemIn(answer);
        Assert.Contains("no trusted-CA list is in force", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("POST", "/passports/1234/12155550131/12155550121")]
    [InlineData("POST", "/passports/12155550131/12155550121")]
    [InlineData("GET", "/passports/5678/12155550131/12155550121")]
    [InlineData("GET", "/cps/company/5678/passports/12155550131/12155550121")]
    public async Task Request_WithABearerWhoseCertificateIsOutOfReach_Is503(string method, string path)
    {
        var token = await deployment.SignAsync();
        var signer = new BearerSigner(deployment.A.Key, Unreachable, Deployment.ProviderA.Code, deployment.Time, SystemRandom.Instance);
        var bearer = await signer.ForPublishingAsync(Deployment.Call, [token], Deployment.HostName, TimeSpan.FromSeconds(30), Token);
        using var answer = await SendAsync(new HttpMethod(method), path, bearer, "application/json", method == "GET" ? null
            : $$"""{"passports":["{{token}}"]}""");
        await ProblemIn(answer);
    }

    [Fact]
    public async Task Publish_WhileOneClientsHostsHang_IsBusyForThatClientOnly()
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Limits:TrustedProxies"] = "127.0.0.0/8";
        var url = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(url);
        var hanging = new List<Task<HttpResponseMessage>>();
        for (var number = 0; number < new FetchingOptions().MaxNewPathsPerHostAndClient; number++)
        {
            deployment.Hostile.Expect();
            hanging.Add(PostFromAsync(url, "192.0.2.1", $"{deployment.Hostile.Url}slow?{number}"));
            await deployment.Hostile.Stalled.Task.WaitAsync(Token);
        }

        using var busy = await PostFromAsync(url, "192.0.2.1", deployment.X5uOfB);
        Assert.Contains("busy", (await ProblemIn(busy)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(FetchProfile.Certificate.Timeout, busy.Headers.RetryAfter!.Delta);
        using var served = await PostFromAsync(url, "192.0.2.2", deployment.X5uOfB);
        Assert.Equal(HttpStatusCode.Created, served.StatusCode);

        deployment.Time.Advance(FetchProfile.Certificate.Timeout);
        foreach (var one in hanging)
        {
            using var late = await one;
            Assert.Contains("too-slow", (await ProblemIn(late)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Publish_ByAGoodCertificate_MakesItsHostKnownInTheStore()
    {
        Assert.Equal(HttpStatusCode.Created,
            (await deployment.Client.PostOpenAsync(deployment.OpenUrl, [await deployment.SignAsync()], Token)).Status);

        // Tests before this one may have made the host of B known: ours is among them.
        for (var attempt = 1; !await IsKnownAsync(deployment.X5uOfA); attempt++)
        {
            Assert.True(attempt < 1_000_000, "nothing is written");
            await Task.Yield();
        }
    }

    private async Task<bool> IsKnownAsync(string x5u)
    {
        var page = await deployment.Records.ListAsync(KnownHostRecords.Table, "urls", continuation: null, 10, Token);
        return page.Records.Any(record => Encoding.UTF8.GetString(record.Document.Span).Contains(x5u, StringComparison.Ordinal));
    }

    private PassportClaims Claims() =>
        PassportClaims.ForCall(Deployment.Caller, Deployment.Called, deployment.Time.GetUtcNow(), Attestation.A,
            SystemRandom.Instance.NewUuid());

    // By provider B, whose URL no other test of this class makes known.
    private async Task<HttpResponseMessage> PostFromAsync(Uri url, string address, string x5u)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "/cps/company/5678"));
        request.Content = new StringContent(await new PassportSigner(deployment.B.Key, x5u).SignAsync(Claims(), Token), Encoding.ASCII,
            "application/passport");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        return await deployment.Http.SendAsync(request, Token);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string bearer, string mediaType, string? body, Uri? cps = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(cps ?? deployment.Cps, path));
        if (mediaType == "application/json") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (body is not null) request.Content = new StringContent(body, Encoding.ASCII, mediaType);
        return await deployment.Http.SendAsync(request, Token);
    }

    private static async Task<JsonElement> ProblemIn(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, text);
        Assert.NotNull(answer.Headers.RetryAfter);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("not-verifiable-now", json.RootElement.GetProperty("reason").GetString());
        return json.RootElement.Clone();
    }
}
