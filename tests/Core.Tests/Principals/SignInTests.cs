using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Tests.Principals;

/// <summary>Signing in by password: who gets in, what is slowed, and that nobody's guesses keep the right user out.</summary>
public sealed class SignInTests
{
    private const string Wrong = "a wrong password";

    private readonly PrincipalWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithTheRightPassword_OpensASession()
    {
        await _world.AddAsync("ann");
        var tokens = (await SignInAsync(_world.Attempt("ann"))).Tokens!;
        Assert.Equal("ann", (await _world.Sessions.FindAsync(tokens.Access.Reveal(), Token))?.UserId);
    }

    [Fact]
    public async Task SignIn_WithAHashOfOlderParameters_StoresANewerOne()
    {
        await _world.AddAsync("ann");
        var open = await _world.SessionAsync("ann");
        _world.Passwords.Version = 2;
        Assert.Equal(SignInFailure.CredentialsWrong, (await SignInAsync(_world.Attempt("ann", Wrong))).Failure);
        Assert.StartsWith("1 ", (await _world.Principals.FindAsync("ann", Token))!.Credentials.PasswordHash, StringComparison.Ordinal);

        Assert.NotNull((await SignInAsync(_world.Attempt("ann"))).Tokens);
        Assert.StartsWith("2 ", (await _world.Principals.FindAsync("ann", Token))!.Credentials.PasswordHash, StringComparison.Ordinal);
        Assert.NotNull(await _world.Sessions.FindAsync(open.Access.Reveal(), Token));
        Assert.Equal("principal-password-rehashed", (await _world.AuditedAsync("ann"))[^1]);

        var revision = (await _world.Principals.FindAsync("ann", Token))!.Revision;
        Assert.NotNull((await SignInAsync(_world.Attempt("ann"))).Tokens);
        Assert.Equal(revision, (await _world.Principals.FindAsync("ann", Token))!.Revision);
    }

    [Fact]
    public async Task RenewHash_AfterAnotherPasswordWasSet_ChangesNothing()
    {
        var before = await _world.AddAsync("ann");
        Assert.True((await _world.Giving.SetPasswordAsync("ann", "another long password", _world.Request(), Token)).IsSuccess);
        await _world.Change.RenewHashAsync(before, "2 old", PrincipalWorld.Home.ToString(), Token);
        var hash = (await _world.Principals.FindAsync("ann", Token))!.Credentials.PasswordHash;
        Assert.Equal(_world.Passwords.Hash("another long password"), hash);
    }

    [Fact]
    public async Task SignIn_OfNobody_CostsTheSameAsAWrongPassword()
    {
        await _world.AddAsync("ann");
        var signIn = _world.SignIn();
        Assert.Equal(SignInFailure.CredentialsWrong, (await signIn.SignInAsync(_world.Attempt("bob", Wrong), Token)).Failure.Failure);
        var before = _world.Passwords.Count;
        Assert.Equal(SignInFailure.CredentialsWrong, (await signIn.SignInAsync(_world.Attempt("bob", Wrong), Token)).Failure.Failure);
        Assert.Equal(before + 1, _world.Passwords.Count);
        Assert.Equal(SignInFailure.CredentialsWrong, (await signIn.SignInAsync(_world.Attempt("ann", Wrong), Token)).Failure.Failure);
        Assert.Equal(before + 2, _world.Passwords.Count);
    }

    [Fact]
    public async Task SignIn_WithoutAPasswordSet_IsRefused()
    {
        Assert.True((await _world.Change.CreateAsync("ann", PrincipalWorld.ApiUser(), _world.Request(), Token)).IsSuccess);
        Assert.Equal(SignInFailure.CredentialsWrong, (await SignInAsync(_world.Attempt("ann"))).Failure);
    }

    [Fact]
    public async Task SignIn_WithAPasswordOfAMegabyte_HashesNothing()
    {
        await _world.AddAsync("ann");
        var before = _world.Passwords.Count;
        Assert.Equal(SignInFailure.CredentialsWrong, (await SignInAsync(_world.Attempt("ann", new string('x', 1024 * 1024)))).Failure);
        Assert.Equal(SignInFailure.CredentialsWrong, (await SignInAsync(_world.Attempt(new string('a', 1024 * 1024)))).Failure);
        Assert.Equal(before, _world.Passwords.Count);
    }

