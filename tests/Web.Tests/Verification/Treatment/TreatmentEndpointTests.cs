using System.Net;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Verification.Treatment;

/// <summary>Treatment policies and the do-not-originate list over HTTP, as operators read and change them.</summary>
public sealed class TreatmentEndpointTests
{
    private const string Policy = "/operator/v1/tenants/north/treatment-policy";
    private const string List = "/operator/v1/do-not-originate";

    [Fact]
    public async Task Put_Policy_IsReadBackWithItsRevision()
    {
        await using var world = await StartAsync();
        Assert.Equal("""{"tenant":"north","revision":0,"profile":"deliver","rules":[]}""", (await GetAsync(world, Policy)).Text);
        const string rule = """{"name":"vip","scope":{"number":"1215*"},"outcomes":{"no-identity":{"action":"continue"}}}""";
        var put = await PutAsync(world, $$"""{"profile":"cut","rules":[{{rule}}]}""", 0);
        Assert.Equal(HttpStatusCode.OK, put.Status);
        var read = await GetAsync(world, Policy);
        Assert.Equal(put.Text, read.Text);
        Assert.Equal((1L, "cut"), (read.Json.GetProperty("revision").GetInt64(), read.Json.GetProperty("profile").GetString()));
        Assert.Equal("1215*", read.Json.GetProperty("rules")[0].GetProperty("scope").GetProperty("number").GetString());
        Assert.Equal("revision-differs", (await PutAsync(world, """{"profile":"cut","rules":[]}""", 0)).Reason);
    }

    [Theory]
    [InlineData(
        """{"policy":{"profile":"cut","rule":[]},"revision":0,"reason":"r"}""", "policy-not-allowed", "unknown or of the wrong type")]
    [InlineData("""{"policy":{"profile":"x","rules":[]},"revision":0,"reason":"r"}""", "policy-not-allowed", "profile must be")]
    [InlineData(
        """{"policy":{"profile":"cut","rules":[{"name":"a","outcomes":{"no-identity":{"action":"drop"}}}]},"revision":0,"reason":"r"}""",
        "policy-not-allowed", "rules[0].outcomes.no-identity.action")]
    [InlineData("""{"policy":null,"revision":0,"reason":"r"}""", "policy-not-allowed", "policy must be")]
    [InlineData("""{"revision":0,"reason":"r"}""", "policy-not-allowed", "policy must be")]
    [InlineData("""{"policy":{"profile":"cut"},"reason":"r"}""", "revision-missing", "revision")]
    [InlineData("""{"policy":{"profile":"cut"},"revision":0}""", "act-malformed", "reason")]
    public async Task Put_PolicyThatIsNotAllowed_IsRefusedByMember(string body, string reason, string detail)
    {
        await using var world = await StartAsync();
        var reply = await world.SendAsync(HttpMethod.Put, Policy, body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal((HttpStatusCode.BadRequest, reason), (reply.Status, reply.Reason));
        Assert.Contains(detail, reply.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await GetAsync(world, Policy)).Json.GetProperty("revision").GetInt64());
    }

    [Theory]
    [InlineData("/operator/v1/tenants/nobody/treatment-policy")]
    [InlineData("/operator/v1/tenants/NORTH/treatment-policy")]
    public async Task Get_OfNoTenant_IsNotFound(string path)
    {
        await using var world = await StartAsync();
        var reply = await GetAsync(world, path);
        Assert.Equal((HttpStatusCode.NotFound, "tenant-not-found"), (reply.Status, reply.Reason));
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("governance")]
    public async Task Put_ByAnOperatorOfAnotherRole_IsForbidden(string role)
    {
        await using var world = await StartAsync();
        foreach (var path in (string[])[Policy, $"{List}?revision=0&reason=r"])
        {
            var reply = await world.SendAsync(HttpMethod.Put, path, "{}", $"Bearer {world.KeyOf(role)}");
            Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (reply.Status, reply.Reason));
        }
    }

    [Fact]
    public async Task Get_Profiles_AreThoseThatAreShipped()
    {
        await using var world = await StartAsync();
        var profiles = (await GetAsync(world, "/operator/v1/treatment-profiles")).Json.GetProperty("profiles").EnumerateArray().ToList();
        Assert.Equal(["deliver", "cut"], profiles.Select(profile => profile.GetProperty("name").GetString()));
        Assert.Equal("reject", profiles[1].GetProperty("outcomes").GetProperty("no-identity").GetProperty("action").GetString());
    }

    [Fact]
    public async Task Put_List_IsCountedAndExported()
    {
        await using var world = await StartAsync();
        var put = await PutListAsync(world, "number\n12155550199\n1900*\n", "?revision=0&reason=monthly");
        Assert.Equal((HttpStatusCode.OK, 2), (put.Status, put.Json.GetProperty("count").GetInt32()));
        Assert.Equal(put.Text, (await GetAsync(world, List)).Text);
        Assert.Equal("\"number\"\r\n\"12155550199\"\r\n\"1900*\"\r\n", (await GetAsync(world, $"{List}?format=csv")).Text);
    }

    [Theory]
    [InlineData("12155550199\n", "?reason=r", "revision-missing")]
    [InlineData("12155550199\n", "?revision=0", "act-malformed")]
    [InlineData("12155550199\n", "?revision=3&reason=r", "revision-differs")]
    [InlineData("abc\n", "?revision=0&reason=r", "list-not-allowed")]
    public async Task Put_ListThatIsNotAllowed_IsRefused(string csv, string query, string reason)
    {
        await using var world = await StartAsync();
        Assert.Equal(reason, (await PutListAsync(world, csv, query)).Reason);
        Assert.Equal(0, (await GetAsync(world, List)).Json.GetProperty("count").GetInt32());
    }

    private static async Task<OperatorWorld> StartAsync()
    {
        var world = await OperatorWorld.StartAsync(("Shaken:Roles", "vs"));
        var tenant = """{"revision":0,"name":"North","provider":"US/1234","reason":"asked"}""";
        var made = await world.SendAsync(HttpMethod.Put, "/operator/v1/tenants/north", tenant, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return world;
    }

    private static Task<HttpReply> GetAsync(OperatorWorld world, string path) => world.GetAsync(path, $"Bearer {world.KeyOf("auditor")}");

    private static Task<HttpReply> PutAsync(OperatorWorld world, string policy, long revision) => world.SendAsync(
        HttpMethod.Put, Policy, $$"""{"policy":{{policy}},"revision":{{revision}},"reason":"decided"}""",
        $"Bearer {world.KeyOf("registrar")}");

    private static Task<HttpReply> PutListAsync(OperatorWorld world, string csv, string query) =>
        world.SendAsync(HttpMethod.Put, List + query, csv, $"Bearer {world.KeyOf("registrar")}");
}
