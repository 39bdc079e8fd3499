using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;
using Shaken.Core.Tests.ServiceProvider.AcmeClient;

namespace Shaken.Core.Tests.ServiceProvider.Renewal;

/// <summary>A process that ends anywhere, and two that work at once.</summary>
public sealed class InterruptedRenewalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Changes of a run: lease and key's name; order's URL; chain; in force; news sent.
    public static TheoryData<int, bool> Cuts => new() { { 1, false }, { 1, true }, { 2, false }, { 2, true }, { 3, false }, { 3, true }, { 4, false }, { 4, true }, { 5, false }, { 5, true } };

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Run_CutOffAnywhere_IsGoneOnWith_AndGivesOneCertificate(int change, bool isAfter)
    {
        var world = await RenewalWorld.NewAsync();
        var cut = new CutOffRecords(world.Records, change, isAfter);
        await Assert.ThrowsAsync<StorageException>(() => world.New(cut).RunAsync(force: false, Token));
        Assert.True(cut.WasCutOff);

        // The lease of the stopped instance has to run out.
        world.Time.Advance(TimeSpan.FromMinutes(20));
        var run = await world.RunAsync();
        Assert.Contains(run.Result, (RenewalResult[])[RenewalResult.Renewed, RenewalResult.NotDue]);
        Assert.Equal(world.Ring.Current!.Fingerprint, run.Current!.Fingerprint);

        // Cut off before the order's URL was kept, another is placed; the first one gets no CSR, so there is one certificate in any case.
        Assert.Equal(change == 2 && !isAfter ? 2 : 1, world.Ca.Orders.Count);
        Assert.Single(world.Ca.Orders, order => order.Chain is not null);
        Assert.Single(world.Ring.Kept);
        Assert.Empty(world.Ring.Bare);
        Assert.Contains(world.Notices, notice => notice.Event == RenewalEvent.Renewed);
    }

    // Changes of a run whose order ends invalid: lease and key's name; order's URL; failure and the key to drop; news sent; nothing left to drop.
    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Run_WhoseOrderEndsInvalid_CutOffAnywhere_IsGoneOnWith(int change, bool isAfter)
    {
        var world = await RenewalWorld.NewAsync();
        world.Ca.Gate = path =>
        {
            if (path == "/authorization/0") world.Ca.Orders[0].Refusal = "refused";
            return Task.CompletedTask;
        };
        var cut = new CutOffRecords(world.Records, change, isAfter);
        var fault = await Record.ExceptionAsync(() => world.New(cut).RunAsync(force: false, Token));

        // Nobody is told that the last change was lost: it is of the clean-up, which fails no run.
        if (change < 5) Assert.IsType<StorageException>(fault);
        Assert.True(cut.WasCutOff);

        // The lease of the stopped instance has to run out, or the pause after the failure; then the order may have to be found invalid
        // first.
        RenewalRun run;
        var rounds = 0;
        do
        {
            world.Time.Advance(TimeSpan.FromMinutes(20));
            run = await world.RunAsync();
        }
        while (run.Result != RenewalResult.Renewed && ++rounds < 3);
        Assert.Equal((RenewalResult.Renewed, 2), (run.Result, world.Ca.Orders.Count));
        Assert.Single(world.Ring.Kept);
        Assert.Empty(world.Ring.Bare);
        Assert.Null((await RenewalRecord.ReadAsync(world.Records, world.Options.Name, Token)).State.Abandoned);
    }

    [Fact]
    public async Task InstanceThatOutlivedItsLease_DropsNoKeyThatAnotherWorksWith()
    {
        var world = await RenewalWorld.NewAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var isFirst = true;
        world.Ca.Gate = async path =>
        {
            if (path != "/finalize/0" || !isFirst) return;
            isFirst = false;
            reached.SetResult();
            await goOn.Task;
        };
        world.Ca.Instead["/finalize/0"] = () => isFirst ? null : ScriptedCa.Problem(System.Net.HttpStatusCode.NotFound, "malformed", "nothing is there");
        var slow = world.RunAsync();
        await reached.Task;
        world.Ca.Gate = _ => Task.CompletedTask;
        world.Time.Advance(TimeSpan.FromMinutes(20));
        var other = await RenewalRecord.ReadAsync(world.Records, world.Options.Name, Token);
        Assert.True(await other.TryWriteAsync(other.State with { Holder = "another", HeldUntil = world.Time.GetUtcNow().AddMinutes(15) }, Token));

        goOn.SetResult();
        Assert.Equal(RenewalResult.Busy, (await slow).Result);
        Assert.True(world.Ring.Bare.ContainsKey(other.State.Next!.KeyName));
    }

    [Fact]
    public async Task SecondInstance_WhileOneWorks_DoesNothing()
    {
        var world = await RenewalWorld.NewAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Ca.Gate = async path =>
        {
            if (path != "/finalize/0") return;
            reached.SetResult();
            await goOn.Task;
        };
        var first = world.RunAsync();
        await reached.Task;
        Assert.Equal(RenewalResult.Busy, (await world.RunAsync(force: true)).Result);

        goOn.SetResult();
        Assert.Equal(RenewalResult.Renewed, (await first).Result);
        Assert.Single(world.Ca.Orders);
    }

    [Fact]
    public async Task InstanceThatOutlivedItsLease_Stops_AndTheOneThatTookOverFinishesTheSameOrder()
    {
        var world = await RenewalWorld.NewAsync();
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var isFirst = true;
        world.Ca.Gate = async path =>
        {
            if (path != "/authorization/0" || !isFirst) return;
            isFirst = false;
            reached.SetResult();
            await goOn.Task;
        };
        var slow = world.RunAsync();
        await reached.Task;
        world.Time.Advance(TimeSpan.FromMinutes(20));
        var quick = await world.RenewAsync();

        goOn.SetResult();
        Assert.Equal(RenewalResult.Busy, (await slow).Result);
        Assert.Single(world.Ca.Orders);
        Assert.Equal(quick.Fingerprint, world.Ring.Current!.Fingerprint);
    }

    [Fact]
    public async Task ManyAtOnce_PlaceOneOrder()
    {
        var world = await RenewalWorld.NewAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => world.RunAsync(), Token)));
        Assert.Single(runs, run => run.Result == RenewalResult.Renewed);
        Assert.Single(world.Ca.Orders);
    }

    [Fact]
    public async Task ClockThatStepsBack_RenewsNothingTwice()
    {
        var world = await RenewalWorld.NewAsync();
        await world.RenewAsync();
        world.Time.Advance(-TimeSpan.FromDays(30));
        Assert.Equal(RenewalResult.NotDue, (await world.RunAsync()).Result);
        Assert.Equal((1, 1), (world.Ca.Orders.Count, world.Ring.Kept.Count));
    }
}
