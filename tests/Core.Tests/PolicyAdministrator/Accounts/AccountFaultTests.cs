using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.PolicyAdministrator.Accounts;

/// <summary>What an outage or a crash at any operation leaves, and two instances that work between each other's operations.</summary>
public sealed class AccountFaultTests
{
    private const int MostOperations = 80;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A suspension is told of whole or has not happened, whether the operator tries again or nobody does and the sweep comes.
    [Theory]
    [InlineData(FaultMoment.Before, true)]
    [InlineData(FaultMoment.After, true)]
    [InlineData(FaultMoment.Before, false)]
    [InlineData(FaultMoment.After, false)]
    public async Task Suspend_CutOffAtAnyCall_IsToldOfWholeOrNotDone(FaultMoment moment, bool isRetried)
    {
        var (faults, told) = (0, 0);
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = new AccountWorld(store);
            var account = await world.AccountAsync("one", "1234", AccountState.Open);
            var act = world.Act();
            store.FailAt(call, moment);
            try
            {
                await world.Change.MoveAsync("one", account.Revision, AccountState.Suspended, act, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            if (isRetried)
            {
                var again = await world.Change.MoveAsync("one", account.Revision, AccountState.Suspended, act, Token);
                Assert.Equal(AccountState.Suspended, again.Value.State);
            }

            world.Time.Advance(TimeSpan.FromMinutes(2));
            told += await world.FollowUp.SweepAsync(Token);
            var isSuspended = (await world.Accounts.FindAsync("one", Token))!.State == AccountState.Suspended;
            Assert.True(isSuspended || !isRetried);
            string[] audited = ["account-applied", "account-open", .. isSuspended ? ["account-suspended"] : Array.Empty<string>()];
            string[] notices = ["1 account-reinstated US/1234", .. isSuspended ? ["2 account-suspended US/1234"] : Array.Empty<string>()];
            Assert.Equal(audited, await world.AuditedAsync("one"));
            Assert.Equal(notices, await world.ToldAsync());
            Assert.Equal(0, await world.FollowUp.SweepAsync(Token));
            Assert.Empty((await store.ListAsync("pa-account-changes", "under-way", continuation: null, 10, Token)).Records);
        }

        Assert.InRange(faults, 15, MostOperations);
        Assert.Equal(isRetried, told == 0);
    }

    [Fact]
    public async Task Apply_CutOffAtAnyCall_IsMadeOnceByItsRetry()
    {
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = new AccountWorld(store);
            var act = world.Act();
            store.FailAt(call, FaultMoment.After);
            try
            {
                await world.Change.ApplyAsync("one", AccountWorld.Profile("1234"), act, Token);
                Assert.InRange(call, 6, MostOperations);
                return;
            }
            catch (StorageException)
            {
                store.Heal();
            }

            Assert.Equal(1, (await world.Change.ApplyAsync("one", AccountWorld.Profile("1234"), act, Token)).Value.Revision);
            Assert.Equal(["account-applied"], await world.AuditedAsync("one"));
        }
    }

    // Two applicants for one code, admitted by two registrars at once.
    [Fact]
    public Task Open_TwoAccountsWithOneCode_AdmitsOne() => AtEveryStepAsync(async (world, step) =>
    {
        await world.AccountAsync("one", "1234");
        await world.AccountAsync("two", "1234");
        bool? other = null;
        var stepped = new SteppedRecords(world.Records, step, async () =>
            other = (await world.Change.MoveAsync("two", 1, AccountState.Open, world.Act(), Token)).IsSuccess);
        var mine = (await world.ChangeOver(stepped).MoveAsync("one", 1, AccountState.Open, world.Act(), Token)).IsSuccess;
        if (!stepped.IsReached) return false;
        Assert.NotEqual(mine, other);
        Assert.Equal(mine ? "one" : "two", (await world.Accounts.FindAsync(AccountWorld.Provider("1234"), Token))!.Id);
        Assert.Equal(["1 account-reinstated US/1234"], await world.ToldAsync());
        return true;
    });

    // A code goes on to another account while the first is being closed: the CAs' last word is that it counts.
    [Fact]
    public Task Open_OfACodeWhoseAccountCloses_EndsAsReinstated() => AtEveryStepAsync(async (world, step) =>
    {
        var first = await world.AccountAsync("one", "1234", AccountState.Open);
        await world.AccountAsync("two", "1234");
        bool? other = null;
        var stepped = new SteppedRecords(world.Records, step, async () =>
            other = (await world.Change.MoveAsync("two", 1, AccountState.Open, world.Act(), Token)).IsSuccess);
        Assert.True((await world.ChangeOver(stepped).MoveAsync("one", first.Revision, AccountState.Closed, world.Act(), Token)).IsSuccess);
        if (!stepped.IsReached) return false;
        string[] told = ["1 account-reinstated US/1234", "2 account-suspended US/1234", "3 account-reinstated US/1234"];
        Assert.Equal(told[..(other == true ? 3 : 2)], await world.ToldAsync());
        return true;
    });

    // One instance amends an account while another sweeps between any two of its operations, long after the row was written.
    [Fact]
    public Task Move_WithASweepBetweenItsOperations_IsToldOfOnce() => AtEveryStepAsync(async (world, step) =>
    {
        var account = await world.AccountAsync("one", "1234", AccountState.Open);
        var stepped = new SteppedRecords(world.Records, step, async () =>
        {
            world.Time.Advance(TimeSpan.FromMinutes(5));
            await world.FollowUp.SweepAsync(Token);
        });
        Assert.True(
            (await world.ChangeOver(stepped).MoveAsync("one", account.Revision, AccountState.Suspended, world.Act(), Token)).IsSuccess);
        if (!stepped.IsReached) return false;
        Assert.Equal(["1 account-reinstated US/1234", "2 account-suspended US/1234"], await world.ToldAsync());
        Assert.Equal(["account-applied", "account-open", "account-suspended"], await world.AuditedAsync("one"));
        return true;
    });

    [Fact]
    public async Task Open_OfACodeThatAnotherHolds_IsRefusedUntilThatOneCloses()
    {
        var world = new AccountWorld();
        var first = await world.AccountAsync("one", "1234", AccountState.Open, AccountState.Suspended);
        var second = await world.AccountAsync("two", "1234");
        Assert.Equal(
            AccountFailure.CodeTaken, (await world.Change.MoveAsync("two", 1, AccountState.Open, world.Act(), Token)).Failure.Failure);
        await world.MoveAsync(first, AccountState.Closed);
        Assert.Equal(AccountState.Open, (await world.MoveAsync(second, AccountState.Open)).State);
        Assert.Equal("two", (await world.Accounts.FindAsync(AccountWorld.Provider("1234"), Token))!.Id);
    }

    private static async Task AtEveryStepAsync(Func<AccountWorld, int, Task<bool>> scenario)
    {
        for (var step = 1; step <= MostOperations; step++)
        {
            if (await scenario(new AccountWorld(), step)) continue;
            Assert.InRange(step, 8, MostOperations);
            return;
        }

        Assert.Fail("the scenario has no end");
    }
}
