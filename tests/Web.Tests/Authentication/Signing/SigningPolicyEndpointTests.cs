using System.Net;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Authentication.Signing;

/// <summary>Signing policies, number tables, evidence and traces over HTTP, as operators read and change them.</summary>
public sealed class SigningPolicyEndpointTests
{
    private const string Policy = "/operator/v1/tenants/north/signing-policy";
    private const string Numbers = "/operator/v1/tenants/north/signing-numbers";
    private const string Evidence = "/operator/v1/tenants/north/evidence";
    private const string Csv =
        "numbers,rule,kind,customer,reference,expires\n1215555*,own,assigned-by-us\n"
        + "1202*,lent,authorized,acme,letter,2027-01-01T00:00:00Z\n";

    [Fact]
    public async Task Put_Policy_IsReadBackWithItsRevision()
    {
        await using var world = await StartAsync();
        var before = (await GetAsync(world, Policy)).Json;
        Assert.Equal(0, before.GetProperty("revision").GetInt64());
        Assert.Equal("C", before.GetProperty("policy").GetProperty("otherCalls").GetString());
        var put = await PutAsync(world, """{"otherCalls":"B","customers":[{"name":"acme"}]}""", 0);
        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.Equal(put.Text, (await GetAsync(world, Policy)).Text);
        Assert.Equal(1, put.Json.GetProperty("revision").GetInt64());
        Assert.Equal("acme", put.Json.GetProperty("policy").GetProperty("customers")[0].GetProperty("name").GetString());
        var late = await PutAsync(world, "{}", 0);
        Assert.Equal((HttpStatusCode.Conflict, "revision-differs"), (late.Status, late.Reason));
    }

