using System.Net;
using System.Text.Json;
using Shaken.Core.Principals.SigningIn;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.ConsolePages;

/// <summary>An operator's browser: its session is a cookie, and a change needs what only our own page knows.</summary>
public sealed class ConsoleSessionTests : IAsyncLifetime
{
    private const string Session = "/console/v1/session";
    private const string Header = "X-Shaken-Antiforgery";

    private readonly Dictionary<string, string> _cookies = [];
    private OperatorWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OperatorWorld.StartAsync(("Shaken:Roles", "cps,cr,console"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task SignIn_OfAnOperator_GivesCookiesThatNoScriptReads()
    {
        var signedIn = await SignInAsync();
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        var cookies = signedIn.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal(
            ("olga", "administrator"),
            (signedIn.Json.GetProperty("userId").GetString(), signedIn.Json.GetProperty("roles")[0].GetString()));
        Assert.Contains("console", signedIn.Json.GetProperty("deployment").EnumerateArray().Select(role => role.GetString()));
        Assert.DoesNotContain("sa_", signedIn.Text, StringComparison.Ordinal);
        Assert.Equal("no-store", signedIn.Headers.CacheControl?.ToString());
    }

    // A proxy calls by the loopback name, as the Functions host does; the browser came to it by TLS.
    [Theory]
    [InlineData("X-Forwarded-Host", "pa.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    public async Task SignIn_ThroughAProxy_GivesCookiesForTlsOnly(string name, string value)
    {
        var signedIn = await SignInAsync((name, value));
        Assert.Equal(HttpStatusCode.OK, signedIn.Status);
        Assert.All(signedIn.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, Session, body: null, authorization: null, (name, value))).Status);
    }

    // Any host of the same domain could have set it.
    [Fact]
    public async Task Cookie_WithoutItsPrefix_ThroughAProxy_IsIgnored()
    {
        await SignInAsync();
        var proxied = await SendAsync(HttpMethod.Get, Session, body: null, authorization: null, ("X-Forwarded-Host", "pa.example"));
        Assert.Equal((HttpStatusCode.Unauthorized, "signed-out"), (proxied.Status, proxied.Reason));
    }

    [Fact]
    public async Task Cookie_ReadsAlone_AndChangesWithItsHeaderOnly()
    {
        var signedIn = await SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/operator/v1/timers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Session)).Status);
        var body = new { userId = "someone", kind = "account-user", account = "one", reason = "test" };
        foreach (var headers in ((string, string)[][])[[], [(Header, "")], [(Header, new string('a', 64))]])
        {
            var forged = await PostAsync("/operator/v1/principals", body, headers);
            Assert.Equal((HttpStatusCode.Forbidden, "antiforgery-missing"), (forged.Status, forged.Reason));
        }

