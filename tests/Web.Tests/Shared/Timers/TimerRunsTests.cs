using Microsoft.Extensions.DependencyInjection;
using Shaken.Core.Storage;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Shared.Timers;

/// <summary>The timers that the Functions host starts.</summary>
public sealed class TimerRunsTests : IDisposable
{
    private readonly Background _background = new();
    private readonly Microsoft.Extensions.DependencyInjection.ServiceProvider _services;

    public TimerRunsTests() => _services = new ServiceCollection().AddSingleton(_background.Metrics).BuildServiceProvider();

    public void Dispose()
    {
        _services.Dispose();
        _background.Dispose();
    }

    [Fact]
    public async Task Run_Fails_IsCountedAndTheHostHearsOfIt()
    {
        var timer = New("BrokenUnderTheHost", (_, _) => throw new StorageException("the store does not answer"));
        await Assert.ThrowsAsync<StorageException>(() => TimerRuns.RunAsync(timer, _services, TestContext.Current.CancellationToken));
        Assert.Equal(1, _background.FailuresOf(timer.Name));
    }

    // The HTTP client reports its connect timeout by a cancellation that nobody asked for.
    [Fact]
    public async Task Run_IsCancelledByNobody_IsCounted()
    {
        var timer = New("TimedOutUnderTheHost", (_, _) => throw new TaskCanceledException("", new TimeoutException()));
        await Assert.ThrowsAsync<TaskCanceledException>(() => TimerRuns.RunAsync(timer, _services, TestContext.Current.CancellationToken));
        Assert.Equal(1, _background.FailuresOf(timer.Name));
    }

    [Fact]
    public async Task Run_IsCancelledByTheHost_IsNotCounted()
    {
        using var ending = new CancellationTokenSource();
        await ending.CancelAsync();
        var timer = New("EndedByTheHost", (_, token) => Task.FromCanceled(token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TimerRuns.RunAsync(timer, _services, ending.Token));
        Assert.Equal(0, _background.FailuresOf(timer.Name));
    }

    private static TimerFunction New(string name, Func<IServiceProvider, CancellationToken, Task> run) => new(name, Role: null, "0 * * * * *", run);
}
