using System.Net;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class BypassEndpointTests
{
    private const string Path = "/api/v1/account/acme/bypass-tokens";

    [Fact]
    public async Task Token_IssuedThenRevoked_IsFoundByAnybodyUntilThen()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        const string Body = """{"provider":"US/1234","reason":"the signing service is down"}""";
        var issued = await world.PostAsync(Path, Body, key: "one");
        Assert.Equal((HttpStatusCode.Created, "success", "US/1234"), (issued.Status, issued.Text("status"), issued.Text("provider")));
        var jti = issued.Text("jti");
        Assert.Equal(jti, (await world.PostAsync(Path, Body, key: "one")).Text("jti"));
        var found = await world.GetAsync($"/bypass-token/{jti}");
        Assert.Equal((HttpStatusCode.NoContent, "public, max-age=3600"), (found.Status, found.CacheControl));
        world.Program.Time.Advance(TimeSpan.FromMinutes((23 * 60) + 50));
        Assert.Equal("public, max-age=600", (await world.GetAsync($"/bypass-token/{jti}")).CacheControl);

        var revoked = await world.PostAsync($"{Path}/{jti}/revoke", """{"reason":"it works again"}""");
        Assert.Equal((HttpStatusCode.OK, jti), (revoked.Status, revoked.Text("jti")));
        var gone = await world.GetAsync($"/bypass-token/{jti}");
        Assert.Equal((HttpStatusCode.NotFound, "public, max-age=3600"), (gone.Status, gone.CacheControl));
        Assert.Equal("revoked", (await world.PostAsync(Path, Body, key: "one")).Reason);
    }

    [Theory]
    [InlineData("""{"provider":"US/5678","reason":"r"}""", 403, "code-not-held")]
    [InlineData("""{"provider":"1234","reason":"r"}""", 403, "code-not-held")]
    [InlineData("""{"reason":"r"}""", 403, "code-not-held")]
    [InlineData("""{"provider":"US/1234"}""", 400, "act-malformed")]
    [InlineData("""{"provider":"US/1234","reason":7}""", 400, "act-malformed")]
    [InlineData("""{"provider":"US/1234","reason":"r","minutes":0}""", 400, "life-not-allowed")]
    [InlineData("""{"provider":"US/1234","reason":"r","minutes":1441}""", 400, "life-not-allowed")]
    [InlineData("""{"provider":"US/1234","reason":"r","minutes":"10"}""", 400, "life-not-allowed")]
    public async Task Issue_BadRequest_NamesTheRule(string body, int status, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var answer = await world.PostAsync(Path, body);
        Assert.Equal((status, reason), ((int)answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Token_OfSomebodyWithoutTheRightOrUnknown_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        const string Body = """{"provider":"US/1234","reason":"r"}""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.SendAsync(HttpMethod.Post, Path, Body)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync(Path, Body, by: "carol")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync("/bypass-token/x")).Status);
        Assert.Equal("not-found", (await world.PostAsync($"{Path}/AAAAAAAAAAAAAAAAAAAAAA/revoke", """{"reason":"r"}""")).Reason);
    }
}
