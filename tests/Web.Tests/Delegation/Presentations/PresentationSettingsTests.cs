using System.Net;
using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Delegation.Presentations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Delegation.Presentations;

/// <summary>The settings by which a deployment takes presentations.</summary>
public sealed class PresentationSettingsTests
{
    [Theory]
    [InlineData("https://as.example", "https://as.example")]
    [InlineData("https://AS.example/", "https://as.example")]
    [InlineData("https://as.example:8443", "https://as.example:8443")]
    [InlineData("http://127.0.0.1:7071", "http://127.0.0.1:7071")]
    public void Read_OfAnOrigin_GivesWhatCustomersSign(string text, string origin) =>
        Assert.Equal([origin], Parse(text).Value.Get<PresentationSettings>().Options.Audiences);

    [Theory]
    [InlineData("http://as.example")]
    [InlineData("https://as.example/path")]
    [InlineData("https://as.example?x=1")]
    [InlineData("https://user@as.example")]
    [InlineData("as.example")]
    public void Read_OfAnythingElse_IsRefusedByName(string text) => Assert.Contains(
        Parse(text).Failure.Lines, line => line.StartsWith("Delegation:Presentations:Audiences: ", StringComparison.Ordinal));

    [Fact]
    public async Task Present_WhereNoneAreTaken_IsNotFound()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "delegation"));
        foreach (var reply in (HttpReply[])[
            await world.GetAsync("/delegation/v1/presentations/nonce"),
            await world.PostAsync("/delegation/v1/presentations", new { presentation = "x" })])
            Assert.Equal((HttpStatusCode.NotFound, "presentations-not-taken"), (reply.Status, reply.Reason));
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(string text)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "delegation",
            ["Shaken:Storage"] = "Memory",
            ["Delegation:Presentations:Audiences"] = text,
        };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }
}
