using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.Operators;

/// <summary>Principals, their credentials and sessions, as operators of each role manage them.</summary>
public sealed class PrincipalEndpointTests : IAsyncLifetime
{
    private static readonly object Because = new { reason = "as decided" };

    private OperatorWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OperatorWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task List_OfAnAccount_HasItsUsersAlone()
    {
        await using var world = await OperatorWorld.StartAsync();
        foreach (var (userId, account) in ((string, string)[])[("ann", "one"), ("ben", "two"), ("cat", "one"), ("dan", "two")])
        {
            var made = await world.AsAdministratorAsync("principals", new { userId, kind = "account-user", account, reason = "test" });
            Assert.Equal(HttpStatusCode.Created, made.Status);
        }

        var (found, cursor) = (new List<string>(), "");
        do
        {
            var page = (await world.GetAsync($"/operator/v1/principals?account=one&count=1{cursor}", world.KeyOf("auditor"))).Json;
            found.AddRange(page.GetProperty("principals").EnumerateArray().Select(user => user.GetProperty("userId").GetString()!));
            cursor = page.TryGetProperty("cursor", out var next) ? $"&cursor={Uri.EscapeDataString(next.GetString()!)}" : null;
        }
        while (cursor is not null);

        Assert.Equal(["ann", "cat"], found);
    }

