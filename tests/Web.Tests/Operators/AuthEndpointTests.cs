using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.Operators;

/// <summary>Signing in as real clients do: every member a string, the token with and without Bearer.</summary>
public sealed class AuthEndpointTests : IAsyncLifetime
{
    // A known caller who is no operator gets 403 here, and a stranger 401.
    private const string OperatorsOnly = "/operator/v1/principals";

    private OperatorWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OperatorWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Login_WithThePassword_AnswersStringsOnly()
    {
        var reply = await _world.LoginAsync("ann", await _world.AddUserAsync("ann"));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal("success", reply.Json.GetProperty("status").GetString());
        Assert.All(reply.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        Assert.Equal("no-store", reply.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("Bearer {0}")]
    [InlineData("bearer  {0}")]
    public async Task AccessToken_WithOrWithoutBearer_IsKnown(string form)
    {
        var token = Member(await _world.LoginAsync("ann", await _world.AddUserAsync("ann")), "accessToken");
        var authorization = form.Replace("{0}", token, StringComparison.Ordinal);
        Assert.Equal("caller-not-allowed", (await _world.GetAsync(OperatorsOnly, authorization)).Reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer sa_AAAA")]
    [InlineData("Basic YW5uOmFubg==")]
    [InlineData("a.b.c")]
    [InlineData("op_stranger")]
    public async Task AccessToken_OfNobody_IsRefusedWith401(string? authorization)
    {
        var reply = await _world.GetAsync(OperatorsOnly, authorization);
        Assert.Equal((HttpStatusCode.Unauthorized, "caller-unknown"), (reply.Status, reply.Reason));
        Assert.Equal("Bearer", reply.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Login_WithAWrongPassword_AnswersStringsOnly()
    {
        await _world.AddUserAsync("ann");
        foreach (var user in (string[])["ann", "nobody"])
        {
            var reply = await _world.LoginAsync(user, "a wrong password");
            Assert.Equal((HttpStatusCode.Unauthorized, "credentials-wrong"), (reply.Status, reply.Reason));
            Assert.All(reply.Json.EnumerateObject(), member => Assert.Equal(JsonValueKind.String, member.Value.ValueKind));
        }
    }

    [Theory]
    [InlineData("""{"userId":"ann","password":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"userId":["ann"],"password":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"userId":"ann"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"userId":"ann","userId":"bob","password":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task Login_WithABadBody_IsRefused(string body, HttpStatusCode status)
    {
        var reply = await _world.SendAsync(HttpMethod.Post, "/api/v1/auth/login", body, authorization: null);
        Assert.Equal((status, "body-malformed"), (reply.Status, reply.Reason));
    }

    [Theory]
    [InlineData(1024 * 1024)]
    [InlineData(10 * 1024 * 1024)]
    public async Task Login_WithAHugePassword_IsRefusedWith413(int length)
    {
        var reply = await _world.LoginAsync("ann", new string('x', length));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body-too-large"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task Login_TooManyWrong_SaysWhenToTryAgain()
    {
        await _world.AddUserAsync("ann");
        var statuses = new List<HttpStatusCode>();
        HttpReply reply;
        do
        {
            reply = await _world.LoginAsync("ann", "a wrong password");
            statuses.Add(reply.Status);
        }
        while (reply.Status == HttpStatusCode.Unauthorized && statuses.Count < 50);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-attempts"), (reply.Status, reply.Reason));
        Assert.Equal(TimeSpan.FromSeconds(30), reply.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Refresh_GivesNewTokens_AndAReplayEndsTheSession()
    {
        var first = await _world.LoginAsync("ann", await _world.AddUserAsync("ann"));
        var second = await RefreshAsync(first);
        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal("caller-unknown", (await _world.GetAsync(OperatorsOnly, Member(first, "accessToken"))).Reason);
        Assert.Equal("caller-not-allowed", (await _world.GetAsync(OperatorsOnly, Member(second, "accessToken"))).Reason);
        var replay = await RefreshAsync(first);
        Assert.Equal((HttpStatusCode.Unauthorized, "token-replayed"), (replay.Status, replay.Reason));
        Assert.Equal("caller-unknown", (await _world.GetAsync(OperatorsOnly, Member(second, "accessToken"))).Reason);
    }

    [Fact]
    public async Task Logout_EndsTheSession()
    {
        var login = await _world.LoginAsync("ann", await _world.AddUserAsync("ann"));
        var token = Member(login, "accessToken");
        var done = await _world.PostAsync("/api/v1/auth/logout", body: null, token);
        Assert.Equal((HttpStatusCode.OK, "success"), (done.Status, Member(done, "status")));
        Assert.Equal("caller-unknown", (await _world.GetAsync(OperatorsOnly, token)).Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await RefreshAsync(login)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _world.PostAsync("/api/v1/auth/logout", body: null, token)).Status);
    }

    private Task<HttpReply> RefreshAsync(HttpReply login) =>
        _world.PostAsync("/api/v1/auth/refresh", new { refreshToken = Member(login, "refreshToken") });

    private static string Member(HttpReply reply, string name) => reply.Json.GetProperty(name).GetString()!;
}
