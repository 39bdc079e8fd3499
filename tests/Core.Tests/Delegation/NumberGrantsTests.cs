using Shaken.Core.Auditing;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;

namespace Shaken.Core.Tests.Delegation;

/// <summary>Numbers lent, refused and withdrawn.</summary>
public sealed class NumberGrantsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Grant_HeldNumbers_IsReadBackListedAndAudited()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var made = (await grants.GrantAsync(
            world.Terms("a", GrantWorld.Numbers("14155550100-14155550199", "14155550200")), world.Act(), Token)).Value;
        Assert.Equal((GrantState.InForce, 1L, 101L), (made.State, made.Revision, made.Numbers.Count));
        Assert.Equal("14155550100-14155550200", Assert.Single(NumberTexts.Of(made.Numbers)));
        Assert.Equal(made.Numbers, (await world.NewInstance().Grants.FindAsync(made.Id, Token))!.Numbers);
        Assert.Equal(made.Id, Assert.Single((await grants.ListAsync(GrantWorld.Customer("a"), null, 10, Token)).Grants).Id);
        Assert.Empty((await grants.ListAsync(GrantWorld.Customer("b"), null, 10, Token)).Grants);
        Assert.Equal(["number-grant-made"], await AuditedAsync(world, made.Id));
    }

    [Fact]
    public async Task Grant_SameRequestAgain_ChangesNothing()
    {
        var world = await GrantWorld.StartAsync();
        var (terms, act) = (world.Terms("a", GrantWorld.Numbers("14155550100")), world.Act());
        var first = (await world.NewInstance().Grants.GrantAsync(terms, act, Token)).Value;
        var second = (await world.NewInstance().Grants.GrantAsync(terms, act, Token)).Value;
        Assert.Equal((first.Id, first.Revision), (second.Id, second.Revision));
        Assert.Equal(["number-grant-made"], await AuditedAsync(world, first.Id));
    }

    [Theory]
    [InlineData("14155549999-14155550099")]
    [InlineData("14155559900-14155560000")]
    [InlineData("14155549999")]
    [InlineData("14155550100-14155550199,0200")]
    [InlineData("100-199")]
    [InlineData("*22#")]
    public async Task Grant_BeyondWhatIsHeld_IsRefused(string numbers)
    {
        var world = await GrantWorld.StartAsync();
        Assert.Equal(GrantFailure.NumbersNotHeld, await RefusalAsync(world, "a", numbers.Split(',')));
        Assert.Empty((await world.NewInstance().Grants.ListAsync(GrantWorld.Customer("a"), null, 10, Token)).Grants);
    }

    [Theory]
    [InlineData("14155550199-14155550299", true)]
    [InlineData("14155550000-14155550100", true)]
    [InlineData("14155550150", true)]
    [InlineData("14155550000-14155559999", true)]
    [InlineData("14155550200-14155550299", false)]
    [InlineData("14155550000-14155550099", false)]
    public async Task Grant_ToAnother_IsRefusedOnlyWhereNumbersOverlap(string numbers, bool overlaps)
    {
        var world = await GrantWorld.StartAsync();
        await world.NewInstance().Grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100-14155550199")), world.Act(), Token);
        GrantFailure? expected = overlaps ? GrantFailure.LentToAnother : null;
        Assert.Equal(expected, await RefusalAsync(world, "b", numbers));
    }

    // 0100 and 100 are two numbers, and so are 0100 and 00100.
    [Fact]
    public async Task Grant_NumbersOfAnotherLength_AreOthers()
    {
        var world = await GrantWorld.StartAsync();
        Assert.Null(await RefusalAsync(world, "a", "0100-0199"));
        Assert.Null(await RefusalAsync(world, "b", "00100"));
        Assert.Null(await RefusalAsync(world, "c", "900-999"));
    }

    [Fact]
    public async Task Grant_NumberWithSymbols_IsLentOnce()
    {
        var world = await GrantWorld.StartAsync();
        Assert.Null(await RefusalAsync(world, "a", "*21#"));
        Assert.Equal(GrantFailure.LentToAnother, await RefusalAsync(world, "b", "*21#"));
        Assert.Null(await RefusalAsync(world, "b", "#"));
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, GrantFailure.LentToAnother)]
    [InlineData(false, true, GrantFailure.LentToAnother)]
    public async Task Grant_ToASecondCustomer_NeedsBothShared(bool first, bool second, GrantFailure? expected)
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var numbers = GrantWorld.Numbers("14155550100");
        Assert.True((await grants.GrantAsync(world.Terms("a", numbers, first), world.Act(), Token)).IsSuccess);
        var outcome = await grants.GrantAsync(world.Terms("b", numbers, second), world.Act(), Token);
        GrantFailure? refused = outcome.IsSuccess ? null : outcome.Failure.Failure;
        Assert.Equal(expected, refused);
    }

    [Fact]
    public async Task Grant_SharedWithOneCustomerTooMany_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        for (var customer = 0; customer < LentBlocks.MostCustomers; customer++)
        {
            await world.AddCustomerAsync($"shared-{customer}");
            var number = GrantWorld.Numbers(customer % 2 == 0 ? "14155550100" : "14155550100-14155550199");
            var terms = world.Terms($"shared-{customer}", number, isShared: true);
            Assert.True((await grants.GrantAsync(terms, world.Act(), Token)).IsSuccess);
        }

        var beside = await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550101"), isShared: true), world.Act(), Token);
        Assert.True(beside.IsSuccess);
        var refused = await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100"), isShared: true), world.Act(), Token);
        Assert.Equal(GrantFailure.TooManyCustomers, refused.Failure.Failure);
    }

    [Fact]
    public async Task Grant_SameCustomerAgain_IsAllowed()
    {
        var world = await GrantWorld.StartAsync();
        Assert.Null(await RefusalAsync(world, "a", "14155550100-14155550199"));
        Assert.Null(await RefusalAsync(world, "a", "14155550150-14155550250"));
    }

    [Fact]
    public async Task Grant_ForAnotherTime_IsAllowed()
    {
        var world = await GrantWorld.StartAsync();
        var (grants, numbers) = (world.NewInstance().Grants, GrantWorld.Numbers("14155550100"));
        Assert.True((await grants.GrantAsync(world.Terms("a", numbers, until: TimeSpan.FromDays(1)), world.Act(), Token)).IsSuccess);
        var overlapping = world.Terms("b", numbers, from: TimeSpan.FromHours(23), until: TimeSpan.FromDays(2));
        Assert.Equal(GrantFailure.LentToAnother, (await grants.GrantAsync(overlapping, world.Act(), Token)).Failure.Failure);
        var after = world.Terms("b", numbers, from: TimeSpan.FromDays(1), until: TimeSpan.FromDays(2));
        Assert.True((await grants.GrantAsync(after, world.Act(), Token)).IsSuccess);
        Assert.Equal("a", Assert.Single(await grants.ListOfAsync(Number("14155550100"), Token)).Customer.Value);
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("b", Assert.Single(await grants.ListOfAsync(Number("14155550100"), Token)).Customer.Value);
    }

    [Fact]
    public async Task Grant_TenToTheFifteenNumbers_IsTooWide()
    {
        var world = await GrantWorld.StartAsync();
        Assert.True(NumberTexts.TryCreate(Number("000000000000000"), 1_000_000_000_000_000, out var all));
        var outcome = await world.NewInstance().Grants.GrantAsync(world.Terms("a", all), world.Act(), Token);
        Assert.Equal(GrantFailure.TooWide, outcome.Failure.Failure);
    }

    [Theory]
    [InlineData("nobody", "US/1234", 30, GrantFailure.CustomerUnknown)]
    [InlineData("a", "US/9999", 30, GrantFailure.ProviderNotLending)]
    [InlineData("a", "US/1234", 367, GrantFailure.TermsNotAllowed)]
    [InlineData("a", "US/1234", 0, GrantFailure.TermsNotAllowed)]
    [InlineData("a", "US/5678", 30, GrantFailure.NumbersNotHeld)]
    public async Task Grant_TermsThatDoNotFit_IsRefused(string customer, string provider, int days, GrantFailure expected)
    {
        var world = await GrantWorld.StartAsync();
        var terms = world.Terms(
            customer, GrantWorld.Numbers("14155550100"), until: TimeSpan.FromDays(days), provider: GrantWorld.Provider(provider));
        Assert.Equal(expected, (await world.NewInstance().Grants.GrantAsync(terms, world.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Grant_WithoutANumberTable_IsRefused()
    {
        var world = await GrantWorld.StartAsync();
        world.Held.IsEmpty = true;
        Assert.Equal(GrantFailure.NumbersNotHeld, await RefusalAsync(world, "a", "14155550100"));
    }

    [Fact]
    public async Task Withdraw_Twice_IsWithdrawnAndAuditedOnce()
    {
        var world = await GrantWorld.StartAsync();
        var grants = world.NewInstance().Grants;
        var made = (await grants.GrantAsync(world.Terms("a", GrantWorld.Numbers("14155550100")), world.Act(), Token)).Value;
        for (var time = 0; time < 2; time++)
        {
            var withdrawn = (await grants.WithdrawAsync(made.Id, world.Act(), Token)).Value;
            Assert.Equal((GrantState.Withdrawn, "as agreed", 2L), (withdrawn.State, withdrawn.WithdrawnFor, withdrawn.Revision));
        }

        Assert.Equal(["number-grant-made", "number-grant-withdrawn"], await AuditedAsync(world, made.Id));
        Assert.Empty(await grants.ListOfAsync(Number("14155550100"), Token));
    }

    [Fact]
    public async Task Withdraw_UnknownGrant_IsNotFound()
    {
        var world = await GrantWorld.StartAsync();
        Assert.True(GrantId.TryParse("a.none", out var id));
        Assert.Equal(GrantFailure.NotFound, (await world.NewInstance().Grants.WithdrawAsync(id, world.Act(), Token)).Failure.Failure);
    }

    private static TelephoneNumber Number(string text) =>
        TelephoneNumber.TryParseCanonical(text, out var number) ? number : throw new ArgumentException("No number.", nameof(text));

    private static async Task<GrantFailure?> RefusalAsync(GrantWorld world, string customer, params string[] numbers)
    {
        var outcome = await world.NewInstance().Grants.GrantAsync(
            world.Terms(customer, GrantWorld.Numbers(numbers)), world.Act(), Token);
        return outcome.IsSuccess ? null : outcome.Failure.Failure;
    }

    private static async Task<IReadOnlyList<string>> AuditedAsync(GrantWorld world, GrantId id)
    {
        var filter = new AuditFilter(Subject: new AuditParty("number-grant", id.Value));
        var page = await new AuditLog(world.Memory, world.Time).ListAsync(filter, cursor: null, 100, Token);
        return [.. page.Entries.Select(entry => entry.Act.Action)];
    }
}