    [Fact]
    public async Task Create_AsksNothingOfItself_AndIsListed()
    {
        var made = await _world.AsAdministratorAsync("principals", User("ann", addresses: ["192.0.2.0/24"]));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var listed = await _world.GetAsync("/operator/v1/principals", _world.KeyOf("auditor"));
        var ann = Assert.Single(listed.Json.GetProperty("principals").EnumerateArray());
        Assert.Equal("ann", ann.GetProperty("userId").GetString());
        Assert.Equal("192.0.2.0/24", Assert.Single(ann.GetProperty("addresses").EnumerateArray()).GetString());
        Assert.Equal("text", ann.GetProperty("listForm").GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("auditor", "account-user", HttpStatusCode.Forbidden, "caller-not-allowed")]
    [InlineData("registrar", "partner", HttpStatusCode.Forbidden, "not-managed-by-caller")]
    [InlineData("governance", "account-user", HttpStatusCode.Forbidden, "not-managed-by-caller")]
    [InlineData("registrar", "account-user", HttpStatusCode.Created, null)]
    [InlineData("governance", "partner", HttpStatusCode.Created, null)]
    public async Task Create_ByRole_IsAllowedByTheTableOnly(string role, string kind, HttpStatusCode status, string? reason)
    {
        var reply = await _world.AsAsync(role, "principals", new { userId = "ann", kind, account = "one", reason = "test" });
        Assert.Equal(status, reply.Status);
        if (reason is not null) Assert.Equal(reason, reply.Reason);
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { """{"userId":"ann","kind":"account-user","account":"one"}""", "act-malformed" },
        { """{"userId":"ann","kind":"account-user","account":"one","reason":"two\nlines"}""", "act-malformed" },
        { """{"userId":"ann","kind":"account-user","account":"one","reason":"\u202eright to left"}""", "act-malformed" },
        { """{"userId":"ANN","kind":"account-user","account":"one","reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"king","account":"one","reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":1,"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":"a\u0007b","reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":"one","roles":["auditor"],"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"operator","roles":[],"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"operator","roles":["root"],"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":"one","addresses":["192.0.2.1/24"],"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":"one","addresses":[1],"reason":"r"}""", "profile-not-allowed" },
        { """{"userId":"ann","kind":"account-user","account":"one","listForm":{},"reason":"r","more":1}""", "created" },
        { """{"userId":"ann","kind":"account-user","account":"one","listForm":{"version":"roman"},"reason":"r"}""", "profile-not-allowed" },
        { "[]", "body-malformed" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Create_WithABadBody_IsRefusedByName(string body, string reason)
    {
        var reply = await _world.SendAsync(HttpMethod.Post, "/operator/v1/principals", body, _world.KeyOf("administrator"));
        if (reason == "created") Assert.Equal(HttpStatusCode.Created, reply.Status);
        else Assert.Equal(reason, reply.Reason);
    }

    [Fact]
    public async Task Create_WithTheNameOfAConfiguredKey_IsRefused()
    {
        var reply = await _world.AsAdministratorAsync("principals", User("the-auditor"));
        Assert.Equal((HttpStatusCode.Conflict, "user-id-taken"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task Create_UnderOneIdempotencyKey_IsDoneOnce()
    {
        for (var time = 0; time < 2; time++)
        {
            var reply =
                await _world.PostAsync("/operator/v1/principals", User("ann"), _world.KeyOf("administrator"), ("Idempotency-Key", "one"));
            Assert.Equal((HttpStatusCode.Created, 1), (reply.Status, reply.Json.GetProperty("revision").GetInt32()));
        }
    }

    [Fact]
    public async Task Amend_ToAnotherNetwork_RefusesTheCallerAndNamesItsAddress()
    {
        await _world.AsAdministratorAsync("principals", User("ann"));
        var key = (await _world.AsAdministratorAsync("principals/ann/keys", new { name = "ci", reason = "test" })).Json.GetProperty(
            "secret").GetString()!;
        Assert.Equal("caller-not-allowed", (await _world.GetAsync("/operator/v1/timers", key)).Reason);
        var amended = JsonSerializer.Serialize(
            new { revision = 2, kind = "account-user", account = "one", addresses = new[] { "192.0.2.0/24" }, reason = "moved" });
        Assert.Equal(HttpStatusCode.OK,
            (await _world.SendAsync(HttpMethod.Put, "/operator/v1/principals/ann", amended, _world.KeyOf("registrar"))).Status);
        var refused = await _world.GetAsync("/operator/v1/timers", key);
        Assert.Equal((HttpStatusCode.Forbidden, "address-not-allowed"), (refused.Status, refused.Reason));
        Assert.Contains("127.0.0.1", refused.Detail, StringComparison.Ordinal);
        var stale = await _world.SendAsync(HttpMethod.Put, "/operator/v1/principals/ann", amended, _world.KeyOf("registrar"));
        Assert.Equal((HttpStatusCode.Conflict, "revision-differs"), (stale.Status, stale.Reason));
    }

    [Fact]
    public async Task Key_IsShownOnce_WorksUntilItIsRemoved_AndNotWhenDisabled()
    {
        await _world.AsAdministratorAsync("principals", User("ann"));
        var made = await _world.AsAdministratorAsync("principals/ann/keys", new { name = "ci", reason = "test" });
        var (id, key) = (made.Json.GetProperty("id").GetString(), made.Json.GetProperty("secret").GetString()!);
        Assert.DoesNotContain(
            key, (await _world.GetAsync("/operator/v1/principals/ann", _world.KeyOf("auditor"))).Text, StringComparison.Ordinal);
        await _world.AsAdministratorAsync("principals/ann/disable", Because);
        Assert.Equal("caller-disabled", (await _world.GetAsync("/operator/v1/timers", key)).Reason);
        await _world.AsAdministratorAsync("principals/ann/enable", Because);
        Assert.Equal("caller-not-allowed", (await _world.GetAsync("/operator/v1/timers", key)).Reason);
        await _world.AsAdministratorAsync($"principals/ann/keys/{id}/remove", Because);
        Assert.Equal("caller-unknown", (await _world.GetAsync("/operator/v1/timers", key)).Reason);
    }

    [Fact]
    public async Task Operator_WithKeyOfItsOwn_MayDoWhatItsRolesSay()
    {
        await _world.AsAdministratorAsync(
            "principals", new { userId = "olga", kind = "operator", roles = new[] { "auditor" }, reason = "test" });
        var key = (await _world.AsAdministratorAsync("principals/olga/keys", new { name = "laptop", reason = "test" })).Json.GetProperty(
            "secret").GetString()!;
        Assert.StartsWith("op_", key, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _world.GetAsync("/operator/v1/audit", key)).Status);
        Assert.Equal("caller-not-allowed", (await _world.PostAsync("/operator/v1/principals", User("bob"), key)).Reason);
    }

    [Fact]
    public async Task SecondFactor_IsAnAuthenticatorsUri_AndOpensTheOperatorsSession()
    {
        await _world.AsAdministratorAsync(
            "principals", new { userId = "olga", kind = "operator", roles = new[] { "auditor" }, reason = "test" });
        var password = (await _world.AsAdministratorAsync("principals/olga/password", Because)).Json.GetProperty("secret").GetString()!;
        Assert.Equal("second-factor-not-set", (await _world.LoginAsync("olga", password)).Reason);
        var shown = await _world.AsAdministratorAsync("principals/olga/second-factor", Because);
        Assert.StartsWith("otpauth://totp/Shaken:olga?secret=", shown.Json.GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal("code-missing", (await _world.LoginAsync("olga", password)).Reason);
        Assert.Equal("credentials-wrong", (await _world.LoginAsync("olga", password, "12345")).Reason);
    }

    [Fact]
    public async Task Sessions_AreListed_AndEndedOneByOneOrAll()
    {
        var password = await _world.AddUserAsync("ann");
        var tokens = new List<string>();
        for (var number = 0; number < 3; number++) tokens.Add(
            (await _world.LoginAsync("ann", password)).Json.GetProperty("accessToken").GetString()!);
        var all = await _world.GetAsync("/operator/v1/sessions", _world.KeyOf("auditor"));
        var ofAnn = await _world.GetAsync("/operator/v1/sessions?user=ann", _world.KeyOf("auditor"));
        Assert.Equal(3, all.Json.GetProperty("sessions").GetArrayLength());
        var id = ofAnn.Json.GetProperty("sessions")[0].GetProperty("id").GetString();
        Assert.Equal(
            HttpStatusCode.OK, (await _world.AsAdministratorAsync("sessions/end", new { userId = "ann", id, reason = "test" })).Status);
        Assert.Equal(2, await CountAsync());
        Assert.Equal(
            HttpStatusCode.OK, (await _world.AsAdministratorAsync("sessions/end", new { userId = "ann", reason = "test" })).Status);
        Assert.Equal(0, await CountAsync());
        foreach (var token in tokens) Assert.Equal("caller-unknown", (await _world.GetAsync("/operator/v1/timers", token)).Reason);
        Assert.Equal("not-found", (await _world.GetAsync("/operator/v1/sessions?user=nobody", _world.KeyOf("auditor"))).Reason);

        async Task<int> CountAsync() =>
            (await _world.GetAsync("/operator/v1/sessions?user=ann", _world.KeyOf("auditor"))).Json.GetProperty(
                "sessions").GetArrayLength();
    }

    private static object User(string userId, params string[] addresses) => new
    {
        userId, kind = "account-user", account = "one", addresses, listForm = new { version = "text", entries = "pem" }, reason = "test",
    };
}
