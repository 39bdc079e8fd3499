using System.Net;
using Shaken.Web.Tests.PolicyAdministrator;

namespace Shaken.Web.Tests.Reputation;

public sealed class TraceEndpointTests
{
    private const string Traces = "/reputation/v1/traces";

    [Fact]
    public async Task Trace_BetweenTwoAccounts_IsOpenedReadAnsweredAndClosed()
    {
        await using var world = await PaWorld.StartAsync();
        var (ann, ben, eve) = (
            await UserAsync(world, "ann", "one", "1111"), await UserAsync(world, "ben", "two", "2222"),
            await UserAsync(world, "eve", "three", "3333"));
        var opened = await world.SendAsync(HttpMethod.Post, Traces, Body(world), ann);
        Assert.Equal(HttpStatusCode.Created, opened.Status);
        var id = opened.Json.GetProperty("trace").GetProperty("id").GetString();
        Assert.Equal(1, await CountAsync(world, ben));
        Assert.Equal(0, await CountAsync(world, eve));
        var read = await world.SendAsync(HttpMethod.Get, $"{Traces}/{id}", secret: ben);
        Assert.Equal((HttpStatusCode.OK, "no-store"), (read.Status, read.CacheControl));
        Assert.Equal("3456", read.Json.GetProperty("call").GetProperty("called").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await world.SendAsync(HttpMethod.Get, $"{Traces}/{id}", secret: eve)).Status);
        var answered = await world.SendAsync(
            HttpMethod.Post, $"{Traces}/{id}/answers",
            """{"by":"US/2222","finding":"came-from","from":"US/3333","note":"gate 12","revision":1,"reason":"looked up"}""", ben);
        Assert.Equal((HttpStatusCode.OK, 2L), (answered.Status, answered.Json.GetProperty("trace").GetProperty("revision").GetInt64()));
        var closed = await world.SendAsync(HttpMethod.Post, $"{Traces}/{id}/close", """{"revision":2,"reason":"done"}""", ann);
        Assert.Equal("closed", closed.Json.GetProperty("trace").GetProperty("state").GetString());
        var log = (await world.GetAsync($"/operator/v1/audit?subject=trace:{id}", "carol")).Body;
        Assert.Contains("trace-read", log, StringComparison.Ordinal);
        Assert.DoesNotContain("3456", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"called\":\"3456\"", "\"called\":\"12155553456\"")]
    [InlineData("\"called\":\"3456\"", "\"called\":\"3456\",\"identity\":\"eyJ0\"")]
    [InlineData("\"role\":\"terminating\"", "\"role\":\"somewhere\"")]
    [InlineData("\"displayed\":\"0121\"", "\"displayed\":\"0121\",\"rejectCode\":200")]
    [InlineData("\"displayed\":\"0121\"", "\"displayed\":\"0121\",\"broken\":\"yes\"")]
    [InlineData("\"displayed\":\"0121\"", "\"displayed\":\"0121\",\"attest\":\"D\"")]
    [InlineData("\"displayed\":\"0121\"", "\"displayed\":\"0121\",\"asserted\":\"121\"")]
    [InlineData("\"displayed\":\"0121\"", "\"displayed\":\"0121\",\"ingress\":\"2222\"")]
    [InlineData("\"author\":\"US/1111\"", "\"author\":\"1111\"")]
    [InlineData("\"addressee\":\"US/2222\"", "\"addressee\":7")]
    [InlineData("\"call\":{", "\"other\":{")]
    public async Task Open_WithMoreThanATraceMayTell_IsRefused(string part, string instead)
    {
        await using var world = await PaWorld.StartAsync();
        var ann = await UserAsync(world, "ann", "one", "1111");
        var refused = await world.SendAsync(
            HttpMethod.Post, Traces, Body(world).Replace(part, instead, StringComparison.Ordinal), ann);
        Assert.Equal((HttpStatusCode.BadRequest, "trace-not-allowed"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Open_WithAllMembers_IsReadBack()
    {
        await using var world = await PaWorld.StartAsync();
        var ann = await UserAsync(world, "ann", "one", "1111");
        var body = Body(world).Replace(
            "\"displayed\":\"0121\"",
            "\"displayed\":\"0121\",\"asserted\":\"0122\",\"attest\":\"B\",\"signatory\":\"CA/1\",\"ingress\":\"CA/2\",\"egress\":\"CA/3\","
            + "\"terminating\":\"US/1111\",\"rejectCode\":608,\"broken\":true,\"emergency\":false",
            StringComparison.Ordinal);
        var call = (await world.SendAsync(HttpMethod.Post, Traces, body, ann)).Json.GetProperty("call");
        Assert.Equal(("0122", "B", 608), (
            call.GetProperty("asserted").GetString(), call.GetProperty("attest").GetString(), call.GetProperty("rejectCode").GetInt32()));
        Assert.True(call.GetProperty("broken").GetBoolean());
    }

    [Fact]
    public async Task Open_ByAnAuditorOrForAnother_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        var ben = await UserAsync(world, "ben", "two", "2222");
        var auditor = await world.SendAsync(HttpMethod.Post, Traces, Body(world), world.SecretOf("carol"));
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (auditor.Status, auditor.Reason));
        var another = await world.SendAsync(HttpMethod.Post, Traces, Body(world), ben);
        Assert.Equal((HttpStatusCode.Forbidden, "not-for-caller"), (another.Status, another.Reason));
        Assert.Equal(HttpStatusCode.Created, (await world.PostAsync(Traces, Body(world))).Status);
    }

    private static async Task<string> UserAsync(PaWorld world, string name, string account, string code)
    {
        await world.OpenAsync(account, code);
        return await world.UserAsync(name, "account-user", account);
    }

    private static async Task<int> CountAsync(PaWorld world, string secret)
    {
        var listed = await world.SendAsync(HttpMethod.Get, Traces, secret: secret);
        Assert.Equal(HttpStatusCode.OK, listed.Status);
        return listed.Json.GetProperty("traces").GetArrayLength();
    }

    private static string Body(PaWorld world) => $$"""
        {"author":"US/1111","addressee":"US/2222","reason":"complaint of a customer",
        "call":{"role":"terminating","startedAt":"{{world.Program.Time.GetUtcNow().AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}}",
        "called":"3456","displayed":"0121"}
        }
        """;
}
