using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Delegation;

/// <summary>
/// Sequences of grants, withdrawals and hours that pass, against a model that looks at every number by itself. The sequences are made of a
/// seed, so that a failure can be made again.
/// </summary>
public sealed class GrantModelTests
{
    private const int Steps = 120;

    // Few numbers around the edge of a block, so that grants meet often.
    private const long First = 14_155_550_980;
    private const int Numbers = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task GrantAndWithdraw_AnySequence_AgreesWithTheModel(int seed)
    {
        var (world, draw, model) = (await GrantWorld.StartAsync(), new Draws(seed), new List<ModelGrant>());
        var instance = world.NewInstance();
        for (var step = 0; step < Steps; step++)
        {
            switch (draw.Next(8))
            {
                case 0:
                    world.Time.Advance(TimeSpan.FromHours(1 + draw.Next(20)));
                    await instance.Follow.RunAsync(Token);
                    break;
                case 1 or 2 when model.Count > 0:
                    await WithdrawAsync(world, instance, model[draw.Next(model.Count)], model);
                    break;
                default:
                    await GrantAsync(world, instance, draw, model);
                    break;
            }

            await CompareAsync(world, instance, model);
        }
    }

    private static async Task GrantAsync(GrantWorld world, GrantInstance instance, Draws draw, List<ModelGrant> model)
    {
        var customer = "abc"[draw.Next(3)].ToString();
        var isShared = draw.Next(3) == 0;
        var first = First + draw.Next(Numbers);
        var last = Math.Min(first + draw.Next(6), First + Numbers - 1);
        var from = draw.Next(4) == 0 ? TimeSpan.FromHours(1 + draw.Next(30)) : TimeSpan.Zero;
        var until = from + TimeSpan.FromHours(1 + draw.Next(60));
        var terms = world.Terms(
            customer, GrantWorld.Numbers($"{first}-{last}"), isShared, from > TimeSpan.Zero ? from : null, until);
        var wanted = new ModelGrant(default!, customer, first, last, world.Now + from, world.Now + until, isShared);
        var outcome = await instance.Grants.GrantAsync(terms, world.Act(), Token);
        var isOpposed = model.Exists(other => other.Opposes(wanted));
        Assert.Equal(!isOpposed, outcome.IsSuccess);
        if (outcome.TryGet(out var made, out var refusal)) model.Add(wanted with { Id = made.Id });
        else Assert.Equal(GrantFailure.LentToAnother, refusal.Failure);
    }

    private static async Task WithdrawAsync(GrantWorld world, GrantInstance instance, ModelGrant grant, List<ModelGrant> model)
    {
        Assert.True((await instance.Grants.WithdrawAsync(grant.Id, world.Act(), Token)).IsSuccess);
        Assert.True(await instance.Settle.TryRunAsync(grant.Id, Token));
        model.Remove(grant);
    }

    private static async Task CompareAsync(GrantWorld world, GrantInstance instance, List<ModelGrant> model)
    {
        for (var number = First; number < First + Numbers; number++)
        {
            Assert.True(TelephoneNumber.TryParseCanonical($"{number}", out var parsed));
            var found = (await instance.Grants.ListOfAsync(parsed, Token)).ToList();
            var expected = model.Where(grant => grant.Has(number) && grant.IsInForceAt(world.Now)).Select(grant => grant.Id);
            Assert.Equal(expected.ToHashSet(), found.Select(grant => grant.Id).ToHashSet());

            // What this is for: more than one customer only where all of the grants are shared.
            if (found.Select(grant => grant.Customer).Distinct().Count() > 1) Assert.All(found, grant => Assert.True(grant.IsShared));
        }
    }

    private sealed record ModelGrant(
        GrantId Id, string Customer, long First, long Last, DateTimeOffset From, DateTimeOffset Until, bool IsShared)
    {
        public bool Has(long number) => First <= number && number <= Last;

        public bool IsInForceAt(DateTimeOffset moment) => From <= moment && moment < Until;

        public bool Opposes(ModelGrant other) =>
            First <= other.Last && other.First <= Last && From < other.Until && other.From < Until && Customer != other.Customer
            && !(IsShared && other.IsShared);
    }

    // Numbers of a linear congruential generator: the same for a seed, on any machine.
    private sealed class Draws(int seed)
    {
        private uint _state = unchecked((uint)seed * 2_654_435_761);

        public int Next(int below)
        {
            _state = unchecked((_state * 1_664_525) + 1_013_904_223);
            return (int)((_state >> 8) % (uint)below);
        }
    }
}
