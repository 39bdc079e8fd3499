using System.Net;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Delegation;

/// <summary>Customers and grants over HTTP: operators make them, a customer sees its own.</summary>
public sealed class GrantEndpointTests
{
    private const string Grants = "/operator/v1/delegation/grants";

    [Fact]
    public async Task PutCustomer_New_IsReadBackAndListed()
    {
        await using var world = await DelegationWorld.StartAsync();
        foreach (var id in (string[])["b", "a"]) await world.AddCustomerAsync(id);
        var read = await world.GetAsync("/operator/v1/delegation/customers/a", Auditor(world));
        Assert.Equal("""{"id":"a","name":"Customer a","isActive":true,"revision":1}""", read.Text);
        var page = await world.GetAsync("/operator/v1/delegation/customers", Auditor(world));
        Assert.Equal(
            ["a", "b"], page.Json.GetProperty("customers").EnumerateArray().Select(customer => customer.GetProperty("id").GetString()));
        Assert.Equal("not-found", (await world.GetAsync("/operator/v1/delegation/customers/c", Auditor(world))).Reason);
    }

    [Theory]
    [InlineData("a", """{"revision":0,"name":"","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("a", """{"revision":0,"name":"A","isActive":"yes","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("A", """{"revision":0,"name":"A","reason":"asked"}""", "terms-not-allowed")]
    [InlineData("a", """{"revision":3,"name":"A","reason":"asked"}""", "revision-differs")]
    [InlineData("a", """{"name":"A","reason":"asked"}""", "revision-missing")]
    [InlineData("a", """{"revision":0,"name":"A"}""", "act-malformed")]
    public async Task PutCustomer_NotAllowed_IsRefused(string id, string body, string reason)
    {
        await using var world = await DelegationWorld.StartAsync();
        var reply = await world.SendAsync(
            HttpMethod.Put, $"/operator/v1/delegation/customers/{id}", body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(reason, reply.Reason);
    }

    [Fact]
    public async Task Grant_TextsAndObjects_IsReadBackListedAndFound()
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        var body = """
            {"customer":"a","provider":"US/1234","numbers":["+14155550100-14155550109",{"start":"14155550110","count":10},
            {"start":"14155550300","count":1}],"until":"2027-06-01T00:00:00Z","originators":["US/OSP1"],"reason":"asked"}
            """;
        var made = await world.SendAsync(HttpMethod.Post, Grants, body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(
            """["14155550100-14155550119","14155550300"] 21 "in-force" ["US/OSP1"]""",
            string.Join(' ', ((string[])["numbers", "count", "state", "originators"]).Select(member => RawOf(made, member))));
        var id = made.Json.GetProperty("id").GetString();
        Assert.Equal(made.Text, (await world.GetAsync($"{Grants}/{id}", Auditor(world))).Text);
        Assert.Equal([id], await IdsAsync(world, $"{Grants}?customer=a"));
        Assert.Equal([id], await IdsAsync(world, "/operator/v1/delegation/numbers/14155550119"));
        Assert.Empty(await IdsAsync(world, "/operator/v1/delegation/numbers/14155550120"));
    }

    [Fact]
    public async Task Grant_SameIdempotencyKey_IsOneGrant()
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        var body = """{"customer":"a","provider":"US/1234","numbers":["14155550100"],"until":"2027-06-01T00:00:00Z","reason":"asked"}""";
        var replies = new List<string>();
        for (var time = 0; time < 2; time++)
        {
            var reply = await world.SendAsync(
                HttpMethod.Post, Grants, body, $"Bearer {world.KeyOf("registrar")}", ("Idempotency-Key", "order-7"));
            replies.Add(reply.Text);
        }

        Assert.Equal(replies[0], replies[1]);
        Assert.Single(await IdsAsync(world, $"{Grants}?customer=a"));
    }

    [Theory]
    [InlineData("""["14155549999-14155550100"]""", HttpStatusCode.Conflict, "numbers-not-held")]
    [InlineData("""["14155559900-14155560000"]""", HttpStatusCode.Conflict, "numbers-not-held")]
    [InlineData("""["14155550200","14155550150"]""", HttpStatusCode.Conflict, "lent-to-another")]
    [InlineData("""[{"start":"000000000000000","count":1000000000000000}]""", HttpStatusCode.BadRequest, "too-wide")]
    [InlineData("""[{"start":"14155550200","count":0}]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[{"start":"14155550200","count":-1}]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[{"start":"14155550200","count":1.5}]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[{"start":"99999999990","count":11}]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[{"start":"*21#","count":2}]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""["14155550299-14155550200"]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""["14155550200-4155550299"]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""["1415-555-0200"]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("""[7]""", HttpStatusCode.BadRequest, "terms-not-allowed")]
    [InlineData("\"14155550200\"", HttpStatusCode.BadRequest, "terms-not-allowed")]
    public async Task Grant_NumbersThatDoNotFit_IsRefused(string numbers, HttpStatusCode status, string reason)
    {
        await using var world = await DelegationWorld.StartAsync();
        foreach (var id in (string[])["a", "b"]) await world.AddCustomerAsync(id);
        Assert.Equal(HttpStatusCode.Created, (await world.GrantAsync("a", "14155550100-14155550199")).Status);
        var body = "{\"customer\":\"b\",\"provider\":\"US/1234\",\"until\":\"2027-06-01T00:00:00Z\",\"reason\":\"asked\",\"numbers\":"
            + numbers + "}";
        var reply = await world.SendAsync(HttpMethod.Post, Grants, body, $"Bearer {world.KeyOf("registrar")}");
        Assert.Equal((status, reason), (reply.Status, reply.Reason));
        Assert.DoesNotContain("1415555", reply.Detail, StringComparison.Ordinal);
        Assert.Empty(await IdsAsync(world, $"{Grants}?customer=b"));
    }

    [Theory]
    [InlineData("customer", "\"nobody\"", "customer-unknown")]
    [InlineData("customer", "\"A\"", "terms-not-allowed")]
    [InlineData("provider", "\"US/9999\"", "provider-not-lending")]
    [InlineData("provider", "\"1234\"", "terms-not-allowed")]
    [InlineData("provider", "\"US/5678\"", "numbers-not-held")]
    [InlineData("until", "\"2026-11-20T00:00:00Z\"", "terms-not-allowed")]
    [InlineData("until", "\"2030-11-20T00:00:00Z\"", "terms-not-allowed")]
    [InlineData("until", "\"tomorrow\"", "terms-not-allowed")]
    [InlineData("from", "\"2027-06-01T00:00:00Z\"", "terms-not-allowed")]
    [InlineData("from", "7", "terms-not-allowed")]
    [InlineData("isShared", "\"no\"", "terms-not-allowed")]
    [InlineData("originators", "[\"OSP1\"]", "terms-not-allowed")]
    [InlineData("reason", "\"\"", "act-malformed")]
    public async Task Grant_TermsThatDoNotFit_IsRefused(string member, string value, string reason)
    {
        await using var world = await DelegationWorld.StartAsync();
        await world.AddCustomerAsync("a");
        var members = new Dictionary<string, string>
        {
            ["customer"] = "\"a\"",
            ["provider"] = "\"US/1234\"",
            ["numbers"] = "[\"14155550100\"]",
            ["until"] = "\"2027-06-01T00:00:00Z\"",
            ["reason"] = "\"asked\"",
            [member] = value,
        };
        var body = $"{{{string.Join(',', members.Select(one => $"\"{one.Key}\":{one.Value}"))}}}";
        Assert.Equal(reason, (await world.SendAsync(HttpMethod.Post, Grants, body, $"Bearer {world.KeyOf("registrar")}")).Reason);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("governance")]
    public async Task Grant_OperatorOfAnotherRole_IsForbidden(string role)
    {
        await using var world = await DelegationWorld.StartAsync();
        var reply = await world.AsAsync(role, "delegation/grants", new { reason = "asked" });
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task Withdraw_Grant_FreesItsNumbersAtOnce()
    {
        await using var world = await DelegationWorld.StartAsync();
        foreach (var id in (string[])["a", "b"]) await world.AddCustomerAsync(id);
        var made = await world.GrantAsync("a", "14155550100-14155550199");
        var grant = made.Json.GetProperty("id").GetString();
        var withdrawn = await world.AsAsync("registrar", $"delegation/grants/{grant}/withdraw", new { reason = "not paid" });
        Assert.Equal("withdrawn", withdrawn.Json.GetProperty("state").GetString());
        Assert.Equal("not paid", withdrawn.Json.GetProperty("withdrawnFor").GetString());
        Assert.Equal(HttpStatusCode.Created, (await world.GrantAsync("b", "14155550100-14155550199")).Status);
        var unknown = await world.AsAsync("registrar", "delegation/grants/a.none/withdraw", new { reason = "asked" });
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (unknown.Status, unknown.Reason));
    }

    [Fact]
    public async Task ListOwn_Customer_SeesItsGrantsOnly()
    {
        await using var world = await DelegationWorld.StartAsync();
        foreach (var id in (string[])["a", "b"]) await world.AddCustomerAsync(id);
        var own = (await world.GrantAsync("a", "14155550100")).Json.GetProperty("id").GetString();
        await world.GrantAsync("b", "14155550200");
        var key = await world.KeyOfNewUserAsync("pbx", "customer", "a");
        var page = await world.GetAsync("/delegation/v1/grants", $"Bearer {key}");
        Assert.Equal([own], page.Json.GetProperty("grants").EnumerateArray().Select(grant => grant.GetProperty("id").GetString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync($"{Grants}?customer=a", $"Bearer {key}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/delegation/v1/grants")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync("/delegation/v1/grants", Auditor(world))).Status);
        var misled = await world.KeyOfNewUserAsync("misled", "customer", "Not an id");
        Assert.Equal("customer-unknown", (await world.GetAsync("/delegation/v1/grants", $"Bearer {misled}")).Reason);
    }

    [Fact]
    public async Task List_WithoutACustomer_IsRefused()
    {
        await using var world = await DelegationWorld.StartAsync();
        Assert.Equal("terms-not-allowed", (await world.GetAsync(Grants, Auditor(world))).Reason);
        Assert.Equal("terms-not-allowed", (await world.GetAsync("/operator/v1/delegation/numbers/1x", Auditor(world))).Reason);
    }

    private static string RawOf(HttpReply reply, string member) => reply.Json.GetProperty(member).GetRawText();

    private static string Auditor(OperatorWorld world) => $"Bearer {world.KeyOf("auditor")}";

    private static async Task<IReadOnlyList<string?>> IdsAsync(OperatorWorld world, string path)
    {
        var reply = await world.GetAsync(path, Auditor(world));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return [.. reply.Json.GetProperty("grants").EnumerateArray().Select(grant => grant.GetProperty("id").GetString())];
    }
}
