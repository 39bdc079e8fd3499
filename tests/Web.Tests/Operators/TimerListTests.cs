using System.Net;
using System.Text.Json;
using Shaken.Core.Storage;
using Shaken.Core.Foundations;
using Shaken.Local.Blobs;
using Shaken.Local.Records;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Operators;

/// <summary>The timers, as an operator sees them on any instance.</summary>
public sealed class TimerListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_BeforeAndAfterARun_TellsWhenItRanAndRunsNext()
    {
        await using var world = await OperatorWorld.StartAsync();
        var before = await TimerAsync(world);
        Assert.False(before.TryGetProperty("lastEndedAt", out _));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 12, 0, 5, TimeSpan.Zero), before.GetProperty("nextAt").GetDateTimeOffset());

        await Background.UntilAsync(() => world.Program.Time.TimersWaiting > 0);
        world.Program.Time.Advance(TimeSpan.FromSeconds(5));
        var after = before;
        while (!after.TryGetProperty("lastSucceededAt", out _)) after = await TimerAsync(world);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 12, 1, 5, TimeSpan.Zero), after.GetProperty("nextAt").GetDateTimeOffset());
        Assert.False(after.GetProperty("isOverdue").GetBoolean());
    }

    [Fact]
    public async Task List_OfARunLongAgo_IsOverdue()
    {
        var records = new MemoryRecords();
        var document =
            """{"beganAt":"2026-11-21T11:00:05Z","endedAt":"2026-11-21T11:00:06Z","succeededAt":null,"error":"StorageException: away"}""";
        await records.TryInsertAsync(
            new NewRecord(new RecordKey("timers", "OperatorsFollowUp", "last-run"), System.Text.Encoding.UTF8.GetBytes(document)), Token);
        var secrets = new DeploymentSecrets(DeploymentSecret.New("test", SystemRandom.Instance), Other: null);
        await using var world = await OperatorWorld.StartAsync(new SharedStore(records, new MemoryBlobs(), secrets));
        var timer = await TimerAsync(world);
        Assert.True(timer.GetProperty("isOverdue").GetBoolean());
        Assert.Equal("StorageException: away", timer.GetProperty("lastError").GetString());
    }

    [Fact]
    public async Task List_ForAStranger_IsRefused()
    {
        await using var world = await OperatorWorld.StartAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await world.GetAsync("/operator/v1/timers")).Status);
    }

    private static async Task<JsonElement> TimerAsync(OperatorWorld world) =>
        (await world.GetAsync("/operator/v1/timers", world.KeyOf("auditor"))).Json.GetProperty("timers").EnumerateArray()
            .Single(timer => timer.GetProperty("name").GetString() == "OperatorsFollowUp");
}
