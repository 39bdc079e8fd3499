using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Delegation;

/// <summary>How grants end: their time, a withdrawal, a number that was ported away; and what is revoked.</summary>
public sealed class GrantEndTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Withdraw_UntilRevoked_KeepsTheNumbers()
    {
        var world = await GrantWorld.StartAsync();
        var issued = new IssuedForGrants { IsDown = true };
        world.Issued.Add(issued);
        var instance = world.NewInstance();
        var made = await GrantAsync(world, "a", "14155550100-14155550199");
        await instance.Grants.WithdrawAsync(made.Id, world.Act(), Token);
        Assert.False(await instance.Settle.TryRunAsync(made.Id, Token));
        Assert.Equal(GrantFailure.BeingLent, await RefusalAsync(world, "b", "14155550100"));
        await Assert.ThrowsAsync<AggregateException>(() => instance.Settle.RunAsync(Token));
        Assert.Equal(new UnsettledGrants(1, world.Now), await instance.Settle.CountAsync(Token));
        issued.IsDown = false;
        await world.NewInstance().Settle.RunAsync(Token);
        Assert.Equal([made.Id], issued.Revoked);
        Assert.Equal(new UnsettledGrants(0, null), await instance.Settle.CountAsync(Token));
        Assert.Null(await RefusalAsync(world, "b", "14155550100"));
    }

    // No fault: nothing is wrong with an order that the STI-CA has not ended yet. The numbers stay reserved until it has.
    [Fact]
    public async Task Withdraw_WhileAnOrderIsAtWork_WaitsWithoutAFault()
    {
        var world = await GrantWorld.StartAsync();
        var issued = new IssuedForGrants { IsAtWork = true };
        world.Issued.Add(issued);
        var instance = world.NewInstance();
        var made = await GrantAsync(world, "a", "14155550100");
        await instance.Grants.WithdrawAsync(made.Id, world.Act(), Token);
        await instance.Settle.RunAsync(Token);
        Assert.False(await instance.Settle.TryRunAsync(made.Id, Token));
        Assert.Equal(1, (await instance.Settle.CountAsync(Token)).Count);
        Assert.Equal(GrantFailure.BeingLent, await RefusalAsync(world, "b", "14155550100"));
        issued.IsAtWork = false;
        await world.NewInstance().Settle.RunAsync(Token);
        Assert.Equal([made.Id], issued.Revoked);
        Assert.Null(await RefusalAsync(world, "b", "14155550100"));
    }

    [Fact]
    public async Task Settle_OneFails_SettlesTheOthers()
    {
        var world = await GrantWorld.StartAsync();
        var (first, second) = (await GrantAsync(world, "a", "14155550100"), await GrantAsync(world, "b", "14155550200"));
        world.Issued.Add(new IssuedButFor(first.Id));
        var instance = world.NewInstance();
        foreach (var grant in (NumberGrant[])[first, second]) await instance.Grants.WithdrawAsync(grant.Id, world.Act(), Token);
        await Assert.ThrowsAsync<AggregateException>(() => instance.Settle.RunAsync(Token));
        Assert.Equal(GrantFailure.BeingLent, await RefusalAsync(world, "c", "14155550100"));
        Assert.Null(await RefusalAsync(world, "c", "14155550200"));
    }

    [Fact]
    public async Task Run_BehindManyThatFail_SettlesTheRest()
    {
        var world = await GrantWorld.StartAsync();
        var instance = world.NewInstance();
        var made = await GrantAsync(world, "c", "14155550100");
        await instance.Grants.WithdrawAsync(made.Id, world.Act(), Token);

        // More than a page of others, before it in the order of ids, whose records are lost.
        var queue = new WithdrawnQueue(world.Memory, world.Time);
        for (var other = 0; other < 450; other++)
            await queue.AddAsync(GrantId.Of(GrantWorld.Customer("a"), $"lost{other:000}"), Token);
        await Assert.ThrowsAsync<AggregateException>(() => instance.Settle.RunAsync(Token));
        Assert.Null(await queue.FindAsync(made.Id, Token));
        Assert.Null(await RefusalAsync(world, "b", "14155550100"));
    }

    [Fact]
    public async Task Settle_Twice_RevokesOnce()
    {
        var world = await GrantWorld.StartAsync();
        var issued = new IssuedForGrants();
        world.Issued.Add(issued);
        var instance = world.NewInstance();
        var made = await GrantAsync(world, "a", "14155550100");
        await instance.Grants.WithdrawAsync(made.Id, world.Act(), Token);
        for (var time = 0; time < 2; time++) Assert.True(await instance.Settle.TryRunAsync(made.Id, Token));
        Assert.Equal([made.Id], issued.Revoked);
        Assert.Equal(GrantState.Withdrawn, (await instance.Grants.FindAsync(made.Id, Token))!.State);
    }

    // A minute more, since the clock of another instance may be behind.
    [Fact]
    public async Task Follow_GrantThatEnded_ReleasesItsNumbers()
    {
        var world = await GrantWorld.StartAsync();
        await GrantAsync(world, "a", "14155550100", TimeSpan.FromDays(1));
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await RefusalAsync(world, "b", "14155550100"));
        world.Time.Advance(ClockTolerance.Instances);
        Assert.True(await world.NewInstance().Follow.RunAsync(Token) > 0);
        var records = await world.Memory.ListAsync("delegation-blocks", $"{11 * 10_000_000_000_000 + 14_155_550}", null, 10, Token);
        var left = System.Text.Encoding.UTF8.GetString(Assert.Single(records.Records).Document.Span);
        Assert.Contains("\"b.", left, StringComparison.Ordinal);
        Assert.DoesNotContain("\"a.", left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_NumberPortedAway_IsTakenOutOfItsGrant()
    {
        var world = await GrantWorld.StartAsync();
        var issued = new IssuedForGrants();
        world.Issued.Add(issued);
        var made = await GrantAsync(world, "a", "14155550100-14155550199");
        var untouched = await GrantAsync(world, "b", "14155550200");
        world.Held.Port(GrantWorld.Numbers("14155550150"), GrantWorld.OtherLender);
        var instance = world.NewInstance();
        await instance.Compare.RunAsync(100, Token);
        await instance.Settle.RunAsync(Token);
        Assert.Equal([made.Id], issued.Revoked);
        Assert.Equal(GrantState.InForce, (await instance.Grants.FindAsync(untouched.Id, Token))!.State);
        var page = await instance.Grants.ListAsync(GrantWorld.Customer("a"), null, 10, Token);
        var rest = Assert.Single(page.Grants, grant => grant.State == GrantState.InForce);
        Assert.Equal(GrantWorld.Numbers("14155550100-14155550149", "14155550151-14155550199"), rest.Numbers);
        Assert.Equal(made.Until, rest.Until);

        // The number is free for its new provider to lend.
        var terms = world.Terms("b", GrantWorld.Numbers("14155550150"), provider: GrantWorld.OtherLender);
        Assert.True((await instance.Grants.GrantAsync(terms, world.Act(), Token)).IsSuccess);
    }

    [Fact]
    public async Task Compare_AllNumbersPortedAway_WithdrawsTheGrant()
    {
        var world = await GrantWorld.StartAsync();
        var made = await GrantAsync(world, "a", "14155550100");
        world.Held.Port(GrantWorld.Numbers("14155550100"), GrantWorld.OtherLender);
        await world.NewInstance().Compare.RunAsync(100, Token);
        var found = (await world.NewInstance().Grants.FindAsync(made.Id, Token))!;
        Assert.Equal(GrantState.Withdrawn, found.State);
        Assert.Single((await world.NewInstance().Grants.ListAsync(GrantWorld.Customer("a"), null, 10, Token)).Grants);
    }

    [Fact]
    public async Task Compare_InSteps_ComesToEveryGrant()
    {
        var world = await GrantWorld.StartAsync();
        foreach (var customer in (string[])["a", "b", "c"])
        {
            for (var number = 0; number < 4; number++) await GrantAsync(world, customer, $"1415555{customer[0] - 'a'}{number}00");
        }

        world.Held.Port(GrantWorld.Numbers("14155550000-14155559999"), GrantWorld.OtherLender);
        for (var run = 0; run < 12; run++) await world.NewInstance().Compare.RunAsync(2, Token);
        foreach (var customer in (string[])["a", "b", "c"])
        {
            var page = await world.NewInstance().Grants.ListAsync(GrantWorld.Customer(customer), null, 10, Token);
            Assert.All(page.Grants, grant => Assert.Equal(GrantState.Withdrawn, grant.State));
        }
    }

    // Nobody has imported a table, or the store lost it: nothing is taken from anybody.
    [Fact]
    public async Task Compare_WithoutANumberTable_WithdrawsNothing()
    {
        var world = await GrantWorld.StartAsync();
        var made = await GrantAsync(world, "a", "14155550100");
        world.Held.IsEmpty = true;
        await world.NewInstance().Compare.RunAsync(100, Token);
        Assert.Equal(GrantState.InForce, (await world.NewInstance().Grants.FindAsync(made.Id, Token))!.State);
    }

    private static async Task<NumberGrant> GrantAsync(GrantWorld world, string customer, string numbers, TimeSpan? until = null) =>
        (await world.NewInstance().Grants.GrantAsync(
            world.Terms(customer, GrantWorld.Numbers(numbers), until: until), world.Act(), Token)).Value;

    private static async Task<GrantFailure?> RefusalAsync(GrantWorld world, string customer, string numbers)
    {
        var outcome = await world.NewInstance().Grants.GrantAsync(
            world.Terms(customer, GrantWorld.Numbers(numbers)), world.Act(), Token);
        return outcome.IsSuccess ? null : outcome.Failure.Failure;
    }

    private sealed class IssuedButFor(GrantId failing) : IWithdrawnGrants
    {
        public ValueTask<bool> RevokeAsync(NumberGrant grant, string reason, CancellationToken cancellationToken) =>
            grant.Id == failing ? throw new InvalidOperationException("not now") : ValueTask.FromResult(true);
    }
}
