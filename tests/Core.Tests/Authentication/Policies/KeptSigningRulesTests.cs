using Shaken.Core.Authentication.Policies;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;

namespace Shaken.Core.Tests.Authentication.Policies;

/// <summary>Rules in memory: which calls wait for the store, and how long rules count that were not confirmed.</summary>
public sealed class KeptSigningRulesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Warm, a call reads nothing: not its policy, not the number of its source, not the key of origids.
    [Fact]
    public async Task Sign_Warm_ReadsNothingFromTheStore()
    {
        var world = await SigningWorld.NewAsync(numbers: "12155550121,own,assigned-by-us\n");
        await world.SignAsync(SigningWorld.Call());
        world.Hooked.Hook = (_, _) => throw new StorageException("down");
        for (var call = 0; call < 3; call++) Assert.Equal(Attestation.A, (await world.SignAsync(SigningWorld.Call())).Decision!.Attest);
    }

    [Fact]
    public async Task Get_WhenRulesAreOld_AnswersAtOnceAndReadsInTheBackground()
    {
        var world = await SigningWorld.NewAsync();
        var (reading, mayRead) = (new TaskCompletionSource(), new TaskCompletionSource());
        var before = await world.Rules.GetAsync(SigningWorld.Id, Token);
        await ChangeElsewhereAsync(world);
        world.Hooked.Hook = async (_, next) =>
        {
            reading.TrySetResult();
            await mayRead.Task;
            await next();
        };
        world.Time.Advance(KeptSigningRules.Fresh);

        // The store hangs, and the call does not.
        Assert.Same(before, await world.Rules.GetAsync(SigningWorld.Id, Token));
        await reading.Task.WaitAsync(Token);
        Assert.Same(before, await world.Rules.GetAsync(SigningWorld.Id, Token));
        mayRead.SetResult();
        while (ReferenceEquals(before, await world.Rules.GetAsync(SigningWorld.Id, Token))) await Task.Yield();
        Assert.Equal(Attestation.B, (await world.Rules.GetAsync(SigningWorld.Id, Token)).Policy.OtherCalls);
    }

    [Fact]
    public async Task Get_WhileTheStoreIsDown_UsesTheRulesForABoundedTime()
    {
        var world = await SigningWorld.NewAsync();
        await world.Rules.GetAsync(SigningWorld.Id, Token);
        world.Hooked.Hook = (_, _) => throw new StorageException("down");
        world.Time.Advance(KeptSigningRules.MostUnconfirmed - TimeSpan.FromSeconds(1));
        await world.Rules.GetAsync(SigningWorld.Id, Token);
        while (world.RulesLog.All.IsEmpty) await Task.Yield();
        Assert.True(world.RulesLog.All.TryPeek(out var line));
        Assert.Equal(4201, line.Id);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<StorageException>(() => world.Rules.GetAsync(SigningWorld.Id, Token).AsTask());
    }

    [Fact]
    public async Task Get_ByManyAtOnce_ReadsTheStoreOnce()
    {
        var world = await SigningWorld.NewAsync();
        var reads = 0;
        world.Hooked.Hook = async (_, next) =>
        {
            Interlocked.Increment(ref reads);
            await Task.Yield();
            await next();
        };
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () => await world.Rules.GetAsync(SigningWorld.Id, Token))));
        Assert.Equal(1, reads);
    }

    [Fact]
    public async Task Get_OfAnotherTenant_DoesNotWaitForASlowRead()
    {
        var world = await SigningWorld.NewAsync();
        Assert.True(TenantId.TryParse("south", out var other));
        var (reading, mayRead, calls) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        world.Hooked.Hook = async (_, next) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                reading.SetResult();
                await mayRead.Task;
            }

            await next();
        };
        var slow = world.Rules.GetAsync(SigningWorld.Id, Token).AsTask();
        await reading.Task.WaitAsync(Token);
        Assert.NotNull(await world.Rules.GetAsync(other, Token));
        Assert.False(slow.IsCompleted);
        mayRead.SetResult();
        Assert.NotNull(await slow);
    }

    private static async Task ChangeElsewhereAsync(SigningWorld world) => Assert.True(
        (await world.Policies.ChangeAsync(SigningWorld.Id, 1, SigningWorld.Policy("{'otherCalls':'B'}"), world.Act(), Token)).IsSuccess);
}