    [Fact]
    public async Task SignIn_Disabled_IsToldOnlyWithTheRightPassword()
    {
        await _world.AddAsync("ann");
        Assert.True((await _world.Change.SetActiveAsync("ann", isActive: false, _world.Request(), Token)).IsSuccess);
        Assert.Equal(SignInFailure.Disabled, (await SignInAsync(_world.Attempt("ann"))).Failure);
        Assert.Equal(SignInFailure.CredentialsWrong, (await SignInAsync(_world.Attempt("ann", Wrong))).Failure);
    }

    [Fact]
    public async Task SignIn_FromAnotherAddress_NamesTheAddressThatWasSeen()
    {
        await _world.AddAsync("ann", PrincipalWorld.ApiUser("one", "192.0.2.0/24"));
        var outcome = await _world.SignIn().SignInAsync(_world.Attempt("ann", address: "198.51.100.1"), Token);
        Assert.Equal(SignInFailure.AddressNotAllowed, outcome.Failure.Failure);
        Assert.Contains("198.51.100.1", outcome.Failure.Detail, StringComparison.Ordinal);
    }

    // Strangers at one address, and the right user at another that is new and then at one that is known.
    [Fact]
    public async Task SignIn_DuringAThousandWrongGuessesFromOneAddress_TheRightUserGetsIn()
    {
        await _world.AddAsync("ann");
        var signIn = _world.SignIn();
        var slowed = 0;
        for (var guess = 0; guess < 1000; guess++)
        {
            var refusal = (await signIn.SignInAsync(_world.Attempt("ann", Wrong, "203.0.113.9"), Token)).Failure;
            if (refusal.Failure == SignInFailure.TooManyAttempts) slowed++;
            if (guess % 100 == 50) Assert.True(
                (await signIn.SignInAsync(_world.Attempt("ann"), Token)).IsSuccess, $"after {guess} guesses");
        }

        Assert.InRange(slowed, 950, 999);
    }

    [Fact]
    public async Task SignIn_DuringGuessesFromAThousandAddresses_TheRightUserGetsIn()
    {
        await _world.AddAsync("ann");
        var signIn = _world.SignIn();
        for (var guess = 0; guess < 1000; guess++)
        {
            var stranger = $"203.0.{guess / 250}.{guess % 250}";
            Assert.False((await signIn.SignInAsync(_world.Attempt("ann", Wrong, stranger), Token)).IsSuccess);

            // Of an address that never was there before, and of one that was.
            if (guess % 100 == 50)
            {
                Assert.True((await signIn.SignInAsync(_world.Attempt("ann", address: $"192.0.2.{guess / 100}"), Token)).IsSuccess);
                Assert.True((await signIn.SignInAsync(_world.Attempt("ann"), Token)).IsSuccess);
            }
        }

        // The strangers themselves are slowed: the second guess of each waits for all of them.
        var again = await signIn.SignInAsync(_world.Attempt("ann", Wrong, "203.0.3.1"), Token);
        Assert.Equal(SignInFailure.TooManyAttempts, again.Failure.Failure);
        Assert.NotNull(again.Failure.RetryAfter);
    }

    [Fact]
    public async Task SignIn_ManyTimesRight_IsNeverSlowed()
    {
        await _world.AddAsync("ann");
        var signIn = _world.SignIn();
        for (var time = 0; time < 100; time++) Assert.True((await signIn.SignInAsync(_world.Attempt("ann"), Token)).IsSuccess);
    }

    [Fact]
    public async Task SignIn_AfterWrongGuesses_IsAllowedAgainInTime()
    {
        await _world.AddAsync("ann");
        var signIn = _world.SignIn();
        for (var guess = 0; guess < 30; guess++) await signIn.SignInAsync(_world.Attempt("ann", Wrong), Token);
        Assert.Equal(SignInFailure.TooManyAttempts, (await signIn.SignInAsync(_world.Attempt("ann"), Token)).Failure.Failure);
        _world.Time.Advance(SignInPace.RetryAfter);
        Assert.True((await signIn.SignInAsync(_world.Attempt("ann"), Token)).IsSuccess);
    }

    private async Task<(Core.Principals.Sessions.SessionTokens? Tokens, SignInFailure? Failure)> SignInAsync(SignInAttempt attempt) =>
        (await _world.SignIn().SignInAsync(attempt, Token)).TryGet(out var tokens, out var refusal) ? (tokens, null)
            : (null, refusal.Failure);
}
