using Microsoft.Extensions.DependencyInjection;
using Shaken.Contracts;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Local.Records;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Timers;

/// <summary>How timers ran, as every instance can tell.</summary>
public sealed class TimerRunsTests : IDisposable
{
    private readonly Background _background = new();
    private readonly MemoryRecords _records = new();
    private readonly LogLines<TimerRunner> _log = new();

    private TimerRuns Runs => new(_records, _background.Time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _background.Dispose();

    [Fact]
    public async Task Find_BeforeTheFirstRun_IsNull() => Assert.Null(await Runs.FindAsync("Never", Token));

    [Fact]
    public async Task Run_ThatEndsWell_IsNotedWithItsTimes()
    {
        var began = _background.Time.GetUtcNow();
        await RunAsync(() => _background.Time.Advance(TimeSpan.FromSeconds(3)));
        var run = (await Runs.FindAsync("Test", Token))!;
        Assert.Equal((began, began.AddSeconds(3), began.AddSeconds(3), null), (run.BeganAt, run.EndedAt, run.SucceededAt, run.Error));
    }

    [Fact]
    public async Task Run_ThatFails_IsNotedWithItsError_AndKeepsTheLastSuccess()
    {
        await RunAsync(() => { });
        var succeeded = _background.Time.GetUtcNow();
        _background.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<StorageException>(() => RunAsync(() => throw new StorageException("no\nanswer")));
        var run = (await Runs.FindAsync("Test", Token))!;
        Assert.Equal((succeeded, "StorageException: no\ufffdanswer"), (run.SucceededAt!.Value, run.Error));
        Assert.Equal(1, _background.FailuresOf("Test"));
    }

    [Fact]
    public async Task Note_OfARunThatEndedEarlierByItsClock_LeavesTheLater()
    {
        await Runs.NoteAsync("Test", _background.Time.GetUtcNow(), fault: null, Token);
        var kept = await Runs.FindAsync("Test", Token);
        _background.Time.SetWallClock(TimeSpan.FromMinutes(-1));
        await Runs.NoteAsync("Test", _background.Time.GetUtcNow(), new StorageException("late"), Token);
        Assert.Equal(kept, await Runs.FindAsync("Test", Token));
    }

    [Fact]
    public async Task Note_WhileAnotherInstanceWrites_TriesAgain()
    {
        var calls = 0;
        var stepped = new InterceptedRecords(_records)
        {
            Hook = async (_, next) =>
            {
                if (++calls == 2) await Runs.NoteAsync("Test", _background.Time.GetUtcNow(), fault: null, Token);
                await next();
            },
        };
        await new TimerRuns(stepped, _background.Time).NoteAsync(
            "Test", _background.Time.GetUtcNow(), new StorageException("fault"), Token);
        Assert.Equal("StorageException: fault", (await Runs.FindAsync("Test", Token))!.Error);
    }

    [Fact]
    public async Task Run_WhoseNoteCannotBeStored_EndsWell_AndIsLogged()
    {
        var broken = new InterceptedRecords(_records) { Hook = (_, _) => throw new StorageException("the store does not answer") };
        await NewRunner(new TimerRuns(broken, _background.Time)).RunAsync(Timer(() => { }), Token);
        Assert.Equal(4113, Assert.Single(_log.All).Id);
    }

    // The HTTP client reports its connect timeout by a cancellation that nobody asked for.
    [Fact]
    public async Task Run_IsCancelledByNobody_IsCounted()
    {
        var timer = new TimerFunction(
            "TimedOut", Role: null, "0 * * * * *", (_, _) => throw new TaskCanceledException("", new TimeoutException()));
        await Assert.ThrowsAsync<TaskCanceledException>(() => NewRunner(Runs).RunAsync(timer, Token));
        Assert.Equal(1, _background.FailuresOf(timer.Name));
    }

    [Fact]
    public async Task Run_IsCancelledByTheHost_IsNotCounted()
    {
        using var ending = new CancellationTokenSource();
        await ending.CancelAsync();
        var timer = new TimerFunction("Ended", Role: null, "0 * * * * *", (_, token) => Task.FromCanceled(token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewRunner(Runs).RunAsync(timer, ending.Token));
        Assert.Equal(0, _background.FailuresOf(timer.Name));
    }

    private Task RunAsync(Action work) => NewRunner(Runs).RunAsync(Timer(work), Token);

    private TimerRunner NewRunner(TimerRuns runs) =>
        new(new ServiceCollection().BuildServiceProvider(), runs, _background.Metrics, _background.Time, _log);

    private static TimerFunction Timer(Action work) => new("Test", Role: null, "0 * * * * *", (_, _) =>
    {
        work();
        return Task.CompletedTask;
    });
}
