using Shaken.Core.Auditing;
using Shaken.Core.PolicyAdministrator.Accounts;

namespace Shaken.Core.Tests.PolicyAdministrator.Accounts;

public sealed class ChangeAccountTests
{
    private static readonly AccountState[] All = Enum.GetValues<AccountState>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<AccountState, AccountState> Moves
    {
        get
        {
            var moves = new TheoryData<AccountState, AccountState>();
            foreach (var from in All)
            {
                foreach (var to in All) moves.Add(from, to);
            }

            return moves;
        }
    }

    [Fact]
    public async Task Apply_NewAccount_IsStoredAndAudited()
    {
        var world = new AccountWorld();
        var account = (await world.Change.ApplyAsync("one", AccountWorld.Profile("1234"), world.Act("registered"), Token)).Value;
        Assert.Equal((AccountState.Applied, 1L), (account.State, account.Revision));
        Assert.Equal(account.Revision, (await world.Accounts.FindAsync("one", Token))!.Revision);
        var entry = (await world.Audit.FindAsync(1, Token))!;
        Assert.Equal(
            ("account-applied", "registered", "operator:alice", "192.0.2.1"),
            (entry.Act.Action, entry.Act.Reason, entry.Act.Actor.ToString(), entry.Act.Address));
        Assert.Contains(new AuditChange("providers", null, "US/1234"), entry.Act.Changes);

        // Applied for is not had.
        Assert.Empty(account.TokenProviders);
        Assert.Null(await world.Accounts.FindAsync(AccountWorld.Provider("1234"), Token));
        Assert.Empty(await world.ToldAsync());
    }

    // The table again, as a reader of the rules would write it down.
    [Theory]
    [MemberData(nameof(Moves))]
    public async Task Move_FromAnyStateToAny_IsLegalAsTheTableSays(AccountState from, AccountState to)
    {
        var path = from switch
        {
            AccountState.Applied => Array.Empty<AccountState>(),
            AccountState.Open => [AccountState.Open],
            AccountState.Notice => [AccountState.Open, AccountState.Notice],
            AccountState.Suspended => [AccountState.Open, AccountState.Suspended],
            AccountState.UnderAppeal => [AccountState.Open, AccountState.Suspended, AccountState.UnderAppeal],
            AccountState.Reinstated => [AccountState.Open, AccountState.Suspended, AccountState.Reinstated],
            AccountState.Closed => [AccountState.Closed],
        };
        var isLegal = (from, to) is (AccountState.Applied or AccountState.Notice or AccountState.Reinstated, AccountState.Open)
            or (AccountState.Open or AccountState.Reinstated, AccountState.Notice)
            or (AccountState.Open or AccountState.Notice or AccountState.Reinstated or AccountState.UnderAppeal, AccountState.Suspended)
            or (AccountState.Suspended, AccountState.UnderAppeal)
            or (AccountState.Suspended or AccountState.UnderAppeal, AccountState.Reinstated)
            or (not AccountState.Closed, AccountState.Closed);
        var world = new AccountWorld();
        var account = await world.AccountAsync("one", "1234", path);
        var outcome = await world.Change.MoveAsync("one", account.Revision, to, world.Act(), Token);
        Assert.Equal(isLegal, outcome.TryGet(out var moved, out var refusal));
        if (!isLegal) Assert.Equal(AccountFailure.MoveNotLegal, refusal!.Failure);
        var now = (await world.Accounts.FindAsync("one", Token))!;
        Assert.Equal((isLegal ? to : from, account.Revision + (isLegal ? 1 : 0)), (now.State, now.Revision));
        Assert.Equal(isLegal ? now.Revision : account.Revision, (await world.AuditedAsync("one")).Count);
        Assert.Equal(moved?.State ?? from, now.State);
    }

    [Fact]
    public async Task Move_ThroughALife_StopsAndStartsTokensAndTellsTheCas()
    {
        var world = new AccountWorld();
        var account = await world.AccountAsync("one", "1234", AccountState.Open);
        Assert.Equal([AccountWorld.Provider("1234")], account.TokenProviders);
        account = await world.MoveAsync(account, AccountState.Notice);
        Assert.NotEmpty(account.TokenProviders);
        account = await world.MoveAsync(account, AccountState.Suspended);
        Assert.Empty(account.TokenProviders);
        account = await world.MoveAsync(account, AccountState.UnderAppeal);
        account = await world.MoveAsync(account, AccountState.Reinstated);
        account = await world.MoveAsync(account, AccountState.Closed);
        Assert.Empty(account.TokenProviders);
        Assert.Equal(
            ["1 account-reinstated US/1234", "2 account-suspended US/1234", "3 account-reinstated US/1234", "4 account-suspended US/1234"],
            await world.ToldAsync());
        Assert.Equal(
            ["account-applied", "account-open", "account-notice", "account-suspended", "account-under-appeal", "account-reinstated",
             "account-closed"],
            await world.AuditedAsync("one"));
        var suspended = (await world.Audit.FindAsync(4, Token))!;
        Assert.Equal([new AuditChange("state", "notice", "suspended")], suspended.Act.Changes);
    }

