using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.Registry;

/// <summary>What operators of a registry see at once: what waits for them, and what expires.</summary>
public sealed class RegistryOverviewTests
{
    [Fact]
    public async Task Approvals_OfACountryWithoutProof_SayWhatHindersIt()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.AskAsync(RegistryServer.RegistrationOf(server.Canada, url: RegistryServer.ListUrl));
        var waiting = Assert.Single(await ListAsync(server, "approvals", "approvals"));
        Assert.Equal(("registered-country", "CA"), (Text(waiting, "kind"), Text(waiting, "id")));
        Assert.Equal("the host of its list URL has not answered the challenge", Text(waiting, "hindrance"));
        Assert.False(waiting.GetProperty("mayDecide").GetBoolean());
    }

    [Fact]
    public async Task Approvals_OfADecidedCountry_AreGone()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.AskAsync(RegistryServer.RegistrationOf(server.Canada));
        Assert.True(Assert.Single(await ListAsync(server, "approvals", "approvals")).GetProperty("mayDecide").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync("approval", 1)).Status);
        Assert.Empty(await ListAsync(server, "approvals", "approvals"));
    }

    [Fact]
    public async Task Overview_HasTheRegistryListAndItsSigner()
    {
        await using var server = await RegistryServer.StartAsync();
        await server.RunAsync("RegistryPublishLists");
        var lines = await ListAsync(server, "overview", "expiries");
        var list = lines.Single(line => Text(line, "kind") == "registry-list");
        Assert.Equal(("later", 1L), (Text(list, "state"), list.GetProperty("number").GetInt64()));
        Assert.Contains("signer of the registry list", lines.Select(line => Text(line, "name")));
    }

    private static async Task<List<JsonElement>> ListAsync(RegistryServer server, string path, string member)
    {
        var answer = await server.GetAsync($"/operator/v1/{path}", "alice");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. answer.Json.GetProperty(member).EnumerateArray()];
    }

    private static string Text(JsonElement line, string member) => line.GetProperty(member).GetString()!;
}
