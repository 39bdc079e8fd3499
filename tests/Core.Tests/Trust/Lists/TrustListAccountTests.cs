using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;

namespace Shaken.Core.Tests.Trust.Lists;

/// <summary>Lists behind an account, against an STI-PA that tests script request by request.</summary>
public sealed class TrustListAccountTests : IDisposable
{
    private const string List = """{"status":"success","caList":"a.b.c"}""";

    private static readonly Uri Url = new("https://sti-pa.example/api/v1/ca-list");
    private static readonly Uri Login = new("https://sti-pa.example/api/v1/auth/login");
    private static readonly Uri Refresh = new("https://sti-pa.example/api/v1/auth/refresh");

    private readonly ManualTime _time = new();
    private readonly Administrator _administrator = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _administrator.Dispose();

    [Fact]
    public async Task Get_WithAnAccount_LogsInAndAsksWithTheBareToken()
    {
        _administrator.Answers(LoggedIn("first"), List);
        Assert.Equal("a.b.c", (await GetAsync(NewAccount())).Value);
        Assert.Equal(["POST /api/v1/auth/login ", "GET /api/v1/ca-list first"], _administrator.Requests);
        var login = JsonDocument.Parse(_administrator.Bodies[0]).RootElement;
        Assert.Equal(("reader \"1\"", "pass word"), (login.GetProperty("userId").GetString(), login.GetProperty("password").GetString()));
    }

    [Fact]
    public async Task Get_Again_UsesTheSameToken()
    {
        _administrator.Answers(LoggedIn("first"), List, List);
        var origin = NewAccount();
        await GetAsync(origin);
        Assert.True((await GetAsync(origin)).IsSuccess);
        Assert.Equal(["POST /api/v1/auth/login ", "GET /api/v1/ca-list first", "GET /api/v1/ca-list first"], _administrator.Requests);
    }

    [Fact]
    public async Task Get_AfterUnauthorized_LogsInOnceMore()
    {
        _administrator.Answers(LoggedIn("first"), List, "401", LoggedIn("second"), List);
        var origin = NewAccount();
        await GetAsync(origin);
        Assert.Equal("a.b.c", (await GetAsync(origin)).Value);
        Assert.Equal(["GET /api/v1/ca-list first", "POST /api/v1/auth/login ", "GET /api/v1/ca-list second"], _administrator.Requests[2..]);
    }

    [Fact]
    public async Task Get_UnauthorizedTwice_IsLoginRefused()
    {
        _administrator.Answers(LoggedIn("first"), "401", LoggedIn("second"), "401", List);
        var origin = NewAccount();
        Assert.Equal(new TrustListRefusal(TrustListFailure.LoginRefused, "the list's origin answered 401"), (await GetAsync(origin)).Failure);
        Assert.Equal(4, _administrator.Requests.Count);

        // The next refresh tries again.
        Assert.True((await GetAsync(origin)).IsSuccess);
    }

    [Theory]
    [InlineData("""{"status":"success","accessToken":"first","expiresIn":"600"}""")]
    [InlineData("""{"status":"success","accessToken":"first","expiresIn":600}""")]
    [InlineData("""{"accessToken":"first","expires_in":600}""")]
    public async Task Get_BeforeTheTokenEnds_LogsInAgain(string loggedIn)
    {
        _administrator.Answers(loggedIn, List, List, LoggedIn("second"), List);
        var origin = NewAccount();
        await GetAsync(origin);
        _time.Advance(TimeSpan.FromSeconds(540));
        await GetAsync(origin);
        _time.Advance(TimeSpan.FromSeconds(1));
        await GetAsync(origin);
        Assert.Equal(["GET /api/v1/ca-list first", "POST /api/v1/auth/login ", "GET /api/v1/ca-list second"], _administrator.Requests[2..]);
    }

