using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Timers;

/// <summary>The timers of a program that runs alone.</summary>
public sealed class LocalSchedulerTests : IDisposable
{
    private const string EveryMinute = "0 * * * * *";

    private readonly Background _background = new();
    private readonly LogLines<LocalScheduler> _log = new();
    private readonly List<string> _ran = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _background.Dispose();

    public static TheoryData<Exception> Faults => new()
    {
        // The HTTP client reports its connect timeout by a cancellation that nobody asked for.
        new TaskCanceledException("The operation was canceled.", new TimeoutException()),
        new OperationCanceledException(),
        new StorageException("the store does not answer"),
        new InvalidOperationException("a bug"),
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Run_Fails_IsLoggedCountedAndRunsAgain(Exception fault)
    {
        var name = $"Broken{fault.GetType().Name}{fault.InnerException?.GetType().Name}";
        using var scheduler = await StartAsync(Timer(name, EveryMinute, (_, _) => Task.FromException(fault)));
        for (var minute = 1; minute <= 3; minute++)
        {
            await _background.AdvanceAsync(TimeSpan.FromMinutes(1));
            await Background.UntilAsync(() => _ran.Count == minute);
        }

        await Background.UntilAsync(() => _background.FailuresOf(name) == 3);
        Assert.Equal(3, _log.All.Count(line => line.Id == 9001 && line.Text.Contains(name, StringComparison.Ordinal)));
        await scheduler.StopAsync(Token);
    }

    [Fact]
    public async Task Run_OneTimerFails_OthersGoOn()
    {
        using var scheduler = await StartAsync(
            Timer("Bad", EveryMinute, (_, _) => throw new TaskCanceledException("", new TimeoutException())),
            Timer("Good", EveryMinute, (_, _) => Task.CompletedTask));
        for (var minute = 0; minute < 2; minute++) await _background.AdvanceAsync(TimeSpan.FromMinutes(1), timers: 2);
        await Background.UntilAsync(() => _ran.Count == 4);
        Assert.Equal(["Bad", "Bad", "Good", "Good"], _ran.Order(StringComparer.Ordinal));
        await scheduler.StopAsync(Token);
    }

    [Fact]
    public async Task Run_LastsLong_HasNoSecondBesideIt()
    {
        var goOn = new TaskCompletionSource();
        using var scheduler = await StartAsync(Timer("Slow", EveryMinute, (_, _) => goOn.Task));
        await _background.AdvanceAsync(TimeSpan.FromMinutes(1));
        await Background.UntilAsync(() => _ran.Count == 1);
        _background.Time.Advance(TimeSpan.FromMinutes(5.5));
        Assert.Single(_ran);

        // One run makes up for the occurrences that passed; the next is due at its own.
        goOn.SetResult();
        await Background.UntilAsync(() => _ran.Count == 2);
        await _background.AdvanceAsync(TimeSpan.FromSeconds(29));
        await Background.UntilAsync(() => _background.Time.TimersWaiting == 1);
        Assert.Equal(2, _ran.Count);
        await _background.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Background.UntilAsync(() => _ran.Count == 3);
        await scheduler.StopAsync(Token);
    }

    [Fact]
    public async Task Stop_DuringARun_IsNoFailure()
    {
        using var scheduler = await StartAsync(
            Timer("Stopped", EveryMinute, (_, stopping) => new TaskCompletionSource().Task.WaitAsync(stopping)));
        await _background.AdvanceAsync(TimeSpan.FromMinutes(1));
        await Background.UntilAsync(() => _ran.Count == 1);
        await scheduler.StopAsync(Token);
        Assert.True(scheduler.ExecuteTask!.IsCanceled);
        Assert.Empty(_log.All);
        Assert.Equal(0, _background.FailuresOf("Stopped"));
    }

    private TimerFunction Timer(string name, string schedule, Func<IServiceProvider, CancellationToken, Task> run)
    {
        return new TimerFunction(name, Role: null, schedule, RunAsync);

        Task RunAsync(IServiceProvider services, CancellationToken stopping)
        {
            lock (_ran) _ran.Add(name);
            return run(services, stopping);
        }
    }

    private async Task<LocalScheduler> StartAsync(params TimerFunction[] timers)
    {
        var services = new ServiceCollection().BuildServiceProvider();
        var runner = new TimerRunner(services, runs: null, _background.Metrics, _background.Time, NullLogger<TimerRunner>.Instance);
        var scheduler = new LocalScheduler(timers, runner, _background.Time, _log);
        await scheduler.StartAsync(Token);
        return scheduler;
    }
}
