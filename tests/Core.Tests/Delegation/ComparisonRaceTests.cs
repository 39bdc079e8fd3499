using Shaken.Contracts;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation;

/// <summary>
/// An operator withdraws a grant while a comparison takes a ported number out of it: what the operator withdrew is not granted anew, even
/// where the instance that compares ends in the middle.
/// </summary>
public sealed class ComparisonRaceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Compare_GrantWithdrawnAtEachStep_IsNotGrantedAnew()
    {
        for (var step = 1; ; step++)
        {
            var (world, grant) = await StartAsync();
            var records = new SteppedRecords(world.Memory, step, () => WithdrawAsync(world, grant));
            await world.NewInstance(records).Compare.RunAsync(100, Token);
            if (!records.IsReached) break;
            await CheckAsync(world, grant);
        }
    }

    [Fact]
    public async Task Compare_WithdrawnAndEndedAtEachStep_IsNotGrantedAnew()
    {
        for (var step = 1; ; step++)
        {
            var (world, grant) = await StartAsync();
            var operations = 0;
            var records = new InterceptedRecords(world.Memory)
            {
                Hook = async (_, next) =>
                {
                    if (++operations == step) await WithdrawAsync(world, grant);
                    if (operations >= step) throw new StorageException("gone");
                    await next();
                },
            };
            try
            {
                await world.NewInstance(records).Compare.RunAsync(100, Token);
                break;
            }
            catch (StorageException)
            {
                await CheckAsync(world, grant);
            }
        }
    }

    // Without the operator the rest stays granted, whichever write is the last of the instance.
    [Fact]
    public async Task Compare_InstanceEndsAtEachStep_IsDoneByTheNext()
    {
        for (var step = 1; ; step++)
        {
            var (world, grant) = await StartAsync();
            var operations = 0;
            var records = new InterceptedRecords(world.Memory)
            {
                Hook = (_, next) => ++operations >= step ? throw new StorageException("gone") : next(),
            };
            try
            {
                await world.NewInstance(records).Compare.RunAsync(100, Token);
                break;
            }
            catch (StorageException)
            {
                await CheckAsync(world, grant);
                Assert.Single(await InForceAsync(world));
            }
        }
    }

    private static async Task<(GrantWorld World, GrantId Grant)> StartAsync()
    {
        var world = await GrantWorld.StartAsync();
        var terms = world.Terms("a", GrantWorld.Numbers("14155550100-14155550199"));
        var grant = (await world.NewInstance().Grants.GrantAsync(terms, world.Act(), Token)).Value;
        world.Held.Port(GrantWorld.Numbers("14155550150"), GrantWorld.OtherLender);
        return (world, grant.Id);
    }

    private static async Task WithdrawAsync(GrantWorld world, GrantId grant) =>
        Assert.True((await world.NewInstance().Grants.WithdrawAsync(grant, world.Act(), Token)).IsSuccess);

    // After what was left in the middle is old enough, and two more rounds.
    private static async Task CheckAsync(GrantWorld world, GrantId grant)
    {
        world.Time.Advance(TimeSpan.FromMinutes(15));
        var live = world.NewInstance();
        await live.Grants.SweepAsync(Token);
        await live.Follow.RunAsync(Token);
        for (var round = 0; round < 2; round++) await live.Compare.RunAsync(100, Token);
        var origin = (await live.Grants.FindAsync(grant, Token))!;
        Assert.Equal(GrantState.Withdrawn, origin.State);
        var inForce = await InForceAsync(world);
        if (origin.WithdrawnFor == "as agreed") Assert.Empty(inForce);
        else Assert.Equal(GrantWorld.Numbers("14155550100-14155550149", "14155550151-14155550199"), Assert.Single(inForce).Numbers);
    }

    private static async Task<IReadOnlyList<NumberGrant>> InForceAsync(GrantWorld world)
    {
        var page = await world.NewInstance().Grants.ListAsync(GrantWorld.Customer("a"), null, 100, Token);
        return [.. page.Grants.Where(grant => grant.State == GrantState.InForce)];
    }
}