        // The administrator may do it, and the header says that our page asked.
        var ours = await PostAsync(
            "/operator/v1/principals", body, (Header, signedIn.Json.GetProperty("antiforgery").GetString()!));
        Assert.Equal(HttpStatusCode.Created, ours.Status);
    }

    // What stands in Authorization decides alone: a session beside it makes no wrong key good.
    [Fact]
    public async Task Cookie_BesideAWrongKey_CountsForNothing()
    {
        await SignInAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/operator/v1/timers", "op_stranger")).Status);
    }

    [Fact]
    public async Task Refresh_GivesTheNextTokens_AndLeavesOtherWindowsTheirProof()
    {
        var before = (await SignInAsync()).Json.GetProperty("antiforgery").GetString();
        var cookies = _cookies.Values.ToList();
        var next = await PostAsync($"{Session}/refresh", body: null);
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Empty(cookies.Intersect(_cookies.Values));
        Assert.Equal(before, next.Json.GetProperty("antiforgery").GetString());
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Session)).Status);
    }

    [Fact]
    public async Task End_OfTheSession_IsForGood()
    {
        await SignInAsync();
        Assert.Equal(HttpStatusCode.OK, (await PostAsync($"{Session}/end", body: null)).Status);
        Assert.Equal((HttpStatusCode.Unauthorized, "signed-out"), await OutcomeAsync(HttpMethod.Get, Session));
        Assert.Equal((HttpStatusCode.Unauthorized, "signed-out"), await OutcomeAsync(HttpMethod.Post, $"{Session}/refresh"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/operator/v1/timers")).Status);
    }

    [Fact]
    public async Task SignIn_WithAWrongPassword_LeavesTheOpenSession()
    {
        await SignInAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(Session, new { userId = "olga", password = "wrong" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Session)).Status);
    }

    // What a form of another site can send.
    [Fact]
    public async Task SignIn_ByAForm_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Session);
        request.Content = new StringContent("""{"userId":"olga","password":"x"}""", System.Text.Encoding.UTF8, "text/plain");
        using var response = await _world.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Session_ThatIsOver_EndsWithItsClock()
    {
        await SignInAsync();
        _world.Program.Time.Advance(TimeSpan.FromHours(13));
        Assert.Equal((HttpStatusCode.Unauthorized, "signed-out"), await OutcomeAsync(HttpMethod.Get, Session));
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync($"{Session}/refresh", body: null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync("/operator/v1/timers")).Status);
    }

    [Fact]
    public async Task SignIn_OfAnybodyElse_IsRefused()
    {
        var password = await _world.AddUserAsync("ann");
        var user = await PostAsync(Session, new { userId = "ann", password });
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (user.Status, user.Reason));
        var wrong = await PostAsync(Session, new { userId = "ann", password = "a wrong password" });
        Assert.Equal((HttpStatusCode.Unauthorized, "credentials-wrong"), (wrong.Status, wrong.Reason));
        var malformed = await PostAsync(Session, new { userId = 1 });
        Assert.Equal((HttpStatusCode.BadRequest, "body-malformed"), (malformed.Status, malformed.Reason));
        Assert.Contains(_world.Program.Log, line => line.Contains("4112", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(Session)).Status);
    }

    private async Task<(HttpStatusCode Status, string? Reason)> OutcomeAsync(HttpMethod method, string path)
    {
        var reply = await SendAsync(method, path, body: null, authorization: null);
        return (reply.Status, reply.Reason);
    }

    private Task<HttpReply> GetAsync(string path, string? authorization = null) =>
        SendAsync(HttpMethod.Get, path, body: null, authorization);

    private Task<HttpReply> PostAsync(string path, object? body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, authorization: null, headers);

    // The clock of the program stands still, so that a real cookie store would take its cookies for old.
    private async Task<HttpReply> SendAsync(
        HttpMethod method, string path, object? body, string? authorization, params (string Name, string Value)[] headers)
    {
        var cookies = string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        var reply = await _world.SendAsync(
            method, path, body is null ? null : JsonSerializer.Serialize(body), authorization,
            cookies.Length == 0 ? headers : [.. headers, ("Cookie", cookies)]);
        if (!reply.Headers.TryGetValues("Set-Cookie", out var set)) return reply;
        foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
        {
            if (pair[1].Length == 0) _cookies.Remove(pair[0]);
            else _cookies[pair[0]] = pair[1];
        }

        return reply;
    }

    private async Task<HttpReply> SignInAsync(params (string Name, string Value)[] headers)
    {
        await _world.AsAdministratorAsync(
            "principals", new { userId = "olga", kind = "operator", roles = (string[])["administrator"], reason = "test" });
        var password = (await _world.AsAdministratorAsync("principals/olga/password", new { reason = "test" }))
            .Json.GetProperty("secret").GetString()!;
        var uri = (await _world.AsAdministratorAsync("principals/olga/second-factor", new { reason = "test" }))
            .Json.GetProperty("uri").GetString()!;
        var code = CodeOf(uri, _world.Program.Time);
        return await PostAsync(Session, new { userId = "olga", password, code }, headers);
    }

    // The authenticator's side: the secret of the URI in base32 (RFC 4648), and the code of this moment.
    private static string CodeOf(string uri, TimeProvider time)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var text = uri[(uri.IndexOf("secret=", StringComparison.Ordinal) + 7)..].Split('&')[0];
        var (octets, bits, count) = (new List<byte>(), 0, 0);
        foreach (var letter in text)
        {
            (bits, count) = (((bits << 5) | Alphabet.IndexOf(letter)) & 0xFFF, count + 5);
            if (count < 8) continue;
            count -= 8;
            octets.Add((byte)((bits >> count) & 0xFF));
        }

        return Totp.CodeOf([.. octets], Totp.StepAt(time.GetUtcNow()));
    }
}
