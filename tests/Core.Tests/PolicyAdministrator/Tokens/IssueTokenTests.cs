using Shaken.Contracts;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Der;
using Shaken.Core.PolicyAdministrator.Accounts;
using Shaken.Core.PolicyAdministrator.Tokens;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;

namespace Shaken.Core.Tests.PolicyAdministrator.Tokens;

public sealed class IssueTokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("MAigBhYEMTIzNA==")]
    [InlineData("MAigBhYEMTIzNA")]
    public async Task Issue_OpenAccount_EchoesWhatWasAskedAndVerifies(string value)
    {
        var world = await SpcTokenWorld.NewAsync();
        await world.OpenAsync();
        var issued = (await world.IssueAsync(world.Request(value))).Value;
        Assert.True(AuthorityToken.TryParse(issued.Jwt, out var token, out _));
        Assert.Equal((value, "TNAuthList", false), (token.Value, token.Type, token.IsCa));
        Assert.Equal(KeyFingerprint.Of(world.Keys.AccountKey), token.Fingerprint);
        Assert.Equal(world.Keys.Time.GetUtcNow() + SpcTokenWorld.Life, token.ExpiresAt);
        Assert.True((await world.Keys.VerifyAsync(issued.Jwt)).IsSuccess);
        var entry = (await world.Ledger.FindAsync("acme", token.Id, Token))!;
        Assert.Equal((token.ExpiresAt, SpcTokenWorld.Asker, "192.0.2.7"), (entry.ExpiresAt, entry.IssuedTo, entry.Address));
    }

    [Theory]
    [InlineData(AccountState.Applied, false)]
    [InlineData(AccountState.Open, true)]
    [InlineData(AccountState.Notice, true)]
    [InlineData(AccountState.Suspended, false)]
    [InlineData(AccountState.UnderAppeal, false)]
    [InlineData(AccountState.Reinstated, true)]
    [InlineData(AccountState.Closed, false)]
    public async Task Issue_AccountInAState_FollowsTheTableOfStates(AccountState state, bool isIssued)
    {
        AccountState[] path = state switch
        {
            AccountState.Applied => [],
            AccountState.Open => [AccountState.Open],
            AccountState.Notice => [AccountState.Open, AccountState.Notice],
            AccountState.Suspended => [AccountState.Open, AccountState.Suspended],
            AccountState.UnderAppeal => [AccountState.Open, AccountState.Suspended, AccountState.UnderAppeal],
            AccountState.Reinstated => [AccountState.Open, AccountState.Suspended, AccountState.Reinstated],
            AccountState.Closed => [AccountState.Open, AccountState.Closed],
        };
        var world = await SpcTokenWorld.NewAsync();
        await world.World.AccountAsync("acme", "1234", path);
        var outcome = await world.IssueAsync(world.Request());
        Assert.Equal(isIssued, outcome.IsSuccess);
        if (!isIssued) Assert.Equal(TokenFailure.AccountNotOpen, outcome.Failure.Failure);
    }

    [Fact]
    public async Task Issue_WhatIsNotTheAccounts_IsRefused()
    {
        var world = await SpcTokenWorld.NewAsync();
        await world.OpenAsync();
        await world.OpenAsync("other", "5678");
        Assert.True(ServiceProviderCode.TryParse("5678", out var others));
        var anothers = await world.IssueAsync(world.Request(SpcTokenWorld.Base64Of(new SpcEntry(others))));
        Assert.Equal(TokenFailure.CodeNotHeld, anothers.Failure.Failure);
        Assert.Equal(TokenFailure.CaNotAllowed, (await world.IssueAsync(world.Request(ca: true))).Failure.Failure);
        Assert.Equal(TokenFailure.AccountNotFound, (await world.IssueAsync(world.Request(), "nobody")).Failure.Failure);
        Assert.Equal(TokenFailure.AccountNotFound, (await world.IssueAsync(world.Request(), "../acme")).Failure.Failure);
        Assert.Empty((await world.Ledger.ListAsync("acme", null, 10, Token)).Tokens);
    }

    [Fact]
    public async Task Issue_NumbersAndRanges_AreThoseOfTheNumberTable()
    {
        var world = await SpcTokenWorld.NewAsync();
        await world.OpenAsync();
        for (var last = 100; last < 110; last++) world.Numbers[$"12155550{last}"] = "1234";
        Assert.True(TelephoneNumberRange.TryCreate(CallWorld.Number("12155550100"), 10, out var range));
        var value = SpcTokenWorld.Base64Of(new RangeEntry(range), new NumberEntry(CallWorld.Number("12155550105")));
        Assert.True((await world.IssueAsync(world.Request(value))).IsSuccess);

        // One of the block was ported away.
        world.Numbers["12155550109"] = "5678";
        var refusal = (await world.IssueAsync(world.Request(value))).Failure;
        Assert.Equal(TokenFailure.NumberNotHeld, refusal.Failure);
        Assert.DoesNotContain("12155550109", refusal.Detail, StringComparison.Ordinal);

        Assert.True(TelephoneNumberRange.TryCreate(CallWorld.Number("10000000000"), 80_000_000_000, out var vast));
        Assert.Equal(
            TokenFailure.TooManyNumbers,
            (await world.IssueAsync(world.Request(SpcTokenWorld.Base64Of(new RangeEntry(vast))))).Failure.Failure);
    }

    // The account was open when the request came; what counts is that nobody holds a token that the suspension did not see.
    [Fact]
    public async Task Issue_AccountSuspendedMeanwhile_GivesNoToken()
    {
        var world = await SpcTokenWorld.NewAsync();
        var account = await world.OpenAsync();
        var store = new InterceptedRecords(world.World.Records)
        {
            Hook = async (call, next) =>
            {
                await next();
                if (call is { Place: TokenLedger.Table, IsWrite: true }) await world.World.MoveAsync(account, AccountState.Suspended);
            },
        };
        var outcome = await world.Issue(store).IssueAsync("acme", world.Request(), SpcTokenWorld.Asker, null, Token);
        Assert.Equal(TokenFailure.AccountNotOpen, outcome.Failure.Failure);
        Assert.Equal(1, await world.Revoke.RevokeAllAsync("acme", world.World.Act(), Token));
    }
}
