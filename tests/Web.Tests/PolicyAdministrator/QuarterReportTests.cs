using System.Net;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class QuarterReportTests
{
    [Fact]
    public async Task Report_OfTheQuarter_CountsAccountsAsJsonAndCsv()
    {
        await using var world = await PaWorld.StartAsync();
        await world.OpenAsync("acme", "1234");
        var report = await world.GetAsync("/operator/v1/reports/2026-Q4", "carol");
        Assert.Equal(("2026-Q4", false), (report.Text("quarter"), report.Json.GetProperty("isOver").GetBoolean()));
        var open = report.Json.GetProperty("figures").EnumerateArray().Single(figure =>
            (figure.GetProperty("section").GetString(), figure.GetProperty("item").GetString()) == ("accounts", "open"));
        Assert.Equal(1, open.GetProperty("count").GetInt64());
        foreach (var csv in (PaAnswer[])[
            await world.GetAsync("/operator/v1/reports/2026-Q4?form=csv", "carol"),
            await world.GetAsync("/operator/v1/reports/2026-Q4", "carol", accept: "text/csv")])
        {
            Assert.Equal("text/csv", csv.MediaType);
            Assert.Contains("\"2026-Q4\",\"accounts\",\"open\",\"1\"\r\n", csv.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_OfNoQuarterOrForNobody_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal("quarter-malformed", (await world.GetAsync("/operator/v1/reports/2026", "carol")).Reason);
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/operator/v1/reports/2026-Q4")).Status);
    }
}
