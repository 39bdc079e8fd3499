using Shaken.Core.Delegation.Customers;
using Shaken.Core.Delegation.Grants;

namespace Shaken.Core.Tests.Delegation;

/// <summary>The one step that every issuing asks: what is granted to a customer now, and until when.</summary>
public sealed class CoverageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("14155550100-14155550199", true)]
    [InlineData("14155550100", true)]
    [InlineData("14155550199", true)]
    [InlineData("14155550099", false)]
    [InlineData("14155550200", false)]
    [InlineData("14155550099-14155550199", false)]
    [InlineData("14155550100-14155550200", false)]
    [InlineData("0100", false)]
    public async Task Covering_OneGrant_IsExact(string numbers, bool isCovered)
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100-14155550199")), world.Act(), Token);
        GrantFailure? expected = isCovered ? null : GrantFailure.NotGranted;
        Assert.Equal(expected, await RefusalAsync(world, "a", numbers));
        Assert.Equal(GrantFailure.NotGranted, await RefusalAsync(world, "b", numbers));
    }

    [Fact]
    public async Task Covering_SeveralGrants_EndsWithTheEarliest()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var ids = new List<GrantId>();
        foreach (var (numbers, days) in (IEnumerable<(string, int)>)[("14155550000-14155550999", 10), ("14155551000-14155551999", 5)])
        {
            var terms = world.Terms("a", GrantWorld.Numbers(numbers), until: TimeSpan.FromDays(days));
            ids.Add((await grants.GrantAsync(terms, world.Act(), Token)).Value.Id);
        }

        var covered = (await grants.CoveringAsync(GrantWorld.Customer("a"), GrantWorld.Numbers("14155550900-14155551099"), Token)).Value;
        Assert.Equal(world.Now + TimeSpan.FromDays(5), covered.Until);
        Assert.Equal(ids.ToHashSet(), covered.Grants.ToHashSet());
        Assert.Equal(GrantWorld.Lender, covered.Provider);
        var one = (await grants.CoveringAsync(GrantWorld.Customer("a"), GrantWorld.Numbers("14155550900"), Token)).Value;
        Assert.Equal((world.Now + TimeSpan.FromDays(10), ids[0]), (one.Until, Assert.Single(one.Grants)));
    }

    [Fact]
    public async Task Covering_OverlappingGrants_CountsTheLongest()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var numbers = GrantWorld.Numbers("14155550100");
        foreach (var days in (int[])[5, 20, 10])
            Assert.True((await grants.GrantAsync(world.Terms("a", numbers, until: TimeSpan.FromDays(days)), world.Act(), Token)).IsSuccess);
        var covered = (await grants.CoveringAsync(GrantWorld.Customer("a"), numbers, Token)).Value;
        Assert.Equal(world.Now + TimeSpan.FromDays(20), covered.Until);
        Assert.Single(covered.Grants);
    }

    [Fact]
    public async Task Covering_GrantThatEndsInTheMiddle_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        var terms = world.Terms(
            "a", GrantWorld.Numbers("14155550100"), from: TimeSpan.FromHours(1), until: TimeSpan.FromHours(2));
        await world.NewInstance().Grants.GrantAsync(terms, world.Act(), Token);
        Assert.Equal(GrantFailure.NotGranted, await RefusalAsync(world, "a", "14155550100"));
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(await RefusalAsync(world, "a", "14155550100"));
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(GrantFailure.NotGranted, await RefusalAsync(world, "a", "14155550100"));
    }

    [Fact]
    public async Task Covering_AfterWithdrawal_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var made = (await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100")), world.Act(), Token)).Value;
        await grants.WithdrawAsync(made.Id, world.Act(), Token);
        Assert.Equal(GrantFailure.NotGranted, await RefusalAsync(world, "a", "14155550100"));
    }

    [Fact]
    public async Task Covering_NumberThatWasPortedAway_IsRefusedAtOnce()
    {
        var world = await GrantWorld.StartAsync();
        await world.NewInstance().Grants.GrantAsync(
            world.Terms("a", GrantWorld.Numbers("14155550100-14155550199")), world.Act(), Token);
        world.Held.Port(GrantWorld.Numbers("14155550150"), GrantWorld.OtherLender);
        Assert.Equal(GrantFailure.NumbersNotHeld, await RefusalAsync(world, "a", "14155550100-14155550199"));
        Assert.Null(await RefusalAsync(world, "a", "14155550100-14155550149"));
    }

    [Fact]
    public async Task Covering_NumbersOfTwoProviders_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155559999")), world.Act(), Token);
        await grants.GrantAsync(
            world.Terms("a", GrantWorld.Numbers("14155560000"), provider: GrantWorld.OtherLender), world.Act(), Token);
        Assert.Equal(GrantFailure.SeveralProviders, await RefusalAsync(world, "a", "14155559999-14155560000"));
        Assert.Null(await RefusalAsync(world, "a", "14155560000"));
    }

    [Fact]
    public async Task Covering_InactiveCustomer_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        var instance = world.NewInstance();
        await instance.Grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100")), world.Act(), Token);
        await instance.Customers.ChangeAsync(
            GrantWorld.Customer("a"), 1, CustomerTerms.Create("A", isActive: false).Value, world.Act(), Token);
        Assert.Equal(GrantFailure.CustomerInactive, await RefusalAsync(world, "a", "14155550100"));
        Assert.Equal(GrantFailure.CustomerUnknown, await RefusalAsync(world, "nobody", "14155550100"));
    }

    private static async Task<GrantFailure?> RefusalAsync(GrantWorld world, string customer, string numbers)
    {
        var outcome = await world.NewInstance().Grants.CoveringAsync(
            GrantWorld.Customer(customer), GrantWorld.Numbers(numbers), Token);
        return outcome.IsSuccess ? null : outcome.Failure.Failure;
    }
}
