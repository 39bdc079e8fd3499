using System.Text;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Local.Records;

namespace Shaken.Core.Tests.Tokens;

public sealed class AuthorityTokenUsesTests
{
    private static readonly DateTimeOffset End = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryRecords _records = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bind_ToTheFirstOrder_PassesAgainThere_AndNowhereElse()
    {
        var uses = new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder);
        Assert.True(await uses.TryBindAsync(New("id"), "account", "order", Token));
        Assert.True(await uses.TryBindAsync(New("id"), "account", "order", Token));
        Assert.False(await uses.TryBindAsync(New("id"), "account", "another order", Token));
        Assert.False(await uses.TryBindAsync(New("id"), "another account", "order", Token));
        Assert.False(await uses.TryBindAsync(New("id"), "accountorder", "", Token));
        Assert.True(await uses.TryBindAsync(New("another id"), "account", "another order", Token));
    }

    [Fact]
    public async Task Bind_WithReuseUntilExpiry_PassesForTheFirstAccountOnly()
    {
        var uses = new AuthorityTokenUses(_records, AuthorityTokenReuse.UntilExpiry);
        Assert.True(await uses.TryBindAsync(New("id"), "account", "order", Token));
        Assert.True(await uses.TryBindAsync(New("id"), "account", "another order", Token));
        Assert.False(await uses.TryBindAsync(New("id"), "another account", "order", Token));
    }

    [Fact]
    public async Task Bind_AfterTheProfileBecameStricter_RemembersTheFirstOrder()
    {
        Assert.True(await new AuthorityTokenUses(_records, AuthorityTokenReuse.UntilExpiry).TryBindAsync(New("id"), "account", "order", Token));
        Assert.False(await new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder).TryBindAsync(New("id"), "account", "another order", Token));
        Assert.True(await new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder).TryBindAsync(New("id"), "account", "order", Token));
    }

    [Fact]
    public async Task Bind_OfOneIdByTwoCountries_IsApart()
    {
        var uses = new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder);
        Assert.True(await uses.TryBindAsync(New("id"), "account", "order", Token));
        Assert.True(await uses.TryBindAsync(New("id", "CA"), "another account", "another order", Token));
    }

    [Fact]
    public async Task Bind_ByManyOrdersAtOnceOnTwoInstances_SucceedsForOne()
    {
        using var gate = new Barrier(32);
        var bound = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Factory.StartNew(
            () =>
            {
                gate.SignalAndWait(Token);
                return new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder).TryBindAsync(New("id"), "account", $"order-{number}", Token).AsTask();
            },
            Token,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        Assert.Single(bound, isBound => isBound);
    }

    [Fact]
    public async Task Record_StaysADayLongerThanTheToken_AndHoldsNoId()
    {
        await new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder).TryBindAsync(New("a-jti-to-look-for"), "account", "order", Token);
        Assert.Equal(0, await _records.RemoveExpiredAsync(AuthorityTokenUses.Table, End.AddHours(23), 10, Token));
        Assert.Equal(1, await _records.RemoveExpiredAsync(AuthorityTokenUses.Table, End.AddHours(25), 10, Token));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("'\"\\\0é")]
    public async Task Bind_OfAnyId_Works(string id)
    {
        var uses = new AuthorityTokenUses(_records, AuthorityTokenReuse.OneOrder);
        Assert.True(await uses.TryBindAsync(New(id), "account", "order", Token));
        Assert.False(await uses.TryBindAsync(New(id), "account", "order 2", Token));
    }

    private static VerifiedAuthorityToken New(string id, string country = "US") => new(
        Hierarchy.Numbers("3008A006160431323334"), Encoding.ASCII.GetBytes("der"), isCa: false, End, id, Hierarchy.Country(country));
}
