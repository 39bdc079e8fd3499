using System.Globalization;
using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.PolicyAdministrator.Partners;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.PolicyAdministrator.Partners;

/// <summary>A partner's server that tests script answer by answer.</summary>
public sealed class PartnerListClientTests : IDisposable
{
    private readonly Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task Get_List_GivesItWithWhatAConditionalRequestNeeds()
    {
        _server.Answer = _ => Answer(HttpStatusCode.OK, """{"status":"success","caList":"a.b.c"}""", "\"7\"");
        var answer = (await GetAsync(new PartnerStatus(default))).Value;
        Assert.Equal(("a.b.c", "\"7\"", "Sat, 21 Nov 2026 12:00:00 GMT"), (answer.Compact, answer.ETag, answer.LastModified));
    }

    // ATIS-1000087 clause 4.3, option 2.
    [Fact]
    public async Task Get_AnswerOfOption2_NamesTheCrls()
    {
        _server.Answer = _ => Answer(
            HttpStatusCode.OK, """{"status":"success","caList":"a.b.c","crl":"https://sti-pa.ca.example/crl"}""");
        var answer = (await GetAsync(new PartnerStatus(default))).Value;
        Assert.Equal(("a.b.c", "https://sti-pa.ca.example/crl"), (answer.Compact, Assert.Single(answer.CrlUrls!)));

        // Servers give the bare list to who accepts application/jose, and that names no CRL.
        Assert.StartsWith("application/jose+json, application/json, */*", _server.Header("Accept"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_BareList_NamesNoCrls()
    {
        _server.Answer = _ => Answer(HttpStatusCode.OK, "a.b.c");
        Assert.Empty((await GetAsync(new PartnerStatus(default))).Value.CrlUrls!);
    }

    [Fact]
    public async Task Get_Again_AsksWhetherItHasChanged()
    {
        _server.Answer = _ => Answer(HttpStatusCode.NotModified, "", "\"7\"");
        var status = new PartnerStatus(default, ETag: "\"7\"", LastModified: "Sat, 21 Nov 2026 12:00:00 GMT");
        Assert.Null((await GetAsync(status)).Value.Compact);
        Assert.Equal(
            ("\"7\"", "Sat, 21 Nov 2026 12:00:00 GMT"), (_server.Header("If-None-Match"), _server.Header("If-Modified-Since")));
    }

    [Theory]
    [InlineData(HttpStatusCode.Found, TrustListFailure.Unreachable)]
    [InlineData(HttpStatusCode.InternalServerError, TrustListFailure.Unreachable)]
    [InlineData(HttpStatusCode.NotFound, TrustListFailure.Unreachable)]
    [InlineData(HttpStatusCode.Unauthorized, TrustListFailure.LoginRefused)]
    [InlineData(HttpStatusCode.Forbidden, TrustListFailure.LoginRefused)]
    public async Task Get_OtherStatus_IsAFailure(HttpStatusCode status, TrustListFailure reason)
    {
        _server.Answer = _ => Answer(status, "<html>");
        Assert.Equal(reason, (await GetAsync(new PartnerStatus(default))).Failure.Reason);
    }

    [Fact]
    public async Task Get_FiftyMegabytes_ReadsNoMoreThanAListMayHave()
    {
        _server.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new ByteArrayContent(new byte[50 * 1024 * 1024]),
        };
        var refusal = (await GetAsync(new PartnerStatus(default))).Failure;
        Assert.Equal(TrustListFailure.Unreachable, refusal.Reason);
        Assert.Contains(Limits.TrustListOctets.ToString(CultureInfo.InvariantCulture), refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ServerThatDoesNotAnswer_EndsInTime()
    {
        var world = await PartnerWorld.NewAsync();
        var started = new TaskCompletionSource();
        _server.Hangs = started;
        using var http = new HttpMessageInvoker(_server, disposeHandler: false);
        var client = new PartnerListClient(http, new Dictionary<string, PartnerAccess>(), world.Time);
        var asking = client.GetAsync(await world.AddAsync(), new PartnerStatus(default), Token).AsTask();
        await started.Task;
        world.Time.Advance(RefreshPartners.TimeOfOne);
        Assert.Equal(TrustListFailure.Unreachable, (await asking).Failure.Reason);
    }

    [Fact]
    public async Task Get_WithApiKey_SendsItToThatPartner()
    {
        _server.Answer = _ => Answer(HttpStatusCode.OK, "a.b.c");
        await GetAsync(new PartnerStatus(default), new ApiKey("X-Api-Key", new SecretText("s3cret")));
        Assert.Equal("s3cret", _server.Header("X-Api-Key"));
    }

    // Credentials that expire in the middle: one login, and no more.
    [Fact]
    public async Task Get_WithAccountWhoseTokenEnded_LogsInOnceMore()
    {
        var tokens = 0;
        _server.Answer = request => request.Method == HttpMethod.Post
            ? Answer(HttpStatusCode.OK, $$"""{"status":"success","accessToken":"t{{++tokens}}"}""")
            : Answer(_server.Header("Authorization") == "t2" ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, "a.b.c");
        var account = new ListAccount(new Uri("https://sti-pa.ca.example/login"), RefreshUrl: null, "reader", new SecretText("password"));
        Assert.Equal("a.b.c", (await GetAsync(new PartnerStatus(default), account)).Value.Compact);
        Assert.Equal(2, tokens);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string body, string? etag = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        response.Content.Headers.LastModified = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        if (etag is not null) response.Headers.TryAddWithoutValidation("ETag", etag);
        return response;
    }

    private async Task<Outcome<PartnerAnswer, TrustListRefusal>> GetAsync(PartnerStatus status, ListCredentials? credentials = null)
    {
        var world = await PartnerWorld.NewAsync();
        var access = new Dictionary<string, PartnerAccess>(StringComparer.Ordinal);
        if (credentials is not null) access["canada"] = new PartnerAccess(credentials, Http: null);
        using var http = new HttpMessageInvoker(_server, disposeHandler: false);
        return await new PartnerListClient(http, access, world.Time).GetAsync(await world.AddAsync(), status, Token);
    }

    private sealed class Server : HttpMessageHandler
    {
        private HttpRequestMessage? _last;

        public Func<HttpRequestMessage, HttpResponseMessage> Answer { get; set; } = _ => new HttpResponseMessage(HttpStatusCode.NotFound);

        /// <summary>Told when a request has come that is never answered; null: requests are answered.</summary>
        public TaskCompletionSource? Hangs { get; set; }

        public string? Header(string name) => _last!.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _last = request;
            if (Hangs is { } started)
            {
                started.SetResult();
                var never = new TaskCompletionSource();
                await never.Task.WaitAsync(cancellationToken);
            }

            return Answer(request);
        }
    }
}