    [Fact]
    public async Task Amend_OfAnOpenAccount_TellsTheCasOfTheCodesThatComeAndGo()
    {
        var world = new AccountWorld();
        var account = await world.AccountAsync("one", "1234", AccountState.Open);
        account = (await world.Change.AmendAsync("one", account.Revision, AccountWorld.Profile("1234", "567A"), world.Act(), Token)).Value;
        account = (await world.Change.AmendAsync("one", account.Revision, AccountWorld.Profile("567A"), world.Act(), Token)).Value;
        Assert.Equal(
            ["1 account-reinstated US/1234", "2 account-reinstated US/567A", "3 account-suspended US/1234"], await world.ToldAsync());
        Assert.Equal("one", (await world.Accounts.FindAsync(AccountWorld.Provider("567A"), Token))?.Id);
        Assert.Null(await world.Accounts.FindAsync(AccountWorld.Provider("1234"), Token));

        await world.MoveAsync(account, AccountState.Closed);
        Assert.Equal(
            AccountFailure.Closed,
            (await world.Change.AmendAsync("one", 5, AccountWorld.Profile("1"), world.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Change_OfAnotherRevision_IsRefused()
    {
        var world = new AccountWorld();
        var account = await world.AccountAsync("one", "1234", AccountState.Open);
        Assert.Equal(
            AccountFailure.RevisionDiffers,
            (await world.Change.MoveAsync("one", account.Revision - 1, AccountState.Suspended, world.Act(), Token)).Failure.Failure);
        Assert.Equal(
            AccountFailure.NotFound, (await world.Change.MoveAsync("two", 1, AccountState.Open, world.Act(), Token)).Failure.Failure);
        Assert.Equal(
            AccountFailure.NotFound, (await world.Change.MoveAsync("../\n", 1, AccountState.Open, world.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Change_SentAgain_ChangesNothingAndSucceeds()
    {
        var world = new AccountWorld();
        var (apply, open) = (world.Act(), world.Act());
        await world.Change.ApplyAsync("one", AccountWorld.Profile("1234"), apply, Token);
        await world.Change.MoveAsync("one", 1, AccountState.Open, open, Token);
        Assert.Equal(2, (await world.Change.MoveAsync("one", 1, AccountState.Open, open, Token)).Value.Revision);
        Assert.Equal(2, (await world.Change.ApplyAsync("one", AccountWorld.Profile("1234"), apply, Token)).Value.Revision);
        Assert.Equal(["account-applied", "account-open"], await world.AuditedAsync("one"));

        // The same name of a request for something else is no retry.
        var reused = world.Act(requestId: open.RequestId);
        Assert.Equal(
            AccountFailure.RevisionDiffers,
            (await world.Change.MoveAsync("one", 1, AccountState.Suspended, reused, Token)).Failure.Failure);
        Assert.Equal(
            AccountFailure.IdTaken,
            (await world.Change.ApplyAsync("one", AccountWorld.Profile("9"), world.Act(), Token)).Failure.Failure);
    }

    [Fact]
    public async Task Move_ByEightAtOnce_IsMadeByOne()
    {
        var world = new AccountWorld();
        var account = await world.AccountAsync("one", "1234", AccountState.Open);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            await world.Change.MoveAsync("one", account.Revision, AccountState.Suspended, world.Act(), Token))));
        Assert.Single(outcomes, outcome => outcome.IsSuccess);
        Assert.All(
            outcomes.Where(outcome => !outcome.IsSuccess),
            outcome => Assert.Equal(AccountFailure.RevisionDiffers, outcome.Failure.Failure));
        Assert.Equal(["1 account-reinstated US/1234", "2 account-suspended US/1234"], await world.ToldAsync());
    }

    [Fact]
    public async Task List_OfManyAccounts_GoesThroughThemInPages()
    {
        var world = new AccountWorld();
        for (var number = 0; number < 25; number++) await world.AccountAsync($"account-{number:D2}", $"A{number}");
        var first = await world.Accounts.ListAsync(continuation: null, 10, Token);
        var second = await world.Accounts.ListAsync(first.Continuation, 10, Token);
        var third = await world.Accounts.ListAsync(second.Continuation, 10, Token);
        Assert.Equal((10, 10, 5), (first.Accounts.Count, second.Accounts.Count, third.Accounts.Count));
        Assert.Null(third.Continuation);
        Assert.Equal("account-24", third.Accounts[^1].Id);
    }
}
