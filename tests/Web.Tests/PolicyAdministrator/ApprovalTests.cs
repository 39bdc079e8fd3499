using System.Net;
using System.Text.Json;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>What waits for governance, as each operator sees it.</summary>
public sealed class ApprovalTests
{
    private const string Path = "/operator/v1/approvals";

    [Fact]
    public async Task List_OfARootThatApplied_LetsAnotherOperatorDecideAlone()
    {
        await using var world = await PaWorld.StartAsync(("Pa:Authorities:TwoOperators", "true"));
        var applied = await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync());
        Assert.Equal(HttpStatusCode.Created, applied.Status);

        var asAlice = Assert.Single(await LinesAsync(world, "alice"));
        Assert.Equal(("authority", applied.Text("id")), (Text(asAlice, "kind"), Text(asAlice, "id")));
        Assert.Equal(("operator:alice", "asked"), (Text(asAlice, "askedBy"), Text(asAlice, "reason")));
        Assert.Equal((false, "you asked for it, so another operator decides"), (MayDecide(asAlice), Text(asAlice, "hindrance")));
        Assert.True(MayDecide(Assert.Single(await LinesAsync(world, "bob"))));
        Assert.Equal(
            "operators of the role governance decide", Text(Assert.Single(await LinesAsync(world, "carol")), "hindrance"));

        await world.PostAsync(
            $"/operator/v1/authorities/{applied.Text("id")}/state", """{"state":"approved","revision":1,"reason":"fine"}""", "bob");
        Assert.Empty(await LinesAsync(world, "bob"));
    }

    [Fact]
    public async Task List_OfARoot_WhereOneOperatorIsEnough_LetsWhoAskedDecide()
    {
        await using var world = await PaWorld.StartAsync();
        await world.PostAsync("/operator/v1/authorities", await world.ApplicationAsync());
        Assert.True(MayDecide(Assert.Single(await LinesAsync(world, "alice"))));
    }

    [Fact]
    public async Task List_OfProposedTerms_IsPagedAndHasTheReason()
    {
        await using var world = await PaWorld.StartAsync(
            SignedDocumentKind.CountryPolicy, "Pa:CountryPolicy", [("Pa:Authorities:TwoOperators", "true")]);
        foreach (var country in (string[])["DE", "CA", "FR"])
        {
            var set = await world.SendAsync(
                HttpMethod.Put, $"/operator/v1/country-policy/{country}",
                $$"""{"terms":{"mechanism":"merge"},"revision":0,"reason":"treaty with {{country}}"}""", world.SecretOf("bob"));
            Assert.Equal(HttpStatusCode.OK, set.Status);
        }

        var first = (await world.GetAsync($"{Path}?count=2", "alice")).Json;
        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal(["CA", "DE"], first.GetProperty("approvals").EnumerateArray().Select(line => Text(line, "id")));
        Assert.Equal("treaty with CA", Text(first.GetProperty("approvals")[0], "reason"));
        var rest = (await world.GetAsync($"{Path}?count=2&cursor={Uri.EscapeDataString(Text(first, "cursor"))}", "alice")).Json;
        Assert.Equal(["FR"], rest.GetProperty("approvals").EnumerateArray().Select(line => Text(line, "id")));
        Assert.False(rest.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task List_ForAStranger_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync(Path)).Status);
    }

    private static async Task<List<JsonElement>> LinesAsync(PaWorld world, string by)
    {
        var answer = await world.GetAsync(Path, by);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer.Json.GetProperty("approvals").EnumerateArray()];
    }

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString()!;

    private static bool MayDecide(JsonElement line) => line.GetProperty("mayDecide").GetBoolean();
}
