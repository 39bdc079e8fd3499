using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shaken.Local.Records;
using Shaken.Web.Shared.Trust;
using Shaken.Web.Tests.Operators;

namespace Shaken.Web.Tests.Shared.Trust;

/// <summary>An operator asks for lists now: every instance hears of it, once.</summary>
public sealed class RefreshRequestsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_AtOneInstance_IsHeardByBothOnce()
    {
        var records = new MemoryRecords();
        var (one, other) = (new RefreshRequests(records), new RefreshRequests(records));
        await other.LookAsync(Token);
        var (here, there) = (one.Next, other.Next);
        await one.AskAsync(Now, Token);
        Assert.True(here.IsCompletedSuccessfully);
        Assert.False(there.IsCompleted);
        await other.LookAsync(Token);
        Assert.True(there.IsCompletedSuccessfully);

        there = other.Next;
        await other.LookAsync(Token);
        Assert.False(there.IsCompleted);
        await one.AskAsync(Now, Token);
        await other.LookAsync(Token);
        Assert.True(there.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task FirstLook_AfterAnOldRequest_IsNoNews()
    {
        var records = new MemoryRecords();
        await new RefreshRequests(records).AskAsync(Now, Token);
        var started = new RefreshRequests(records);
        var next = started.Next;
        await started.LookAsync(Token);
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public async Task Post_ByAnAdministrator_WakesTheKeepersAndIsAudited()
    {
        await using var world = await OperatorWorld.StartAsync();
        var next = world.Program.Services.GetRequiredService<RefreshRequests>().Next;
        var reply = await world.AsAdministratorAsync("refresh", new { reason = "the STI-PA published" });
        Assert.Equal(HttpStatusCode.Accepted, reply.Status);
        Assert.True(next.IsCompletedSuccessfully);
        var audit = await world.GetAsync("/operator/v1/audit?subject=lists:all", world.KeyOf("auditor"));
        var entry = Assert.Single(audit.Json.GetProperty("entries").EnumerateArray());
        Assert.Equal("lists-refresh-asked", entry.GetProperty("action").GetString());
    }

    [Fact]
    public async Task Post_ByAnAuditor_IsRefused()
    {
        await using var world = await OperatorWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await world.AsAsync("auditor", "refresh", new { })).Status);
    }
}
