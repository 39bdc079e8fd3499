using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Delegation.Customers;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tests.Support;

namespace Shaken.Core.Tests.Delegation.Ordering;

/// <summary>What a customer's account may have a certificate for.</summary>
public sealed class CustomerEntitlementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_OfGrantedNumbers_NamesGrantEndAndLender()
    {
        var world = await OrderWorld.StartAsync();
        var terms = world.Grants.Terms("a", GrantWorld.Numbers("14155550100-14155550199"));
        var grant = (await world.Instance.Grants.GrantAsync(terms, world.Grants.Act(), Token)).Value;
        var found = (await world.Entitlement.FindAsync(await world.AccountAsync("a"), Of("14155550100-14155550199"), Token)).Value;
        Assert.Equal((grant.Until, "US", "US/1234"), (found.TokenExpiresAt, found.Country, found.LentBy));
        Assert.Equal([grant.Id.Value], found.Grants!);
    }

    [Fact]
    public async Task Find_ByAnUnboundAccount_IsUnauthorized() =>
        Assert.Equal(AcmeError.Unauthorized, await RefusalAsync(customer: null, Of("14155550100")));

    [Fact]
    public async Task Find_OfAProvidersCode_IsRejected() =>
        Assert.Equal(AcmeError.RejectedIdentifier, await RefusalAsync("a", Hierarchy.Numbers("3008A006160431323334")));

    [Fact]
    public async Task Find_OfNumbersThatAreNotGranted_IsRejected() =>
        Assert.Equal(AcmeError.RejectedIdentifier, await RefusalAsync("a", Of("14155550100")));

    // The CA is scoped to US/1234.
    [Fact]
    public async Task Find_OfAnotherProvidersNumbers_IsRejected()
    {
        var world = await OrderWorld.StartAsync();
        var terms = world.Grants.Terms("a", GrantWorld.Numbers("14155560000"), provider: GrantWorld.OtherLender);
        Assert.True((await world.Instance.Grants.GrantAsync(terms, world.Grants.Act(), Token)).IsSuccess);
        var outcome = await world.Entitlement.FindAsync(await world.AccountAsync("a"), Of("14155560000"), Token);
        Assert.Equal(AcmeError.RejectedIdentifier, outcome.Failure.Error);
        Assert.Contains("US/5678", outcome.Failure.Detail, StringComparison.Ordinal);
    }

    // A CA for the numbers 12025550100 to 12025550149, which has no code.
    [Fact]
    public async Task Find_BelowANarrowerCa_IsRejected()
    {
        var world = await OrderWorld.StartAsync("3014A1123010160B3132303235353530313030020132");
        await world.Instance.Grants.GrantAsync(world.Grants.Terms("a", GrantWorld.Numbers("14155550100")), world.Grants.Act(), Token);
        var outcome = await world.Entitlement.FindAsync(await world.AccountAsync("a"), Of("14155550100"), Token);
        Assert.Equal(AcmeError.RejectedIdentifier, outcome.Failure.Error);
    }

    [Fact]
    public async Task Issue_ByACaThatExpired_IsRefused()
    {
        var world = await OrderWorld.StartAsync();
        world.Grants.Time.Advance(Hierarchy.End - world.Grants.Now);
        await world.Instance.Grants.GrantAsync(world.Grants.Terms("a", GrantWorld.Numbers("14155550100")), world.Grants.Act(), Token);
        var account = await world.AccountAsync("a");
        var grant = (await world.Entitlement.FindAsync(account, Of("14155550100"), Token)).Value;
        Assert.False((await world.IssueAsync(world.Order(account, Of("14155550100"), grant), account)).IsSuccess);
    }

    [Fact]
    public async Task Issue_AtTheEndOfTheCa_EndsWithIt()
    {
        var world = await OrderWorld.StartAsync();
        world.Grants.Time.Advance(Hierarchy.End - world.Grants.Now - TimeSpan.FromDays(1));
        await world.Instance.Grants.GrantAsync(world.Grants.Terms("a", GrantWorld.Numbers("14155550100")), world.Grants.Act(), Token);
        var account = await world.AccountAsync("a");
        var grant = (await world.Entitlement.FindAsync(account, Of("14155550100"), Token)).Value;
        var order = world.Order(account, Of("14155550100"), grant);
        Assert.True((await world.IssueAsync(order, account)).IsSuccess);
        Assert.Equal(Hierarchy.End, (await world.Certificates.FindByOrderAsync(order.Id, Token))!.Certificate.NotAfter);
    }

    [Fact]
    public async Task Find_OfAnInactiveCustomer_IsUnauthorized()
    {
        var world = await OrderWorld.StartAsync();
        await world.Instance.Grants.GrantAsync(world.Grants.Terms("a", GrantWorld.Numbers("14155550100")), world.Grants.Act(), Token);
        var account = await world.AccountAsync("a");
        var terms = CustomerTerms.Create("Customer a", isActive: false).Value;
        Assert.True((await world.Instance.Customers.ChangeAsync(GrantWorld.Customer("a"), 1, terms, world.Grants.Act(), Token)).IsSuccess);
        Assert.Equal(AcmeError.Unauthorized, (await world.Entitlement.FindAsync(account, Of("14155550100"), Token)).Failure.Error);
    }

    // Leading zeros are part of a number, and a symbol's number is a single one.
    [Theory]
    [InlineData("0100-0199")]
    [InlineData("00100")]
    [InlineData("*21#")]
    [InlineData("#")]
    public async Task Find_OfUnusualNumbers_IsExact(string numbers)
    {
        var world = await OrderWorld.StartAsync();
        var account = await world.AccountAsync("a");
        Assert.False((await world.Entitlement.FindAsync(account, Of(numbers), Token)).IsSuccess);
        await world.Instance.Grants.GrantAsync(world.Grants.Terms("a", GrantWorld.Numbers(numbers)), world.Grants.Act(), Token);
        Assert.True((await world.Entitlement.FindAsync(account, Of(numbers), Token)).IsSuccess);
        Assert.False((await world.Entitlement.FindAsync(account, Of("100"), Token)).IsSuccess);
    }

    private static TnAuthList Of(string numbers) => OrderWorld.List(GrantWorld.Numbers(numbers));

    private static async Task<AcmeError> RefusalAsync(string? customer, TnAuthList list)
    {
        var world = await OrderWorld.StartAsync();
        return (await world.Entitlement.FindAsync(await world.AccountAsync(customer), list, Token)).Failure.Error;
    }
}