    [Theory]
    [InlineData("""{"policy":{"other":1},"revision":0,"reason":"r"}""", "policy-not-allowed", "unknown or of the wrong type")]
    [InlineData("""{"policy":{"otherCalls":"A"},"revision":0,"reason":"r"}""", "policy-not-allowed", "otherCalls")]
    [InlineData("""{"policy":null,"revision":0,"reason":"r"}""", "policy-not-allowed", "policy must be")]
    [InlineData("""{"revision":0,"reason":"r"}""", "policy-not-allowed", "policy must be")]
    [InlineData("""{"policy":{},"reason":"r"}""", "revision-missing", "revision")]
    [InlineData("""{"policy":{},"revision":0}""", "act-malformed", "reason")]
    public async Task Put_PolicyThatIsNotAllowed_IsRefused(string body, string reason, string detail)
    {
        await using var world = await StartAsync();
        var reply = await world.SendAsync(HttpMethod.Put, Policy, body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal((HttpStatusCode.BadRequest, reason), (reply.Status, reply.Reason));
        Assert.Contains(detail, reply.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_Numbers_AreReadBackAndListedAsEvidence()
    {
        await using var world = await StartAsync();
        const string Ended = """{"kind":"assigned-by-us","expiresAt":"2026-01-01T00:00:00Z"}""";
        await PutAsync(world, $$"""{"customers":[{"name":"acme","evidence":{{Ended}}}]}""", 0);
        var put = await PutNumbersAsync(world, Csv, "?revision=1&reason=import");
        Assert.Equal(HttpStatusCode.OK, put.Status);
        Assert.Equal(2, put.Json.GetProperty("revision").GetInt64());
        Assert.Equal(2, put.Json.GetProperty("numbers").GetProperty("rows").GetInt32());
        var csv = await world.GetAsync(Numbers, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(Csv, csv.Text);

        var first = (await GetAsync(world, $"{Evidence}?count=2")).Json;
        var second = (await GetAsync(world, $"{Evidence}?count=2&cursor={first.GetProperty("cursor").GetString()}")).Json;
        Assert.False(second.TryGetProperty("cursor", out _));
        var lines = first.GetProperty("evidence").EnumerateArray().Concat(second.GetProperty("evidence").EnumerateArray()).ToList();
        Assert.Equal(
            [("customers/acme", false), ("numbers/lent", true), ("numbers/own", true)],
            lines.Select(line => (line.GetProperty("rule").GetString()!, line.GetProperty("holds").GetBoolean())));
        Assert.Equal(("1202*", "letter"), (lines[1].GetProperty("numbers").GetString(), lines[1].GetProperty("reference").GetString()));

        await PutAsync(world, "{}", 2);
        var stale = await GetAsync(world, $"{Evidence}?cursor={first.GetProperty("cursor").GetString()}");
        Assert.Equal((HttpStatusCode.Conflict, "revision-differs"), (stale.Status, stale.Reason));
    }

    [Theory]
    [InlineData("1215,own,assigned-by-us\n", "?reason=r", "revision-missing")]
    [InlineData("1215,own,assigned-by-us\n", "?revision=0", "act-malformed")]
    [InlineData("1215,own,assigned-by-us\n", "?revision=3&reason=r", "revision-differs")]
    public async Task Put_NumbersWithABadQuery_IsRefused(string csv, string query, string reason)
    {
        await using var world = await StartAsync();
        Assert.Equal(reason, (await PutNumbersAsync(world, csv, query)).Reason);
    }

    [Fact]
    public async Task Put_NumbersWithBadLines_NamesThem()
    {
        await using var world = await StartAsync();
        var reply = await PutNumbersAsync(world, "1215,own,assigned-by-us\nx,own,assigned-by-us\n1216,own,owned\n", "?revision=0&reason=r");
        Assert.Equal((HttpStatusCode.BadRequest, "numbers-not-allowed"), (reply.Status, reply.Reason));
        Assert.Equal(2, reply.Json.GetProperty("errorCount").GetInt32());
        Assert.Equal([2, 3], reply.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()));
        Assert.Equal(0, (await GetAsync(world, Policy)).Json.GetProperty("revision").GetInt64());
    }

    [Theory]
    [InlineData("signing-policy")]
    [InlineData("signing-numbers")]
    [InlineData("evidence")]
    public async Task Get_OfNoTenant_IsNotFound(string part)
    {
        await using var world = await StartAsync();
        foreach (var tenant in (string[])["nobody", "NORTH"])
        {
            var reply = await world.GetAsync($"/operator/v1/tenants/{tenant}/{part}", $"Bearer {world.KeyOf("registrar")}");
            Assert.Equal((HttpStatusCode.NotFound, "tenant-not-found"), (reply.Status, reply.Reason));
        }
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("governance")]
    public async Task Put_ByAnOperatorOfAnotherRole_IsForbidden(string role)
    {
        await using var world = await StartAsync();
        foreach (var path in (string[])[Policy, $"{Numbers}?revision=0&reason=r"])
        {
            var reply = await world.SendAsync(HttpMethod.Put, path, "{}", $"Bearer {world.KeyOf(role)}");
            Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (reply.Status, reply.Reason));
        }
    }

    [Theory]
    [InlineData("registrar", "4aec94e2-508c-4c1c-907b-3737bac0a80e?reason=traceback", HttpStatusCode.OK, null)]
    [InlineData("auditor", "4AEC94E2-508C-4C1C-907B-3737BAC0A80E?reason=traceback", HttpStatusCode.OK, null)]
    [InlineData("registrar", "123e4567-e89b-12d3-a456-426655440000?reason=traceback", HttpStatusCode.NotFound, "origid-unknown")]
    [InlineData("registrar", "4aec94e2-508c-4c1c-907b-3737bac0a80e", HttpStatusCode.BadRequest, "act-malformed")]
    [InlineData("registrar", "trunk-7?reason=traceback", HttpStatusCode.BadRequest, "origid-malformed")]
    [InlineData("governance", "4aec94e2-508c-4c1c-907b-3737bac0a80e?reason=traceback", HttpStatusCode.Forbidden, "caller-not-allowed")]
    public async Task Trace_OfAnOrigId_NamesWhereItsCallsCameFrom(string role, string path, HttpStatusCode status, string? reason)
    {
        await using var world = await StartAsync();
        await PutAsync(world, """{"customers":[{"name":"acme","origId":"4aec94e2-508c-4c1c-907b-3737bac0a80e"}]}""", 0);
        var reply = await world.GetAsync($"/operator/v1/origids/{path}", $"Bearer {world.KeyOf(role)}");
        Assert.Equal(status, reply.Status);
        if (reason is not null) Assert.Equal(reason, reply.Reason);
        else
        {
            Assert.Equal(
                """{"origId":"4aec94e2-508c-4c1c-907b-3737bac0a80e","form":"policy","tenant":"north","customer":"acme"}""", reply.Text);
            Assert.Equal("no-store", reply.Headers.CacheControl?.ToString());
            var audit = await world.GetAsync(
                "/operator/v1/audit?subject=origid:4aec94e2-508c-4c1c-907b-3737bac0a80e", $"Bearer {world.KeyOf("auditor")}");
            Assert.Contains("traceback", audit.Text, StringComparison.Ordinal);
        }
    }

    private static async Task<OperatorWorld> StartAsync()
    {
        var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        const string Tenant = """{"revision":0,"name":"North","provider":"US/1234","reason":"asked"}""";
        var made = await world.SendAsync(HttpMethod.Put, "/operator/v1/tenants/north", Tenant, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(HttpStatusCode.OK, made.Status);
        return world;
    }

    private static Task<HttpReply> GetAsync(OperatorWorld world, string path) => world.GetAsync(path, $"Bearer {world.KeyOf("auditor")}");

    private static Task<HttpReply> PutAsync(OperatorWorld world, string policy, long revision) => world.SendAsync(
        HttpMethod.Put, Policy, $$"""{"policy":{{policy}},"revision":{{revision}},"reason":"decided"}""",
        $"Bearer {world.KeyOf("registrar")}");

    private static Task<HttpReply> PutNumbersAsync(OperatorWorld world, string csv, string query) =>
        world.SendAsync(HttpMethod.Put, Numbers + query, csv, $"Bearer {world.KeyOf("registrar")}");
}
