using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Statistics;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Verification.Statistics;

/// <summary>Counts of calls over HTTP, and the loop that stores them.</summary>
public sealed class CallStatisticsEndpointTests
{
    private const string Path = "/operator/v1/call-statistics";

    [Theory]
    [InlineData("as")]
    [InlineData("vs")]
    [InlineData("as,vs")]
    public async Task Get_AfterTheMinute_CountsCalls(string roles)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", roles));
        await CountAsync(world, Attestation.A, Attestation.A, Attestation.B);
        var reply = await GetAsync(world, "?by=minute,attest,side");
        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var rows = reply.Json.GetProperty("rows").EnumerateArray()
            .Select(row => (row.GetProperty("labels").GetProperty("attest").GetString(), row.GetProperty("calls").GetInt64())).ToList();
        Assert.Equal([("A", 2L), ("B", 1L)], rows);
    }

    [Fact]
    public async Task Get_ByPages_GoesThroughAllRows()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        await CountAsync(world, Attestation.A, Attestation.B, Attestation.C);
        var first = (await GetAsync(world, "?by=attest&count=2")).Json;
        Assert.Equal(2, first.GetProperty("rows").GetArrayLength());
        var second = (await GetAsync(world, $"?by=attest&count=2&cursor={first.GetProperty("cursor").GetString()}")).Json;
        Assert.Equal(1, second.GetProperty("rows").GetArrayLength());
        Assert.False(second.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task Get_AsCsv_IsATable()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        await CountAsync(world, Attestation.A);
        var reply = await GetAsync(world, "?by=attest,type&format=csv");
        Assert.Equal("\"attest\",\"type\",\"calls\"\r\n\"A\",\"shaken\",\"1\"\r\n", reply.Text);
    }

    [Theory]
    [InlineData("?from=yesterday")]
    [InlineData("?to=2026-13-01T00:00:00Z")]
    [InlineData("?by=number")]
    [InlineData("?format=xml")]
    [InlineData("?cursor=-1")]
    [InlineData("?from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z")]
    public async Task Get_QueryThatIsNotAllowed_IsRefused(string query)
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        var reply = await GetAsync(world, query);
        Assert.Equal((HttpStatusCode.BadRequest, "query-malformed"), (reply.Status, reply.Reason));
    }

    [Fact]
    public async Task Get_WhereNoCallsAreVerified_IsNotFound()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "cps"));
        Assert.Equal("statistics-unknown", (await GetAsync(world, "")).Reason);
    }

    [Fact]
    public async Task Get_WithoutACredential_IsUnauthorized()
    {
        await using var world = await OperatorWorld.StartAsync(("Shaken:Roles", "as"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync(Path)).Status);
    }

    // The loop waits for a minute of the test's clock.
    private static async Task CountAsync(OperatorWorld world, params Attestation[] attests)
    {
        Assert.True(TenantId.TryParse("north", out var id));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var tenant = new Tenant(id, "North", provider, RestDialect.Both, IsActive: true, Revision: 1);
        var counts = world.Program.Services.GetRequiredService<CallCounts>();
        foreach (var attest in attests) counts.CountSigned(tenant, attest, PassportType.Shaken);
        for (var tries = 0; tries < 200; tries++)
        {
            world.Program.Time.Advance(TimeSpan.FromMinutes(1));
            if ((await GetAsync(world, "?by=side")).Json.GetProperty("rows").GetArrayLength() > 0) return;
            await Task.Yield();
        }

        Assert.Fail("The counts were not stored.");
    }

    private static Task<HttpReply> GetAsync(OperatorWorld world, string query) =>
        world.GetAsync(Path + query, $"Bearer {world.KeyOf("auditor")}");
}
