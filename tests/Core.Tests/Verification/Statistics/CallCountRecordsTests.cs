using Shaken.Contracts;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Verification.Statistics;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Verification.Statistics;

/// <summary>Counts in the store: each call once, whatever the store does, and days that are the sum of their minutes.</summary>
public sealed class CallCountRecordsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flush_TwoInstances_AreSummedUp()
    {
        var one = new CountWorld();
        var two = new CountWorld(one.Records, one.Time);
        one.CountPassed();
        two.CountPassed();
        two.CountFailed(VerificationFailure.StaleDate);
        await one.EndMinuteAsync();
        await two.Flush.RunAsync(isLast: false, Token);
        Assert.Equal([": 2", "403: 1"], await one.AskAsync(Hour, "code"));
    }

    [Fact]
    public async Task Flush_StoreDown_KeepsWhatWasCountedInItsMinute()
    {
        var isDown = true;
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (_, next) => isDown ? throw new StorageException("down") : next(),
        };
        var world = new CountWorld(records);
        world.CountPassed();
        await Assert.ThrowsAsync<StorageException>(world.EndMinuteAsync);
        world.CountPassed();
        await Assert.ThrowsAsync<StorageException>(world.EndMinuteAsync);
        isDown = false;
        world.CountPassed();
        await world.EndMinuteAsync();
        Assert.Equal(["12:00 : 1", "12:01 : 1", "12:02 : 1"], await world.AskAsync(Hour, "minute"));
    }

    [Theory]
    [InlineData(StoreOperation.Insert)]
    [InlineData(StoreOperation.Replace)]
    public async Task Flush_AnswerIsLost_CountsNoCallTwice(StoreOperation operation)
    {
        var failures = 1;
        var records = new InterceptedRecords(new MemoryRecords());
        records.Hook = async (call, next) =>
        {
            await next();
            if (call.Operation == operation && failures-- > 0) throw new StorageException("the answer is lost");
        };
        var world = new CountWorld(records);
        world.CountPassed();
        if (operation == StoreOperation.Replace)
        {
            // The same minute is stored a second time: the process ends within it.
            failures = 0;
            await world.Flush.RunAsync(isLast: true, Token);
            failures = 1;
            world.CountPassed();
        }

        await Assert.ThrowsAsync<StorageException>(async () => await world.Flush.RunAsync(isLast: true, Token));
        await world.Flush.RunAsync(isLast: true, Token);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([operation == StoreOperation.Insert ? ": 1" : ": 2"], await world.AskAsync(Hour));
    }

    [Fact]
    public async Task Flush_StoreDownForHours_LosesTheOldestAndSaysSo()
    {
        var isDown = true;
        var records = new InterceptedRecords(new MemoryRecords())
        {
            Hook = (_, next) => isDown ? throw new StorageException("down") : next(),
        };
        var world = new CountWorld(records);
        for (var minute = 0; minute < 245; minute++)
        {
            world.CountPassed();
            await Assert.ThrowsAsync<StorageException>(world.EndMinuteAsync);
        }

        Assert.Equal(5, world.Log.All.Count);
        Assert.All(world.Log.All, line => Assert.Equal(4245, line.Id));
        isDown = false;
        await world.Flush.RunAsync(isLast: true, Token);
        Assert.Equal([": 240"], await world.AskAsync(TimeSpan.FromHours(6)));
    }

    [Fact]
    public async Task MergeDays_DayThatIsOver_IsTheSumOfItsMinutesOnce()
    {
        var world = new CountWorld();
        world.CountPassed();
        await world.EndMinuteAsync();
        world.CountPassed();
        await world.EndMinuteAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Stored.MergeDaysAsync(Token);
        await world.Stored.MergeDaysAsync(Token);
        Assert.Equal([": 2"], await world.AskAsync(TimeSpan.FromDays(3)));

        // Without its minutes it is the same.
        world.Time.Advance(TimeSpan.FromDays(9));
        await world.Records.RemoveExpiredAsync(CallCountRecords.MinuteTable, world.Time.GetUtcNow(), 1000, Token);
        await world.Stored.MergeDaysAsync(Token);
        Assert.Equal([": 2"], await world.AskAsync(TimeSpan.FromDays(12)));
    }

    [Fact]
    public async Task MergeDays_MinutesStoredLate_AreInTheDay()
    {
        var world = new CountWorld();
        var late = new CountWorld(world.Records, world.Time);
        world.CountPassed();
        late.CountPassed();
        await world.EndMinuteAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Stored.MergeDaysAsync(Token);
        await late.Flush.RunAsync(isLast: false, Token);

        // Until another day has passed, the first sum stands: summing costs a read of every minute.
        await world.Stored.MergeDaysAsync(Token);
        Assert.Equal([": 1"], await world.AskAsync(TimeSpan.FromDays(3)));
        world.Time.Advance(TimeSpan.FromHours(12));
        await world.Stored.MergeDaysAsync(Token);
        Assert.Equal([": 2"], await world.AskAsync(TimeSpan.FromDays(3)));
    }

    [Fact]
    public async Task MergeDays_TimerThatDidNotRunForDays_CatchesUp()
    {
        var world = new CountWorld();
        world.CountPassed();
        await world.EndMinuteAsync();
        world.Time.Advance(TimeSpan.FromDays(6));
        await world.Stored.MergeDaysAsync(Token);
        world.Time.Advance(TimeSpan.FromDays(3));
        await world.Records.RemoveExpiredAsync(CallCountRecords.MinuteTable, world.Time.GetUtcNow(), 1000, Token);
        Assert.Equal([": 1"], await world.AskAsync(TimeSpan.FromDays(12)));
    }

    [Fact]
    public async Task MergeDays_ManySetsOfLabels_FitOneRow()
    {
        var world = new CountWorld();
        for (var minute = 0; minute < 3; minute++)
        {
            for (var call = 0; call < 1000; call++)
            {
                var verdict = Treatment.TreatmentWorld.Passed() with { Signer = CountWorld.Signer(call % 500) };
                var tenant = CountWorld.TenantOf($"tenant-{minute}-{call / 500}");
                world.Counts.CountVerified(tenant, verdict, CountWorld.Treatment(), "atis");
            }

            await world.EndMinuteAsync();
        }

        world.Time.Advance(TimeSpan.FromDays(1));
        await world.Stored.MergeDaysAsync(Token);
        Assert.Equal([": 3000"], await world.AskAsync(TimeSpan.FromDays(3)));
    }
}
