using System.Net;
using Shaken.Core.Principals;
using Shaken.Core.Principals.Sessions;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Tests.Principals;

/// <summary>Sessions: opened, refreshed, replayed, ended by their holder, by an operator, and with their principal.</summary>
public sealed class SessionTests
{
    private const string Request = "request";

    private readonly PrincipalWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AccessToken_OpensTheSession_UntilItExpires()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        Assert.Equal("ann", await HolderAsync(tokens));
        _world.Time.Advance(_world.Terms.Access - TimeSpan.FromSeconds(1));
        Assert.Equal("ann", await HolderAsync(tokens));
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await HolderAsync(tokens));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sa_")]
    [InlineData("sa_AAAA")]
    [InlineData("sa_!!!")]
    [InlineData("Bearer")]
    public async Task AccessToken_Malformed_OpensNothing(string text) => Assert.Null(await _world.Sessions.FindAsync(text, Token));

    [Fact]
    public async Task AccessToken_IsNoRefreshToken_NorTheOtherWayRound()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        Assert.Null(await _world.Sessions.FindAsync(tokens.Refresh.Reveal(), Token));
        var refreshed = await _world.Refreshing.RefreshAsync(tokens.Access.Reveal(), PrincipalWorld.Home, Request, Token);
        Assert.Equal(SignInFailure.TokenUnknown, refreshed.Failure.Failure);
    }

    [Fact]
    public async Task Refresh_GivesNewTokens_AndTheOldOnesAreVoid()
    {
        await _world.AddAsync("ann");
        var first = await _world.SessionAsync("ann");
        var second = await RefreshAsync(first);
        Assert.Null(await HolderAsync(first));
        Assert.Equal("ann", await HolderAsync(second));
        Assert.Equal(first.EndsAt, second.EndsAt);
    }

    [Fact]
    public async Task Refresh_AfterTheWholeSession_IsRefused()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        _world.Time.Advance(_world.Terms.Whole);
        Assert.Equal(SignInFailure.TokenUnknown, (await TryRefreshAsync(tokens)).Failure);
    }

    [Fact]
    public async Task Refresh_WithAUsedToken_EndsTheWholeSession_AndNoOther()
    {
        await _world.AddAsync("ann");
        var stolen = await _world.SessionAsync("ann");
        var other = await _world.SessionAsync("ann");
        var holders = await RefreshAsync(stolen);
        Assert.Equal(SignInFailure.TokenReplayed, (await TryRefreshAsync(stolen)).Failure);
        Assert.Null(await HolderAsync(holders));
        Assert.Equal(SignInFailure.TokenUnknown, (await TryRefreshAsync(holders)).Failure);
        Assert.Equal("ann", await HolderAsync(other));
        Assert.Equal("session-ended", (await _world.AuditedAsync("ann"))[^1]);
    }

    // The Functions host sends a request again after a broken connection, under the same name.
    [Fact]
    public async Task Refresh_SameRequestAgain_GivesTokensAgain_AndEndsNothing()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        Assert.True((await _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), PrincipalWorld.Home, Request, Token)).IsSuccess);
        var again = (await _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), PrincipalWorld.Home, Request, Token)).Value;
        Assert.Equal("ann", await HolderAsync(again));
    }

    [Fact]
    public async Task Refresh_TwoAtOnce_NeverGivesBothHalvesOfAThief()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), PrincipalWorld.Home, $"request-{number}", Token).AsTask()));
        var given = outcomes.Where(outcome => outcome.IsSuccess).Select(outcome => outcome.Value).ToList();
        Assert.True(given.Count <= 1);
        foreach (var one in given) Assert.Null(await HolderAsync(one));
    }

    [Fact]
    public async Task Refresh_FromAnotherAddress_IsRefused_AndTheSessionGoesOn()
    {
        await _world.AddAsync("ann", PrincipalWorld.ApiUser("one", "192.0.2.0/24"));
        var tokens = await _world.SessionAsync("ann");
        var elsewhere = await _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), IPAddress.Parse("198.51.100.1"), Request, Token);
        Assert.Equal(SignInFailure.AddressNotAllowed, elsewhere.Failure.Failure);
        Assert.Contains("198.51.100.1", elsewhere.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal("ann", await HolderAsync(tokens));
    }

    [Fact]
    public async Task Disable_EndsEverySession_ForGood()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        Assert.True((await _world.Change.SetActiveAsync("ann", isActive: false, _world.Request(), Token)).IsSuccess);
        Assert.Null(await HolderAsync(tokens));
        Assert.Equal(SignInFailure.TokenUnknown, (await TryRefreshAsync(tokens)).Failure);
        Assert.True((await _world.Change.SetActiveAsync("ann", isActive: true, _world.Request(), Token)).IsSuccess);
        Assert.Null(await HolderAsync(tokens));
    }

    [Fact]
    public async Task SetPassword_EndsEverySession()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        Assert.True((await _world.Giving.SetPasswordAsync("ann", null, _world.Request(), Token)).IsSuccess);
        Assert.Null(await HolderAsync(tokens));
    }

    [Fact]
    public async Task SignOut_EndsThatSessionOnly_ByEitherToken()
    {
        await _world.AddAsync("ann");
        var (first, second, third) = (await _world.SessionAsync("ann"), await _world.SessionAsync("ann"), await _world.SessionAsync("ann"));
        Assert.True(await _world.Ending.SignOutAsync(first.Access.Reveal(), "192.0.2.1", Token));
        Assert.True(await _world.Ending.SignOutAsync(second.Refresh.Reveal(), "192.0.2.1", Token));
        Assert.False(await _world.Ending.SignOutAsync(first.Access.Reveal(), "192.0.2.1", Token));
        Assert.Null(await HolderAsync(first));
        Assert.Null(await HolderAsync(second));
        Assert.Equal("ann", await HolderAsync(third));
    }

    [Fact]
    public async Task End_ByAnOperator_EndsTheOneThatIsListed()
    {
        await _world.AddAsync("ann");
        var tokens = await _world.SessionAsync("ann");
        var ann = (await _world.Principals.FindAsync("ann", Token))!;
        var listed = Assert.Single((await _world.Sessions.ListAsync(ann, null, 10, Token)).Sessions);
        Assert.Equal(EndSessionResult.NotManagedByCaller, await EndAsync(listed.Id, OperatorRole.Auditor));
        Assert.Equal(EndSessionResult.NotFound, await EndAsync(new string('0', 64), OperatorRole.Administrator));
        Assert.Equal(EndSessionResult.Ended, await EndAsync(listed.Id, OperatorRole.Administrator));
        Assert.Equal(EndSessionResult.Ended, await EndAsync(listed.Id, OperatorRole.Administrator));
        Assert.Null(await HolderAsync(tokens));
        Assert.Empty((await _world.Sessions.ListAsync(ann, null, 10, Token)).Sessions);
        Assert.Single(await _world.AuditedAsync("ann"), action => action == "session-ended");
    }

    [Fact]
    public async Task Start_OfAnOperator_IsAudited_AndOfAnApiUserIsNot()
    {
        await _world.AddAsync("ann");
        await _world.AddAsync("olga", PrincipalWorld.Operator());
        await _world.SessionAsync("ann");
        await _world.SessionAsync("olga");
        Assert.DoesNotContain("session-started", await _world.AuditedAsync("ann"));
        Assert.Contains("session-started", await _world.AuditedAsync("olga"));
    }

    private async Task<EndSessionResult> EndAsync(string id, OperatorRole role) =>
        await _world.Ending.EndAsync("ann", id, _world.Request(PrincipalWorld.Roles(role)), Token);

    private async Task<string?> HolderAsync(SessionTokens tokens) =>
        (await _world.Sessions.FindAsync(tokens.Access.Reveal(), Token))?.UserId;

    private async Task<SessionTokens> RefreshAsync(SessionTokens tokens) =>
        (await _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), PrincipalWorld.Home, "first", Token)).Value;

    private async Task<SignInRefusal> TryRefreshAsync(SessionTokens tokens) =>
        (await _world.Refreshing.RefreshAsync(tokens.Refresh.Reveal(), PrincipalWorld.Home, "second", Token)).Failure;
}
