using Microsoft.Extensions.Logging;
using Shaken.Contracts;
using Shaken.Core.Fetching;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support.Fetching;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

/// <summary>Whatever ends a run, the next one may try again and the operator is told.</summary>
public sealed class FailedRenewalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_CaDropsSyn_FailsAndReleasesTheLease()
    {
        using var backlog = await FullBacklog.StartAsync(Token);
        using var http = OperatorClient.New(new FetchingOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        var world = await RenewalWorld.NewAsync();
        world.OtherCa = (new Uri(backlog.Url, "directory"), http);

        var run = await world.RunAsync();
        Assert.Equal((RenewalResult.Failed, AcmeFailureKind.Unreachable), (run.Result, run.Failure!.Kind));
        Assert.Equal("127.0.0.1: no connection in time", run.Failure.Detail);
        await AssertToldAndFreeAsync(world, "127.0.0.1: no connection in time");

        // The CA answers again.
        world.OtherCa = null;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RenewAsync();
    }

    public static TheoryData<Exception, string> Faults => new()
    {
        { new TaskCanceledException("", new TimeoutException()), "an unexpected fault, TaskCanceledException; the log has the details" },
        { new OperationCanceledException(), "an unexpected fault, OperationCanceledException; the log has the details" },
        { new InvalidOperationException("with a secret in it"), "an unexpected fault, InvalidOperationException; the log has the details" },
        { new StorageException("The folder is read-only."), "The folder is read-only." },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Run_EndedByAFault_FailsAndReleasesTheLease(Exception fault, string detail)
    {
        var world = await RenewalWorld.NewAsync();
        world.Ring.Fault = (act, _) => act == "make" ? fault : null;

        var run = await world.RunAsync();
        Assert.Equal((RenewalResult.Failed, AcmeFailureKind.Fault), (run.Result, run.Failure!.Kind));
        Assert.Same(fault, run.Fault);
        Assert.Contains(world.Log.All, line => line is { Level: LogLevel.Error, Id: 1810 });
        await AssertToldAndFreeAsync(world, detail);

        // The same order is gone on with.
        world.Ring.Fault = (_, _) => null;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RenewAsync();
        Assert.Single(world.Ca.Orders);
    }

    [Fact]
    public async Task Run_Cancelled_PropagatesAndIsNoFailure()
    {
        var world = await RenewalWorld.NewAsync();
        using var stopping = new CancellationTokenSource();
        world.Ca.Gate = async path =>
        {
            if (path != "/new-order") return;
            await stopping.CancelAsync();
            throw new OperationCanceledException(stopping.Token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.New().RunAsync(force: false, stopping.Token));
        Assert.Empty(world.Notices);
    }

    [Fact]
    public async Task Run_AnswerOfAWriteLost_ReleasesTheLease()
    {
        var world = await RenewalWorld.NewAsync();

        // The second change keeps the order's URL: it is made, and its writer is told that it was not.
        var changes = 0;
        var losing = new InterceptedRecords(world.Records)
        {
            Hook = async (call, next) =>
            {
                await next();
                if (call.IsWrite && ++changes == 2) throw new StorageException("the answer is lost");
            },
        };
        var run = await world.New(losing).RunAsync(force: false, Token);
        Assert.Equal((RenewalResult.Failed, AcmeFailureKind.Fault), (run.Result, run.Failure!.Kind));
        await AssertToldAndFreeAsync(world, "the answer is lost");
        world.Time.Advance(TimeSpan.FromMinutes(1));
        await world.RenewAsync();
        Assert.Single(world.Ca.Orders);
    }

    private static async Task AssertToldAndFreeAsync(RenewalWorld world, string detail)
    {
        Assert.Equal((RenewalEvent.Failed, detail), (world.Notices[^1].Event, world.Notices[^1].Detail));
        var state = (await RenewalRecord.ReadAsync(world.Records, world.Options.Name, Token)).State;
        Assert.Equal((null, null, 1), (state.Holder, state.HeldUntil, state.Failures));
    }
}
