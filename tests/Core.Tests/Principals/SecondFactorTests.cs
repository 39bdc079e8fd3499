using System.Text;
using Shaken.Core.Principals.SigningIn;

namespace Shaken.Core.Tests.Principals;

/// <summary>An operator's second factor: needed, and each code good for one sign-in.</summary>
public sealed class SecondFactorTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private readonly PrincipalWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_OfAnOperatorWithoutOne_IsRefused()
    {
        await _world.AddAsync("olga", PrincipalWorld.Operator());
        Assert.Equal(SignInFailure.SecondFactorNotSet, await FailureAsync(_world.Attempt("olga")));
        Assert.Equal(SignInFailure.CredentialsWrong, await FailureAsync(_world.Attempt("olga", "a wrong password")));
    }

    [Fact]
    public async Task SignIn_WithoutACode_AsksForIt_OnlyAfterTheRightPassword()
    {
        await OperatorAsync();
        Assert.Equal(SignInFailure.CodeMissing, await FailureAsync(_world.Attempt("olga")));
        Assert.Equal(SignInFailure.CredentialsWrong, await FailureAsync(_world.Attempt("olga", "a wrong password")));
    }

    [Fact]
    public async Task SignIn_WithACode_CountsOnce_OnAnyInstance()
    {
        var secret = await OperatorAsync();
        var code = CodeAt(secret, 0);
        Assert.Null(await FailureAsync(_world.Attempt("olga", code: code)));
        Assert.Equal(SignInFailure.CredentialsWrong, await FailureAsync(_world.Attempt("olga", code: code)));
        _world.Time.Advance(Totp.Step);
        Assert.Null(await FailureAsync(_world.Attempt("olga", code: CodeAt(secret, 0))));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task SignIn_WithACodeOfAnotherStep_IsAllowedForTheNeighbours(int steps, bool isAllowed)
    {
        var secret = await OperatorAsync();
        Assert.Equal(isAllowed, await FailureAsync(_world.Attempt("olga", code: CodeAt(secret, steps))) is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("１２３４５６")]
    [InlineData("0000000")]
    public async Task SignIn_WithAMalformedCode_IsRefused(string code)
    {
        await OperatorAsync();
        Assert.Equal(SignInFailure.CredentialsWrong, await FailureAsync(_world.Attempt("olga", code: code)));
    }

    [Fact]
    public async Task SignIn_GuessingCodes_IsSlowed()
    {
        var secret = await OperatorAsync();
        var right = CodeAt(secret, 0);
        var failures = new List<SignInFailure?>();
        for (var guess = 0; guess < 30; guess++)
        {
            var code = $"{(int.Parse(right, System.Globalization.CultureInfo.InvariantCulture) + 7 + guess) % 1_000_000:D6}";
            failures.Add(await FailureAsync(_world.Attempt("olga", code: code)));
        }

        Assert.Equal(SignInFailure.TooManyAttempts, failures[^1]);
        Assert.DoesNotContain(null, failures);
    }

    private async Task<byte[]> OperatorAsync()
    {
        await _world.AddAsync("olga", PrincipalWorld.Operator());
        var shown = (await _world.Giving.SetSecondFactorAsync("olga", _world.Request(), Token)).Value;
        return Decode(shown.Secret.Reveal());
    }

    private string CodeAt(byte[] secret, int steps) => Totp.CodeOf(secret, Totp.StepAt(_world.Time.GetUtcNow()) + steps);

    private async Task<SignInFailure?> FailureAsync(SignInAttempt attempt) =>
        (await _world.SignIn().SignInAsync(attempt, Token)).TryGet(out _, out var refusal) ? null : refusal.Failure;

    // As an authenticator program reads it, so that the encoder is not its own judge.
    private static byte[] Decode(string text)
    {
        var bits = new StringBuilder();
        foreach (var letter in text) bits.Append(Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0'));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(index => Convert.ToByte(bits.ToString(index * 8, 8), 2))];
    }
}
