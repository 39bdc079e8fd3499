using System.Net;
using System.Text.Json;
using Shaken.Core.Keys.Software;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class AuthorityEndpointTests
{
    [Fact]
    public async Task Authority_AppliedAndApproved_IsListedAndPublic()
    {
        await using var world = await PaWorld.StartAsync();
        var applied = await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync());
        Assert.Equal((HttpStatusCode.Created, "applied"), (applied.Status, applied.Text("state")));
        Assert.False(applied.Json.GetProperty("isListed").GetBoolean());
        var id = applied.Text("id");
        await world.PostAsync($"/operator/v1/authorities/{id}/state", """{"state":"approved","revision":1,"reason":"decided"}""");
        Assert.True((await world.GetAsync($"/operator/v1/authorities/{id}", "carol")).Json.GetProperty("isListed").GetBoolean());
        await world.RunAsync("PaPublishList");
        var list = await world.GetAsync("/operator/v1/lists/1", "carol");
        Assert.Equal(id, Assert.Single(list.Json.GetProperty("roots").EnumerateArray()).GetString());
        Assert.Contains(id, (await world.GetAsync("/public/v1/authorities")).Body, StringComparison.Ordinal);
        Assert.Contains($"\"{id}\"", (await world.GetAsync("/public/v1/authorities?form=csv")).Body, StringComparison.Ordinal);

        await world.PostAsync($"/operator/v1/authorities/{id}/state", """{"state":"suspended","revision":2,"reason":"complaint"}""");
        await world.RunAsync("PaPublishList");
        Assert.Empty((await world.GetAsync("/operator/v1/lists/2", "carol")).Json.GetProperty("roots").EnumerateArray());
        Assert.Equal("""{"authorities":[]}""", (await world.GetAsync("/public/v1/authorities")).Body);
    }

    [Fact]
    public async Task Approve_WhereTwoOperatorsAreNeeded_TakesAnotherOne()
    {
        await using var world = await PaWorld.StartAsync(("Pa:Authorities:TwoOperators", "true"));
        var id = (await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync())).Text("id");
        const string Approve = """{"state":"approved","revision":1,"reason":"decided"}""";
        var refused = await world.PostAsync($"/operator/v1/authorities/{id}/state", Approve);
        Assert.Equal((HttpStatusCode.Forbidden, "another-operator-needed"), (refused.Status, refused.Reason));
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync($"/operator/v1/authorities/{id}/state", Approve, by: "bob")).Status);
    }

    [Fact]
    public async Task Approve_WithoutTheRoleGovernance_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        var id = (await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync())).Text("id");
        var refused = await world.PostAsync(
            $"/operator/v1/authorities/{id}/state", """{"state":"approved","revision":1,"reason":"decided"}""", by: "carol");
        Assert.Equal((HttpStatusCode.Forbidden, "caller-not-allowed"), (refused.Status, refused.Reason));
    }

    [Fact]
    public async Task Apply_WithoutProofOrRoot_IsRefusedByName()
    {
        await using var world = await PaWorld.StartAsync();
        var good = await world.ApplicationAsync();
        var chain = JsonSerializer.Serialize(world.Authority.Issuing.ToPem());
        foreach (var (body, reason) in ((string, string)[])[
            ("{}", "root-not-allowed"),
            ("""{"certificate":7}""", "root-not-allowed"),
            ("""{"certificate":"x"}""", "root-not-allowed"),
            ($$"""{"certificate":{{chain}},"signedOn":"2026-11-21","proof":"AAAA","name":"a","practiceStatement":"b","reason":"r"}""", "root-not-allowed"),
            (await world.ApplicationAsync(prover: SoftwareKey.New()), "proof-not-valid"),
            (good.Replace("\"signedOn\"", "\"on\"", StringComparison.Ordinal), "proof-not-valid"),
            (good.Replace("\"Example CA\"", "\"two\\nlines\"", StringComparison.Ordinal), "terms-not-allowed"),
            (good.Replace("\"reason\"", "\"raison\"", StringComparison.Ordinal), "act-malformed")])
        {
            var answer = await world.PostAsync("/operator/v1/authorities", body);
            Assert.Equal((HttpStatusCode.BadRequest, reason), (answer.Status, answer.Reason));
        }

        Assert.Equal(HttpStatusCode.Created, (await world.PostAsync("/operator/v1/authorities", good)).Status);
        Assert.Equal("is-there", (await world.PostAsync("/operator/v1/authorities", good)).Reason);
    }

    [Fact]
    public async Task Authorities_WithoutAUrl_SayWhatIsNotConfigured()
    {
        await using var program = await Support.LoneProgram.StartAsync(("Shaken:Roles", "pa"));
        using var client = program.NewClient("127.0.0.1");
        using var response = await client.GetAsync(
            new Uri("/public/v1/authorities", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"authorities":[]}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
