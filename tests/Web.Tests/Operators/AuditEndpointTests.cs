using System.Net;

namespace Shaken.Web.Tests.Operators;

/// <summary>The audit log over HTTP: read by page, narrowed down, exported, checked.</summary>
public sealed class AuditEndpointTests : IAsyncLifetime
{
    private OperatorWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OperatorWorld.StartAsync();
        foreach (var user in (string[])["ann", "bob", "eve"])
            await _world.AsAsync(
                "registrar", "principals", new { userId = user, kind = "account-user", account = "one", reason = $"for {user}" });
        await _world.AsAdministratorAsync("principals/ann/disable", new { reason = "=cmd|' /C calc'!A0" });
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("auditor", true)]
    [InlineData("administrator", true)]
    [InlineData("governance", true)]
    [InlineData("registrar", false)]
    public async Task Every_ByRole_IsForThoseWhoMayRead(string role, bool isAllowed)
    {
        foreach (var path in (string[])["audit", "audit/export", "audit/verify"])
        {
            var reply = await _world.GetAsync($"/operator/v1/{path}", _world.KeyOf(role));
            Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, reply.Status);
        }
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("subject=principal:ann", 2)]
    [InlineData("actor=operator:the-registrar", 3)]
    [InlineData("actor=operator:nobody", 0)]
    [InlineData("from=2026-11-21T12:00:00Z", 4)]
    [InlineData("until=2026-11-21T12:00:00Z", 0)]
    [InlineData("from=2027-01-01T00:00:00%2B01:00", 0)]
    public async Task List_WithAFilter_GivesWhatItNames(string query, int count)
    {
        var reply = await _world.GetAsync($"/operator/v1/audit?{query}", _world.KeyOf("auditor"));
        Assert.Equal(count, reply.Json.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task List_ByPages_GivesEachEntryOnce()
    {
        var numbers = new List<long>();
        string? cursor = null;
        do
        {
            var page = await _world.GetAsync(
                $"/operator/v1/audit?count=3{(cursor is null ? "" : $"&cursor={cursor}")}", _world.KeyOf("auditor"));
            numbers.AddRange(page.Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("number").GetInt64()));
            cursor = page.Json.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        Assert.Equal([1, 2, 3, 4], numbers);
    }

    [Theory]
    [InlineData("audit?from=yesterday")]
    [InlineData("audit?actor=alice")]
    [InlineData("audit/export?subject=%0A")]
    [InlineData("audit/verify?number=1")]
    [InlineData("audit/verify?number=0&hash=00")]
    public async Task Query_Malformed_IsRefused(string path) =>
        Assert.Equal("query-malformed", (await _world.GetAsync($"/operator/v1/{path}", _world.KeyOf("auditor"))).Reason);

    [Fact]
    public async Task Export_IsCsv_WhoseCellsRunNothing()
    {
        var reply = await _world.GetAsync("/operator/v1/audit/export", _world.KeyOf("auditor"));
        var lines = reply.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("\"number\",\"recordedAt\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"'=cmd|' /C calc'!A0\"", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TellsTheLastEntry_AndTakesItAsAnAnchor()
    {
        var whole = (await _world.GetAsync("/operator/v1/audit/verify", _world.KeyOf("auditor"))).Json;
        Assert.True(whole.GetProperty("isWhole").GetBoolean());
        var last = whole.GetProperty("last");
        Assert.Equal(4, last.GetProperty("number").GetInt64());
        var hash = last.GetProperty("hash").GetString();
        Assert.True((await _world.GetAsync($"/operator/v1/audit/verify?number=4&hash={hash}", _world.KeyOf("auditor"))).Json.GetProperty(
            "isWhole").GetBoolean());
        var broken =
            (await _world.GetAsync($"/operator/v1/audit/verify?number=4&hash={new string('0', 64)}", _world.KeyOf("auditor"))).Json;
        Assert.Equal("anchor-differs", broken.GetProperty("break").GetProperty("fault").GetString());
    }
}