    [Fact]
    public async Task Get_BeforeAJwtEnds_LogsInAgain()
    {
        var jwt = $"e30.{StrictBase64Url.Encode(Encoding.UTF8.GetBytes($$"""{"exp":{{_time.GetUtcNow().AddMinutes(10).ToUnixTimeSeconds()}}}"""))}.c2ln";
        _administrator.Answers(LoggedIn(jwt), List, LoggedIn("second"), List);
        var origin = NewAccount();
        await GetAsync(origin);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.True((await GetAsync(origin)).IsSuccess);
        Assert.Equal("GET /api/v1/ca-list second", _administrator.Requests[^1]);
    }

    [Fact]
    public async Task Get_WithARefreshUrl_RenewsTheTokenByIt()
    {
        _administrator.Answers(
            """{"accessToken":"first","refreshToken":"r-1","expiresIn":"120"}""", List, """{"accessToken":"second","expiresIn":"120"}""", List, """{"accessToken":"third","expiresIn":"120"}""", List);
        var origin = NewAccount(Refresh);
        await GetAsync(origin);
        for (var count = 0; count < 2; count++)
        {
            _time.Advance(TimeSpan.FromSeconds(90));
            Assert.True((await GetAsync(origin)).IsSuccess);
        }

        Assert.Equal(["POST /api/v1/auth/refresh ", "GET /api/v1/ca-list second", "POST /api/v1/auth/refresh ", "GET /api/v1/ca-list third"], _administrator.Requests[2..]);
        Assert.Equal("""{"refreshToken":"r-1"}""", _administrator.Bodies[4]);
    }

    [Fact]
    public async Task Get_RefreshTokenRefused_LogsIn()
    {
        _administrator.Answers("""{"accessToken":"first","refreshToken":"r-1","expiresIn":"120"}""", List, "401", LoggedIn("second"), List);
        var origin = NewAccount(Refresh);
        await GetAsync(origin);
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.True((await GetAsync(origin)).IsSuccess);
        Assert.Equal(["POST /api/v1/auth/refresh ", "POST /api/v1/auth/login ", "GET /api/v1/ca-list second"], _administrator.Requests[2..]);
    }

    [Theory]
    [InlineData("""{"status":"failure","message":"the password pass word is wrong"}""", "the login was answered 200: the password (secret) is wrong")]
    [InlineData("401", "the login was answered 401: it gave no accessToken")]
    [InlineData("<html>", "the login was answered 200: it gave no accessToken")]
    [InlineData("""{"accessToken":"two words"}""", "the login gave an access token that fits no header field")]
    [InlineData("""{"accessToken":"line\r\nX-Evil: 1"}""", "the login gave an access token that fits no header field")]
    public async Task Get_LoginRefused_IsToldWithoutThePassword(string answer, string detail)
    {
        _administrator.Answers(answer);
        Assert.Equal(new TrustListRefusal(TrustListFailure.LoginRefused, detail), (await GetAsync(NewAccount())).Failure);
    }

    [Fact]
    public async Task Get_HostIsAway_IsUnreachable()
    {
        _administrator.Fault = new TaskCanceledException("", new TimeoutException());
        Assert.Equal(new TrustListRefusal(TrustListFailure.Unreachable, "sti-pa.example: no connection in time"), (await GetAsync(NewAccount())).Failure);
    }

    [Theory]
    [InlineData("Authorization", "Bearer abc")]
    [InlineData("X-Api-Key", "abc")]
    public async Task Get_WithAnApiKey_SendsItInItsHeader(string header, string value)
    {
        _administrator.Answers(List);
        Assert.True((await GetAsync(New(new ApiKey(header, new SecretText(value))))).IsSuccess);
        Assert.Equal(value, _administrator.Headers[0][header]);
    }

    [Theory]
    [InlineData("401", TrustListFailure.LoginRefused)]
    [InlineData("403", TrustListFailure.LoginRefused)]
    [InlineData("500", TrustListFailure.Unreachable)]
    [InlineData("302", TrustListFailure.Unreachable)]
    [InlineData("""{"status":"failure"}""", TrustListFailure.Malformed)]
    public async Task Get_ApiKeyRefused_AsksOnce(string answer, TrustListFailure reason)
    {
        _administrator.Answers(answer, List);
        Assert.Equal(reason, (await GetAsync(New(new ApiKey("Authorization", new SecretText("abc"))))).Failure.Reason);
        Assert.Single(_administrator.Requests);
    }

    [Fact]
    public async Task Get_WithoutCredentials_AsksByTlsAlone()
    {
        _administrator.Answers("a.b.c");
        Assert.Equal("a.b.c", (await GetAsync(New(null))).Value);
        Assert.Equal(["GET /api/v1/ca-list "], _administrator.Requests);
        Assert.Contains("application/jose+json", _administrator.Headers[0]["Accept"], StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_Printed_ShowNoSecret()
    {
        Assert.DoesNotContain("pass word", new ListAccount(Login, Refresh, "reader", new SecretText("pass word")).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("abc", new ApiKey("X-Api-Key", new SecretText("abc")).ToString(), StringComparison.Ordinal);
    }

    private static string LoggedIn(string token) => $$"""{"status":"success","accessToken":"{{token}}","refreshToken":"r"}""";

    private TrustListAccount NewAccount(Uri? refresh = null) => New(new ListAccount(Login, refresh, "reader \"1\"", new SecretText("pass word")));

    private TrustListAccount New(ListCredentials? credentials) => new(new HttpMessageInvoker(_administrator), Url, credentials, _time);

    private static async Task<Outcome<string, TrustListRefusal>> GetAsync(TrustListAccount origin) => await origin.GetAsync(Token);

    /// <summary>Gives answers in turn: a body with 200, or a status alone.</summary>
    private sealed class Administrator : HttpMessageHandler
    {
        private readonly Queue<string> _answers = [];

        public Exception? Fault { get; set; }

        /// <summary>Method, path and Authorization of each.</summary>
        public List<string> Requests { get; } = [];

        public List<string> Bodies { get; } = [];

        public List<Dictionary<string, string>> Headers { get; } = [];

        public void Answers(params string[] answers)
        {
            foreach (var answer in answers) _answers.Enqueue(answer);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Fault is { } fault) throw fault;
            var headers = request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            Headers.Add(headers);
            Requests.Add($"{request.Method} {request.RequestUri!.AbsolutePath} {headers.GetValueOrDefault("Authorization")}");
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            var answer = _answers.Dequeue();
            return int.TryParse(answer, out var status)
                ? new HttpResponseMessage((HttpStatusCode)status)
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };
        }
    }
}
