using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>The base that a deployment puts before the paths of the signing and verification service.</summary>
public sealed class RoutePrefixTests
{
    private const string Prefix = "StirShakenWeb/resources/v1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("As:Prefix", "as", "signing")]
    [InlineData("Vs:Prefix", "vs", "verification")]
    public async Task Post_WithAPrefix_IsAnsweredBelowIt(string setting, string role, string resource)
    {
        await using var program = await LoneProgram.StartAsync(("Shaken:Roles", role), (setting, $"/{Prefix}/"));
        using var client = program.NewClient("127.0.0.1");
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(client, $"/{Prefix}/stir/v1/{resource}"));
    }

    [Fact]
    public void Of_FunctionsWithAPrefix_TellsTheWorkerTheWholeRoute()
    {
        var settings = Parse(("As:Prefix", Prefix), ("Shaken:Roles", "as")).Value;
        var functions = FunctionBindings.Of(FunctionTable.HttpOf(settings), FunctionTable.TimersOf(settings), BindingWords.Worker);
        Assert.DoesNotContain(FunctionTable.HttpOf(settings), function => function.Route == "stir/v1/signing");
        var binding = JsonNode.Parse(functions.Single(function => function.Name == "AsSign").Texts()[0])!;
        Assert.Equal($"{Prefix}/stir/v1/signing", (string?)binding["route"]);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("{x}")]
    [InlineData("/")]
    public void Read_AnotherPrefix_IsRefused(string text)
    {
        Assert.False(Parse(("Vs:Prefix", text)).TryGet(out _, out var errors));
        Assert.Contains(errors!.Lines, line => line.StartsWith("Vs:Prefix: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_PrefixOfACustomHandler_IsRefused()
    {
        Assert.False(Parse(("As:Prefix", Prefix), ("FUNCTIONS_CUSTOMHANDLER_PORT", "1234")).TryGet(out _, out var errors));
        Assert.Contains(errors!.Lines, line => line.StartsWith("As:Prefix: a custom handler", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://stir.example")]
    [InlineData("stir example")]
    public void Read_AnotherHostName_IsRefused(string name)
    {
        Assert.False(Parse(("Tenants:HostNames", name)).TryGet(out _, out var errors));
        Assert.Contains(errors!.Lines, line => line.StartsWith("Tenants:HostNames: ", StringComparison.Ordinal));
    }

    [Fact]
    public void UnderTheFunctionsHost_TheRoleVs_FollowsATrustList()
    {
        Assert.False(Parse(("FUNCTIONS_CUSTOMHANDLER_PORT", "1234"), ("Shaken:Roles", "vs")).TryGet(out _, out var errors));
        Assert.Contains(errors!.Lines, line => line.StartsWith("TrustList:Url: the role vs", StringComparison.Ordinal));
    }

    private static Core.Foundations.Outcome<ParsedSettings, SettingsErrors> Parse(params (string Name, string Value)[] settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build());

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path)
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Token);
        return response.StatusCode;
    }
}
