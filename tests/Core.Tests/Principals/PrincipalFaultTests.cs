using Shaken.Core.Storage;
using Shaken.Core.Tests.CertificationAuthority.Issuing;
using Shaken.Core.Tests.Support;
using Shaken.Local.Blobs;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Principals;

/// <summary>What an outage or a crash at any operation leaves, and two instances that work between each other's operations.</summary>
public sealed class PrincipalFaultTests
{
    private const int MostOperations = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultMoment.Before, true)]
    [InlineData(FaultMoment.After, true)]
    [InlineData(FaultMoment.Before, false)]
    [InlineData(FaultMoment.After, false)]
    public async Task Disable_CutOffAtAnyCall_IsToldOfWholeOrNotDone(FaultMoment moment, bool isRetried)
    {
        var faults = 0;
        for (var call = 0; ; call++)
        {
            var store = new FailingStore(new MemoryRecords(), new MemoryBlobs());
            var world = new PrincipalWorld(store);
            Assert.True((await world.Change.CreateAsync("ann", PrincipalWorld.ApiUser(), world.Request(), Token)).IsSuccess);
            var request = world.Request();
            store.FailAt(call, moment);
            try
            {
                await world.Change.SetActiveAsync("ann", isActive: false, request, Token);
                break;
            }
            catch (StorageException)
            {
                faults++;
            }

            store.Heal();
            if (isRetried) Assert.False((await world.Change.SetActiveAsync("ann", isActive: false, request, Token)).Value.IsActive);
            world.Time.Advance(TimeSpan.FromMinutes(2));
            await world.Principals.SweepAsync(Token);
            var isActive = (await world.Principals.FindAsync("ann", Token))!.IsActive;
            Assert.False(isActive && isRetried);
            string[] audited = ["principal-created", .. isActive ? Array.Empty<string>() : ["principal-disabled"]];
            Assert.Equal(audited, await world.AuditedAsync("ann"));
            Assert.Empty((await store.ListAsync("principals-changes", "under-way", continuation: null, 10, Token)).Records);
        }

        Assert.InRange(faults, 10, MostOperations);
    }

    [Fact]
    public Task Create_TwoAtOnce_MakesOne() => AtEveryStepAsync(async (world, step) =>
    {
        bool? other = null;
        var stepped = new SteppedRecords(world.Records, step, async () =>
            other = (await world.Change.CreateAsync("ann", PrincipalWorld.ApiUser("two"), world.Request(), Token)).IsSuccess);
        var mine = await world.ChangeOver(stepped).CreateAsync("ann", PrincipalWorld.ApiUser("one"), world.Request(), Token);
        if (!stepped.IsReached) return false;
        Assert.NotEqual(mine.IsSuccess, other);
        Assert.Equal(mine.IsSuccess ? "one" : "two", (await world.Principals.FindAsync("ann", Token))!.Account);
        Assert.Equal(["principal-created"], await world.AuditedAsync("ann"));
        return true;
    });

    [Fact]
    public Task Change_WithASweepBetweenItsOperations_IsToldOfOnce() => AtEveryStepAsync(async (world, step) =>
    {
        Assert.True((await world.Change.CreateAsync("ann", PrincipalWorld.ApiUser(), world.Request(), Token)).IsSuccess);
        var stepped = new SteppedRecords(world.Records, step, async () =>
        {
            world.Time.Advance(TimeSpan.FromMinutes(5));
            await world.Principals.SweepAsync(Token);
        });
        Assert.True((await world.ChangeOver(stepped).SetActiveAsync("ann", isActive: false, world.Request(), Token)).IsSuccess);
        if (!stepped.IsReached) return false;
        Assert.Equal(["principal-created", "principal-disabled"], await world.AuditedAsync("ann"));
        return true;
    });

    private static async Task AtEveryStepAsync(Func<PrincipalWorld, int, Task<bool>> scenario)
    {
        for (var step = 1; step <= MostOperations; step++)
        {
            if (await scenario(new PrincipalWorld(), step)) continue;
            Assert.InRange(step, 6, MostOperations);
            return;
        }

        Assert.Fail("the scenario has no end");
    }
}
