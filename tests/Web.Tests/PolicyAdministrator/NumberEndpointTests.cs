using System.Globalization;
using System.Net;
using System.Text;
using Shaken.Core.Foundations;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class NumberEndpointTests
{
    private const string Path = "/operator/v1/numbers/imports";

    [Fact]
    public async Task Import_InParts_IsCommittedByTheTimerAndLookedUp()
    {
        await using var world = await PaWorld.StartAsync();
        var id = await BeginAsync(world);
        var first = await PutAsync(world, id, 1, "\ufeffnumber,spc,country\n1415*,1234\n");
        Assert.Equal((HttpStatusCode.OK, 1L), (first.Status, first.Number("rows")));
        Assert.Equal(first.Text("hash"), (await PutAsync(world, id, 1, "\ufeffnumber,spc,country\n1415*,1234\n")).Text("hash"));
        Assert.Equal("part-differs", (await PutAsync(world, id, 1, "1415*,5678\n")).Reason);
        await PutAsync(world, id, 2, "14155550100,5678\n14155550100,5678\n");

        var ordered = await world.PostAsync($"{Path}/{id}/commit", """{"parts":2,"reason":"weekly"}""");
        Assert.Equal((HttpStatusCode.Accepted, "ordered"), (ordered.Status, ordered.Text("state")));
        Assert.Equal(2, ordered.Json.GetProperty("parts").GetArrayLength());
        await world.RunAsync("PaCommitNumbers");
        var done = await world.GetAsync($"{Path}/{id}", "carol");
        Assert.Equal(("committed", 1L, 2L), (done.Text("state"), done.Number("version"), done.Number("rows")));
        Assert.Equal(
            ["byte-order-mark", "number-rows-repeated"],
            done.Json.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("finding").GetString()).Order());
        Assert.Equal(HttpStatusCode.OK, (await world.PostAsync($"{Path}/{id}/commit", """{"parts":2,"reason":"again"}""")).Status);

        var number = await world.GetAsync("/operator/v1/numbers/lookup/14155550100", "carol");
        Assert.Equal(("US/5678", false), (number.Text("provider"), number.Json.GetProperty("prefix").GetBoolean()));
        Assert.Equal("US/1234", (await world.GetAsync("/operator/v1/numbers/lookup/14155550199", "carol")).Text("provider"));
        Assert.Equal("number-unknown", (await world.GetAsync("/operator/v1/numbers/lookup/4930123456", "carol")).Reason);
        Assert.Equal("number-malformed", (await world.GetAsync("/operator/v1/numbers/lookup/x", "carol")).Reason);
        await world.RunAsync("PaRemoveOldNumbers");
        Assert.Equal("US/5678", (await world.GetAsync("/operator/v1/numbers/lookup/14155550100", "carol")).Text("provider"));
    }

    [Fact]
    public async Task Import_CutOffOrContradictory_IsRefusedByName()
    {
        await using var world = await PaWorld.StartAsync();
        var id = await BeginAsync(world);
        Assert.Equal("part-cut", (await PutAsync(world, id, 1, "14155550100,1234")).Reason);
        var rows = await PutAsync(world, id, 1, "14155550100,1234\nx,1234\n14155550101,\n");
        Assert.Equal((HttpStatusCode.BadRequest, "rows", 2L), (rows.Status, rows.Reason, rows.Number("errorCount")));
        Assert.Equal(2, rows.Json.GetProperty("errors")[0].GetProperty("line").GetInt32());
        Assert.Equal("part-number", (await PutAsync(world, id, 0, "14155550100,1234\n")).Reason);
        Assert.Equal("part-size", (await PutAsync(world, id, 1, "")).Reason);
        await PutAsync(world, id, 1, "14155550100,1234\n");
        var missing = await world.PostAsync($"{Path}/{id}/commit", """{"parts":3,"reason":"r"}""");
        Assert.Equal((HttpStatusCode.Conflict, "parts-missing"), (missing.Status, missing.Reason));

        await PutAsync(world, id, 2, "14155550100,5678\n");
        await world.PostAsync($"{Path}/{id}/commit", """{"parts":2,"reason":"r"}""");
        await world.RunAsync("PaCommitNumbers");
        var refused = (await world.GetAsync($"{Path}/{id}", "carol")).Json.GetProperty("refusal");
        Assert.Equal(("rows", "conflict"),
            (refused.GetProperty("reason").GetString(), refused.GetProperty("errors")[0].GetProperty("fault").GetString()));
        Assert.DoesNotContain("14155550100", refused.GetRawText(), StringComparison.Ordinal);
    }

    // A part may be far longer than any other body; one octet more is refused.
    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task Part_OfTheLongestSize_IsTakenAndALongerOneIsNot(int more, int expected)
    {
        await using var world = await PaWorld.StartAsync();
        var id = await BeginAsync(world);
        var csv = new StringBuilder();
        for (var number = 14155000000L; csv.Length < Limits.NumberPartOctets - 40; number++)
            csv.Append(CultureInfo.InvariantCulture, $"{number},1234\n");
        csv.Append('\n', Limits.NumberPartOctets + more - csv.Length);
        Assert.Equal(expected, (int)(await PutAsync(world, id, 1, csv.ToString())).Status);
    }

    [Theory]
    [InlineData("{}", "import-malformed")]
    [InlineData("""{"kind":"FULL","country":"US"}""", "import-malformed")]
    [InlineData("""{"kind":"full","country":"USA"}""", "import-malformed")]
    [InlineData("""{"kind":"full","country":"US","mayShrink":"yes"}""", "import-malformed")]
    [InlineData("""{"kind":"full","kind":"delta","country":"US"}""", "body-malformed")]
    public async Task Begin_BadTerms_AreRefused(string body, string reason)
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(reason, (await world.PostAsync(Path, body)).Reason);
    }

    [Fact]
    public async Task Import_OfSomebodyWithoutTheRightOrUnknown_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.PostAsync(Path, """{"kind":"full","country":"US"}""", by: "carol")).Status);
        foreach (var id in (string[])["x", new string('0', 32)])
        {
            Assert.Equal("unknown", (await world.GetAsync($"{Path}/{id}", "carol")).Reason);
            Assert.Equal("unknown", (await PutAsync(world, id, 1, "14155550100,1234\n")).Reason);
            Assert.Equal("unknown", (await world.PostAsync($"{Path}/{id}/commit", """{"parts":1,"reason":"r"}""")).Reason);
        }
    }

    private static async Task<string> BeginAsync(PaWorld world)
    {
        var begun = await world.PostAsync(Path, """{"kind":"full","country":"US"}""");
        Assert.Equal(HttpStatusCode.Created, begun.Status);
        return begun.Text("id");
    }

    private static Task<PaAnswer> PutAsync(PaWorld world, string id, int part, string csv) =>
        world.SendAsync(HttpMethod.Put, $"{Path}/{id}/parts/{part}", csv, world.SecretOf("alice"));
}
