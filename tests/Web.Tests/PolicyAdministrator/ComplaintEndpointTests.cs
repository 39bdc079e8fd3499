using System.Net;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class ComplaintEndpointTests
{
    private const string Path = "/operator/v1/complaints/2026-17";

    [Fact]
    public async Task Complaint_EnteredAndUpheld_IsReadListedAndReported()
    {
        await using var world = await PaWorld.StartAsync();
        var entered = await PutAsync(world, "open", revision: 0);
        Assert.Equal((HttpStatusCode.OK, 1L), (entered.Status, entered.Number("revision")));
        Assert.Equal("revision-differs", (await PutAsync(world, "upheld", revision: 0)).Reason);
        Assert.Equal("upheld", (await PutAsync(world, "upheld", revision: 1)).Text("state"));
        Assert.Equal("upheld", (await world.GetAsync(Path, "carol")).Text("state"));
        var listed = await world.GetAsync("/operator/v1/complaints", "carol");
        Assert.Equal("2026-17", Assert.Single(listed.Json.GetProperty("complaints").EnumerateArray()).GetProperty("reference").GetString());
        var report = (await world.GetAsync("/operator/v1/reports/2026-Q4?form=csv", "carol")).Body;
        Assert.Contains("\"complaints\",\"received\",\"1\"", report, StringComparison.Ordinal);
        Assert.Contains("\"complaints\",\"upheld\",\"1\"", report, StringComparison.Ordinal);

        // Nothing is known of what CAs elsewhere issue.
        Assert.DoesNotContain("certificates-issued", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"provider":"1234","receivedOn":"2026-11-03","subject":"x","state":"open","revision":0,"reason":"x"}""")]
    [InlineData("""{"provider":"US/1234","receivedOn":"3 November","subject":"x","state":"open","revision":0,"reason":"x"}""")]
    [InlineData("""{"provider":"US/1234","receivedOn":"2026-11-03","subject":"","state":"open","revision":0,"reason":"x"}""")]
    [InlineData("""{"provider":"US/1234","receivedOn":"2026-11-03","subject":"x","state":"lost","revision":0,"reason":"x"}""")]
    [InlineData("""{"provider":"US/1234","receivedOn":"2026-11-03","subject":"x","state":"open","reason":"x"}""")]
    [InlineData("""{"provider":"US/1234","receivedOn":"2026-11-03","subject":"x","state":"open","revision":0}""")]
    public async Task Put_OfAWrongMember_IsRefused(string body)
    {
        await using var world = await PaWorld.StartAsync();
        var refused = await world.SendAsync(HttpMethod.Put, Path, body, world.SecretOf("alice"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.GetAsync(Path, "carol")).Status);
    }

    [Fact]
    public async Task Put_ByAnAuditor_IsRefused()
    {
        await using var world = await PaWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await PutAsync(world, "open", revision: 0, by: "carol")).Status);
    }

    private static Task<PaAnswer> PutAsync(PaWorld world, string state, int revision, string by = "alice") => world.SendAsync(
        HttpMethod.Put, Path,
        $$"""
        {"provider":"US/1234","receivedOn":"2026-11-03","subject":"calls at night","state":"{{state}}","revision":{{revision}},"reason":"x"}
        """,
        world.SecretOf(by));
}
