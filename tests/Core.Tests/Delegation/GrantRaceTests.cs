using Shaken.Contracts;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Storage;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation;

/// <summary>Several instances at once, and instances that end in the middle: no number is ever lent to two customers.</summary>
public sealed class GrantRaceTests
{
    private const string Contested = "14155550950-14155551050";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // At each step of one grant another instance makes its own, from beginning to end.
    [Fact]
    public async Task Grant_AnotherAtEachStep_OnlyOneIsInForce()
    {
        for (var step = 1; ; step++)
        {
            var world = await GrantWorld.StartAsync();
            var other = default(Outcome<NumberGrant, GrantRefusal>);
            var records = new SteppedRecords(world.Memory, step, async () =>
                other = await world.NewInstance().Grants.GrantAsync(
                    world.Terms("b", GrantWorld.Numbers("14155551000-14155551100")), world.Act("theirs"), Token));
            var own = await world.NewInstance(records).Grants.GrantAsync(
                world.Terms("a", GrantWorld.Numbers(Contested)), world.Act("ours"), Token);
            if (!records.IsReached) break;
            Assert.False(own.IsSuccess && other.IsSuccess);
            Assert.InRange((await HoldersAsync(world, "14155551000")).Count, 0, 1);
            if (!own.IsSuccess) Assert.Contains(own.Failure.Failure, Lost);
            if (!other.IsSuccess) Assert.Contains(other.Failure.Failure, Lost);
        }
    }

    // The store fails at each step; then the instance is gone. Another customer gets the numbers, at the latest when the attempt is over.
    [Fact]
    public async Task Grant_InstanceEndsAtEachStep_LeavesNothingLentTwice()
    {
        for (var step = 1; ; step++)
        {
            var world = await GrantWorld.StartAsync();
            var records = new InterceptedRecords(world.Memory) { Hook = DownFrom(step) };
            try
            {
                await world.NewInstance(records).Grants.GrantAsync(
                    world.Terms("a", GrantWorld.Numbers(Contested)), world.Act("ours"), Token);
                break;
            }
            catch (StorageException)
            {
                // As meant.
            }

            world.Time.Advance(TimeSpan.FromMinutes(15));
            var (live, terms) = (world.NewInstance(), world.Terms("b", GrantWorld.Numbers(Contested)));
            await live.Grants.SweepAsync(Token);
            await live.Follow.RunAsync(Token);
            var other = await live.Grants.GrantAsync(terms, world.Act("theirs"), Token);
            var holders = await HoldersAsync(world, "14155551000");
            Assert.Equal(other.IsSuccess ? "b" : "a", Assert.Single(holders));
        }
    }

    // The client of a request whose answer was lost sends it again, to an instance that is well.
    [Fact]
    public async Task Grant_SentAgainAfterEachStep_IsMadeOnce()
    {
        for (var step = 1; ; step++)
        {
            var world = await GrantWorld.StartAsync();
            var (act, terms) = (world.Act("ours"), world.Terms("a", GrantWorld.Numbers(Contested)));
            var records = new InterceptedRecords(world.Memory) { Hook = DownFrom(step) };
            try
            {
                await world.NewInstance(records).Grants.GrantAsync(terms, act, Token);
                break;
            }
            catch (StorageException)
            {
                // As meant.
            }

            var again = (await world.NewInstance().Grants.GrantAsync(terms, act, Token)).Value;
            var grants = (await world.NewInstance().Grants.ListAsync(GrantWorld.Customer("a"), null, 10, Token)).Grants;
            Assert.Equal(again.Id, Assert.Single(grants).Id);
        }
    }

    // An attempt that stood still so long that another gave it up cannot be put in force afterwards.
    [Fact]
    public async Task Grant_GivenUpByAnother_IsNotPutInForce()
    {
        for (var step = 1; ; step++)
        {
            var world = await GrantWorld.StartAsync();
            var other = default(Outcome<NumberGrant, GrantRefusal>);
            var records = new SteppedRecords(world.Memory, step, async () =>
            {
                world.Time.Advance(TimeSpan.FromMinutes(15));
                other = await world.NewInstance().Grants.GrantAsync(
                    world.Terms("b", GrantWorld.Numbers(Contested)), world.Act("theirs"), Token);
            });
            var own = await world.NewInstance(records).Grants.GrantAsync(
                world.Terms("a", GrantWorld.Numbers(Contested)), world.Act("ours"), Token);
            if (!records.IsReached) break;
            Assert.False(own.IsSuccess && other.IsSuccess);
            Assert.InRange((await HoldersAsync(world, "14155551000")).Count, 0, 1);
        }
    }

    private static readonly GrantFailure[] Lost = [GrantFailure.LentToAnother, GrantFailure.BeingLent];

    // From the n-th operation on the store does not answer.
    private static StoreHook DownFrom(int step)
    {
        var operations = 0;
        return (_, next) => ++operations >= step ? throw new StorageException("gone") : next();
    }

    private static async Task<IReadOnlyList<string>> HoldersAsync(GrantWorld world, string number)
    {
        Assert.True(TelephoneNumber.TryParseCanonical(number, out var parsed));
        var grants = await world.NewInstance().Grants.ListOfAsync(parsed, Token);
        return [.. grants.Select(grant => grant.Customer.Value).Distinct()];
    }
}
