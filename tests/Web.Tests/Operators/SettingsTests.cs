using System.Net;
using System.Text.Json;

namespace Shaken.Web.Tests.Operators;

/// <summary>The settings in force, as an operator sees them: nothing of a secret.</summary>
public sealed class SettingsTests
{
    private const string Path = "/operator/v1/settings";

    [Fact]
    public async Task List_TellsWhatIsSetAndWhatHoldsOtherwise()
    {
        await using var world = await OperatorWorld.StartAsync(("Access:SessionHours", "7"));
        var settings = await ReadAsync(world, "auditor");
        Assert.Equal("7", settings["Access:SessionHours"].GetProperty("value").GetString());
        Assert.False(settings["Access:TokenMinutes"].GetProperty("isSet").GetBoolean());
        Assert.Equal("`30`", settings["Access:TokenMinutes"].GetProperty("without").GetString());
        Assert.Equal("US/1234", settings["Cps:ServedSpcs"].GetProperty("value").GetString());
    }

    [Fact]
    public async Task List_OfKeys_TellsThatTheyAreSetAndNotWhich()
    {
        await using var world = await OperatorWorld.StartAsync();
        var keys = (await ReadAsync(world, "administrator"))["Operator:Keys"];
        Assert.True(keys.GetProperty("isSet").GetBoolean());
        Assert.False(keys.TryGetProperty("value", out _));
    }

    [Fact]
    public async Task List_OfAUrlWithAQuery_LeavesItOut()
    {
        await using var world = await OperatorWorld.StartAsync(("Revocation:Urls", "https://crl.example/a.crl?sig=verysecret"));
        var reply = await world.GetAsync(Path, world.KeyOf("auditor"));
        Assert.Contains("https://crl.example/a.crl?", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("registrar")]
    [InlineData("governance")]
    public async Task List_ForOtherRoles_IsRefused(string role)
    {
        await using var world = await OperatorWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.GetAsync(Path, world.KeyOf(role))).Status);
    }

    private static async Task<Dictionary<string, JsonElement>> ReadAsync(OperatorWorld world, string role)
    {
        var reply = await world.GetAsync(Path, world.KeyOf(role));
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        return reply.Json.GetProperty("sections").EnumerateArray()
            .SelectMany(section => section.GetProperty("settings").EnumerateArray())
            .ToDictionary(setting => setting.GetProperty("name").GetString()!);
    }
}
