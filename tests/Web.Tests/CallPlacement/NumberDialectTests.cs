using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Local.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>The CPS of RFC 9888, over TLS: <c>/cps/{called number}/ppts</c>.</summary>
public sealed class NumberDialectTests(Deployment deployment) : IClassFixture<Deployment>, IAsyncLifetime
{
    private const string MediaType = "application/passport";

    private Uri _cps = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Access:ClientCertificates"] = "true";
        settings["Cps:ReadByCalledNumber"] = "true";
        _cps = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(_cps);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("12155550701")]
    [InlineData("1.215.555.0702")]
    [InlineData("%2B1-215-555-0703")]
    public async Task PostedPassport_IsHandedOutOnce_ToAReaderByMutualTls(string written)
    {
        var token = await deployment.SignAsync(Number(Uri.UnescapeDataString(written)));
        using var http = NewClient(deployment.B);
        Assert.Equal((HttpStatusCode.Created, ""), await PostAsync(http, written, token));
        var answer = await GetAsync(http, $"/cps/{written}/ppts");
        Assert.Equal((HttpStatusCode.OK, token), (answer.Status, answer.Body));
        Assert.Equal((MediaType, "no-store"), (answer.MediaType, answer.CacheControl));
        answer = await GetAsync(http, $"/cps/{written}/ppts");
        Assert.Equal((HttpStatusCode.NotFound, "nothing-waiting"), (answer.Status, ReasonOf(answer.Body)));
    }

    [Fact]
    public async Task SeveralPassports_AreOneALine_BothWays()
    {
        var dest = Number("12155550704");
        var tokens = new[] { await deployment.SignAsync(dest), await deployment.SignAsync(dest) };
        using var http = NewClient(deployment.B);
        Assert.Equal((HttpStatusCode.Created, ""), await PostAsync(http, dest.Value, string.Join("\r\n", tokens)));
        var answer = await GetAsync(http, $"/cps/{dest.Value}/ppts?orig={Deployment.Caller.Value}");
        Assert.Equal(tokens.Order(StringComparer.Ordinal), answer.Body.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PostedInAnotherDialect_IsReadByCalledNumber()
    {
        var dest = Number("12155550705");
        var token = await deployment.SignAsync(dest);
        var posted = await deployment.Client.PostOpenAsync(new Uri(_cps, $"/cps/company/{Deployment.ProviderB.Code}"), [token], Token);
        Assert.Equal(HttpStatusCode.Created, posted.Status);
        using var http = NewClient(deployment.B);
        Assert.Equal(token, (await GetAsync(http, $"/cps/{dest.Value}/ppts")).Body);
    }

    [Fact]
    public async Task PostedByNumber_IsReadInAnotherDialect()
    {
        var call = new CallNumbers(Number("12155550706"), Deployment.Caller);
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal((HttpStatusCode.Created, ""), await PostAsync(deployment.Http, call.Dest.Value, token));
        var open = new Uri(_cps, $"/cps/company/{Deployment.ProviderB.Code}");
        var answer = await deployment.Client.RetrieveOwnAsync(open, call, deployment.ReaderKeyOfB, Token);
        Assert.Equal([token], answer.Passports);
    }

    [Fact]
    public async Task Read_WithoutACertificateOrBearer_Is401()
    {
        var answer = await GetAsync(deployment.Http, "/cps/12155550707/ppts");
        Assert.Equal((HttpStatusCode.Unauthorized, "client-certificate-missing"), (answer.Status, ReasonOf(answer.Body)));
    }

    [Fact]
    public async Task Read_ByAProviderThatIsNotServed_Is403_AndLeavesIt()
    {
        var dest = Number("12155550708");
        var token = await deployment.SignAsync(dest);
        using (var stranger = NewClient(deployment.A))
        {
            Assert.Equal(HttpStatusCode.Created, (await PostAsync(stranger, dest.Value, token)).Status);
            var answer = await GetAsync(stranger, $"/cps/{dest.Value}/ppts");
            Assert.Equal((HttpStatusCode.Forbidden, "reader-not-served"), (answer.Status, ReasonOf(answer.Body)));
        }

        using var http = NewClient(deployment.B);
        Assert.Equal(token, (await GetAsync(http, $"/cps/{dest.Value}/ppts")).Body);
    }

    [Fact]
    public async Task Read_WithACertificateOfNoListedRoot_Is401()
    {
        var time = deployment.Time;
        var elsewhere = await LocalAuthority.NewAsync(Deployment.ProviderB.Country, "Elsewhere", time, SystemRandom.Instance, Token);
        using var http = NewClient(await elsewhere.IssueAsync(Deployment.ProviderB, "Provider B", TimeSpan.FromDays(30), Token));
        var answer = await GetAsync(http, "/cps/12155550709/ppts");
        Assert.Equal((HttpStatusCode.Unauthorized, "client-certificate-untrusted"), (answer.Status, ReasonOf(answer.Body)));
    }

    [Fact]
    public async Task Read_WithABearer_IsGivenTheCallThatItNames()
    {
        var call = new CallNumbers(Number("12155550710"), Deployment.Caller);
        var token = await deployment.SignAsync(call.Dest);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(deployment.Http, call.Dest.Value, token)).Status);
        var bearer = await deployment.AsB().ForRetrievingAsync(call, Deployment.ProviderA.Code, Deployment.HostName, Token);
        var answer = await GetAsync(deployment.Http, $"/cps/{call.Dest.Value}/ppts?orig={call.Orig.Value}", bearer);
        Assert.Equal((HttpStatusCode.OK, token), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Read_WithoutOrig_WhereTheSettingIsOff_Is400_NamingBoth()
    {
        var answer = await GetAsync(deployment.Http, "/cps/12155550711/ppts", at: deployment.Cps);
        Assert.Equal((HttpStatusCode.BadRequest, "orig-missing"), (answer.Status, ReasonOf(answer.Body)));
        Assert.Contains("?orig=", answer.Body, StringComparison.Ordinal);
        Assert.Contains("Cps:ReadByCalledNumber", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/cps/abc/ppts")]
    [InlineData("/cps/12155550712;x=1/ppts")]
    [InlineData("/cps/1234567890123456/ppts")]
    [InlineData("/cps/12155550712/ppts?orig=abc")]
    [InlineData("/cps/12155550712/ppts?orig=1&orig=2")]
    public async Task Read_MalformedNumber_Is400(string path)
    {
        var answer = await GetAsync(deployment.Http, path);
        Assert.Equal((HttpStatusCode.BadRequest, "path-malformed"), (answer.Status, ReasonOf(answer.Body)));
    }

    [Fact]
    public async Task Post_RefusedPassport_Is400()
    {
        var dest = Number("12155550713");
        var token = await deployment.SignAsync(dest);
        var (status, body) = await PostAsync(deployment.Http, dest.Value, $"{token[..^4]}AAAA");
        Assert.Equal((HttpStatusCode.BadRequest, "passport-refused"), (status, ReasonOf(body)));
        (status, body) = await PostAsync(deployment.Http, "12155550714", token);
        Assert.Equal((HttpStatusCode.BadRequest, "not-this-call"), (status, ReasonOf(body)));
    }

    [Fact]
    public async Task Head_Is405_AndLeavesIt()
    {
        var dest = Number("12155550715");
        var token = await deployment.SignAsync(dest);
        using var http = NewClient(deployment.B);
        await PostAsync(http, dest.Value, token);
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(_cps, $"/cps/{dest.Value}/ppts"));
        using var response = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(token, (await GetAsync(http, $"/cps/{dest.Value}/ppts")).Body);
    }

    [Theory]
    [InlineData("127.0.0.0/8", "client-certificate-untrusted")]
    [InlineData("192.0.2.0/24", "client-certificate-missing")]
    public async Task Read_WithAForwardedCertificate_CountsFromAProxyAlone(string proxies, string reason)
    {
        var settings = await deployment.CpsSettingsAsync();
        settings["Access:CertificateHeader"] = "X-ARR-ClientCert";
        settings["Limits:TrustedProxies"] = proxies;
        var cps = await deployment.StartAsync(settings);
        await deployment.UntilHealthyAsync(cps);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(cps, "/cps/12155550717/ppts?orig=12155550121"));

        // The header has the leaf alone, which no listed root has issued itself.
        request.Headers.Add("X-ARR-ClientCert", Convert.ToBase64String(deployment.B.Certificate.Der.Span));
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(reason, ReasonOf(await response.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task Post_OfAnotherMediaType_Is415()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cps, "/cps/12155550716/ppts"));
        request.Content = new StringContent("{}", Encoding.ASCII, "application/json");
        using var response = await deployment.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParse(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static string? ReasonOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("reason").GetString();

    // As a provider: its STI certificate in TLS, with the intermediate that a verifier needs.
    private HttpMessageInvoker NewClient(LocalProvider provider)
    {
        var leaf = X509Certificate2.CreateFromPem(provider.Certificate.ToPem(), ((SoftwareKey)provider.Key).ToPem());
        var others = new X509Certificate2Collection();
        foreach (var certificate in provider.Chain.Skip(1)) others.ImportFromPem(certificate.ToPem());
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(deployment.TlsRootPath);
        return OperatorClient.New(new FetchingOptions { TlsRoots = roots }, new ClientIdentity(leaf, others));
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpMessageInvoker http, string number, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_cps, $"/cps/{number}/ppts"));
        request.Content = new StringContent(body, Encoding.ASCII);
        request.Content.Headers.ContentType = new(MediaType);
        using var response = await http.SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<Answer> GetAsync(HttpMessageInvoker http, string path, string? bearer = null, Uri? at = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at ?? _cps, path));
        if (bearer is not null) request.Headers.Authorization = new("Bearer", bearer);
        using var response = await http.SendAsync(request, Token);
        return new Answer(
            response.StatusCode, await response.Content.ReadAsStringAsync(Token), response.Content.Headers.ContentType?.MediaType,
            response.Headers.CacheControl?.ToString());
    }

    private sealed record Answer(HttpStatusCode Status, string Body, string? MediaType, string? CacheControl);
}
