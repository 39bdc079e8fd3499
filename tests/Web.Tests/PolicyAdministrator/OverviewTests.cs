using System.Net;
using System.Text.Json;
using Shaken.Web.Operators.Overview;
using Shaken.Web.Shared.Expiries;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>What expires, as an operator of a policy administrator sees it.</summary>
public sealed class OverviewTests
{
    private const string Path = "/operator/v1/overview";

    [Fact]
    public async Task Get_BeforeTheFirstList_SaysThatItIsMissingFirst()
    {
        await using var world = await PaWorld.StartAsync();
        var lines = await LinesAsync(world);
        Assert.Equal("missing", lines[0].GetProperty("state").GetString());
        Assert.Equal("missing", Of(lines, "trusted-ca-list").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Get_OfAPublishedList_TellsSequenceAndEnds()
    {
        await using var world = await PaWorld.StartAsync();
        await world.ApproveAsync();
        await world.RunAsync("PaPublishList");
        var list = Of(await LinesAsync(world), "trusted-ca-list");
        Assert.Equal("later", list.GetProperty("state").GetString());
        Assert.Equal(1, list.GetProperty("number").GetInt64());
        Assert.True(list.GetProperty("nextAt").GetDateTimeOffset() < list.GetProperty("expiresAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData(-30, "later")]
    [InlineData(-20, "due")]
    [InlineData(-1, "due")]
    [InlineData(0, "expired")]
    public void Line_OfADocumentThatIsRenewedADayBefore_SaysWhetherSomebodyHasToAct(int hours, string state)
    {
        var end = new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        var expiry = Expiry.OfDocument(ExpiryKind.TrustedCaList, "list", 7, end, end.AddDays(-1));
        Assert.Equal(state, ExpiryLine.Of(expiry, end.AddHours(hours)).State);
    }

    [Fact]
    public async Task Get_OfSigners_NamesEachKindOfDocument()
    {
        await using var world = await PaWorld.StartAsync();
        var names = (await LinesAsync(world)).Where(line => line.GetProperty("kind").GetString() == "signer")
            .Select(line => line.GetProperty("name").GetString()).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "signer of the CRL of all CAs", "signer of the SPC token", "signer of the bypass token", "signer of the cpsMapping",
                "signer of the trusted-CA list",
            ],
            names);
    }

    [Fact]
    public async Task Get_OfEvidenceThatExpiresSoon_NamesTheAccount()
    {
        await using var world = await PaWorld.StartAsync();
        var now = (await world.GetAsync(Path, "carol")).Json.GetProperty("at").GetDateTimeOffset();
        await ApplyAsync(world, "soon", now.AddDays(3));
        await ApplyAsync(world, "late", now.AddDays(300));
        var evidence = Assert.Single(
            await LinesAsync(world), line => line.GetProperty("kind").GetString() == "evidence");
        Assert.Equal("soon", evidence.GetProperty("account").GetString());
        Assert.Equal("due", evidence.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Get_ForAStranger_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync(Path)).Status);
    }

    private static async Task ApplyAsync(PaWorld world, string id, DateTimeOffset expires)
    {
        var profile = PaWorld.ProfileOf("1234").TrimEnd()[..^1]
            + $$""","evidence":[{"kind":"licence","reference":"L-1","expiresOn":"{{expires:yyyy-MM-dd}}"}]}""";
        var made = await world.PostAsync("/operator/v1/accounts", $$"""{"id":"{{id}}","profile":{{profile}},"reason":"applied"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
    }

    private static async Task<List<JsonElement>> LinesAsync(PaWorld world)
    {
        var answer = await world.GetAsync(Path, "carol");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.True(answer.Json.GetProperty("isWhole").GetBoolean());
        return [.. answer.Json.GetProperty("expiries").EnumerateArray()];
    }

    private static JsonElement Of(IEnumerable<JsonElement> lines, string kind) =>
        lines.Single(line => line.GetProperty("kind").GetString() == kind);
}
