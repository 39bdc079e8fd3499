using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.Operators;

/// <summary>Tenants over HTTP, as operators make, list and change them.</summary>
public sealed class TenantEndpointTests
{
    private const string Path = "/operator/v1/tenants/north";

    [Fact]
    public async Task Put_OfANewTenant_IsReadBack()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        var made = await PutAsync(world, new { revision = 0, name = "North", provider = "US/1234", dialect = "atis", reason = "asked" });
        Assert.Equal(HttpStatusCode.OK, made.Status);
        var read = await world.GetAsync(Path, $"Bearer {world.KeyOf("auditor")}");
        Assert.Equal(made.Text, read.Text);
        Assert.Equal(
            """{"id":"north","name":"North","provider":"US/1234","dialect":"atis","isActive":true,"showsAttestation":false,"""
            + "\"enterprise\":\"none\",\"revision\":1}",
            read.Text);
    }

    [Theory]
    [InlineData("verdict", HttpStatusCode.OK)]
    [InlineData("verdict-and-validation", HttpStatusCode.OK)]
    [InlineData("everything", HttpStatusCode.BadRequest)]
    public async Task Put_EnterpriseForm_IsOneOfTheClosedSet(string form, HttpStatusCode status)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "vs"));
        var put = await PutAsync(world, new { revision = 0, name = "North", provider = "US/1234", enterprise = form, reason = "asked" });
        Assert.Equal(status, put.Status);
        if (status == HttpStatusCode.OK) Assert.Equal(form, put.Json.GetProperty("enterprise").GetString());
    }

    [Fact]
    public async Task List_ByPages_GoesThroughAll()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "vs"));
        foreach (var id in (string[])["c", "a", "b"])
            await PutAsync(world, new { revision = 0, name = id, provider = "US/1234", reason = "asked" }, $"/operator/v1/tenants/{id}");
        var (ids, cursor) = (new List<string?>(), "");
        do
        {
            var page = await world.GetAsync($"/operator/v1/tenants?count=2&cursor={Uri.EscapeDataString(cursor)}", Auditor(world));
            ids.AddRange(page.Json.GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetProperty("id").GetString()));
            cursor = page.Json.TryGetProperty("cursor", out var next) ? next.GetString() ?? "" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(["a", "b", "c"], ids);
    }

    [Theory]
    [InlineData("""{"revision":0,"name":"North","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("""{"revision":0,"name":"North","provider":"1234","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("""{"revision":0,"name":"","provider":"US/1234","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("""{"revision":0,"name":"North","provider":"US/1234","dialect":"x","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("""{"revision":0,"name":"North","provider":"US/1234","isActive":1,"reason":"asked"}""", "terms-not-allowed")]
    [InlineData("""{"name":"North","provider":"US/1234","reason":"asked"}""", "revision-missing")]
    [InlineData("""{"revision":0,"name":"North","provider":"US/1234"}""", "act-malformed")]
    [InlineData("""{"revision":7,"name":"North","provider":"US/1234","reason":"asked"}""", "revision-differs")]
    public async Task Put_OfWhatIsNotAllowed_IsRefused(string body, string reason)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        var reply = await world.SendAsync(HttpMethod.Put, Path, body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(reason, reply.Reason);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync(Path, Auditor(world))).Status);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("governance")]
    public async Task Put_ByAnOperatorOfAnotherRole_IsForbidden(string role)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        var body = """{"revision":0,"name":"North","provider":"US/1234","reason":"asked"}""";
        var reply = await world.SendAsync(HttpMethod.Put, Path, body, $"Bearer {world.KeyOf(role)}");
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task Put_OfAnotherId_IsRefused()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        var body = new { revision = 0, name = "North", provider = "US/1234", reason = "asked" };
        Assert.Equal("terms-not-allowed", (await PutAsync(world, body, "/operator/v1/tenants/NORTH")).Reason);
    }

    [Fact]
    public async Task AddPublicKey_OfATenantsUser_IsListedAndRemoved()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        await world.AsAdministratorAsync("principals", new { userId = "sbc", kind = "tenant", account = "north", reason = "asked" });
        var jwk = new
        {
            kty = "EC",
            crv = "P-256",
            x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        };
        var added = await world.AsAdministratorAsync("principals/sbc/public-keys", new { jwk, name = "sbc", reason = "asked" });
        Assert.Equal(HttpStatusCode.OK, added.Status);
        var thumbprint = Assert.Single(added.Json.GetProperty("publicKeys").EnumerateArray().ToList()).GetProperty("id").GetString();
        var removed = await world.AsAdministratorAsync($"principals/sbc/public-keys/{thumbprint}/remove", new { reason = "asked" });
        Assert.Empty(removed.Json.GetProperty("publicKeys").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"name":"sbc","reason":"asked"}""")]
    [InlineData("""{"jwk":{"kty":"RSA"},"name":"sbc","reason":"asked"}""")]
    [InlineData("""{"jwk":"x","name":"sbc","reason":"asked"}""")]
    public async Task AddPublicKey_OfNoKey_IsRefused(string body)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        await world.AsAdministratorAsync("principals", new { userId = "sbc", kind = "tenant", account = "north", reason = "asked" });
        var key = $"Bearer {world.KeyOf("administrator")}";
        var reply = await world.SendAsync(HttpMethod.Post, "/operator/v1/principals/sbc/public-keys", body, key);
        Assert.Equal((HttpStatusCode.BadRequest, "profile-not-allowed"), (reply.Status, reply.Reason));
    }

    private static string Auditor(OperatorWorld world) => $"Bearer {world.KeyOf("auditor")}";

    private static Task<HttpReply> PutAsync(OperatorWorld world, object body, string path = Path) =>
        world.SendAsync(HttpMethod.Put, path, JsonSerializer.Serialize(body), $"Bearer {world.KeyOf("registrar")}");
}
