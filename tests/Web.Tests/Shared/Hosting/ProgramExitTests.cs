using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>A supervisor learns by the exit code whether the program ended as it was told to.</summary>
public sealed class ProgramExitTests : IDisposable
{
    private readonly StringWriter _errors = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _errors.Dispose();

    [Fact]
    public async Task Run_Stopped_ExitsWithZero()
    {
        var app = New(stopping => new TaskCompletionSource().Task.WaitAsync(stopping));
        var running = ShakenProgram.RunAsync(app, _errors);
        await UntilStartedAsync(app);
        app.Lifetime.StopApplication();
        Assert.Equal((0, ""), (await running, _errors.ToString()));
    }

    [Fact]
    public async Task Run_BackgroundServiceDone_GoesOnAndExitsWithZero()
    {
        var app = New(_ => Task.CompletedTask);
        var running = ShakenProgram.RunAsync(app, _errors);
        await UntilStartedAsync(app);
        Assert.False(running.IsCompleted);
        app.Lifetime.StopApplication();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task Run_BackgroundServiceFails_ExitsWithItsCode()
    {
        var app = New(_ => Task.FromException(new InvalidOperationException("a bug")));
        Assert.Equal(ShakenProgram.BackgroundFailed, await ShakenProgram.RunAsync(app, _errors).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Equal("The program ended because Work failed: a bug", _errors.ToString().TrimEnd());
    }

    [Fact]
    public async Task Run_BackgroundServiceCancelledByNobody_ExitsWithItsCode()
    {
        var app = New(_ => Task.FromException(new TaskCanceledException("", new TimeoutException())));
        Assert.Equal(ShakenProgram.BackgroundFailed, await ShakenProgram.RunAsync(app, _errors).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Contains("Work failed", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BackgroundServiceFailsAtTheStop_ExitsWithItsCode()
    {
        var app = New(async stopping =>
        {
            await new TaskCompletionSource().Task.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidOperationException("not flushed");
        });
        var running = ShakenProgram.RunAsync(app, _errors);
        await UntilStartedAsync(app);
        app.Lifetime.StopApplication();
        Assert.Equal(ShakenProgram.BackgroundFailed, await running);
    }

    private static WebApplication New(Func<CancellationToken, Task> work)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHostedService(_ => new Work(work));
        return builder.Build();
    }

    private static async Task UntilStartedAsync(WebApplication app)
    {
        var started = new TaskCompletionSource();
        using var registration = app.Lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(Token);
    }

    private sealed class Work(Func<CancellationToken, Task> work) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            await work(stoppingToken);
        }
    }
}
