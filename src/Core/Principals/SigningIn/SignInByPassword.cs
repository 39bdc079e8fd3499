using System.Net;
using Shaken.Core.Foundations;
using Shaken.Core.Principals.Sessions;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>An attempt to sign in, as it arrived: believed by nobody.</summary>
/// <param name="Code">Of the second factor; null: none was sent.</param>
/// <param name="Client">A key of the client's address, the same for all requests of one client.</param>
/// <param name="RequestId">Names the request.</param>
public sealed record SignInAttempt(
    string UserId, SecretText Password, string? Code, IPAddress? Address, string Client, string RequestId);

/// <summary>
/// From a user id and a password to a session. An operator needs a code of its second factor too. Whatever is wrong costs the same
/// time, whether the user exists or not.
/// </summary>
public sealed class SignInByPassword
{
    private const int DummyOctets = 18;

    private static readonly SignInRefusal Wrong = new(
        SignInFailure.CredentialsWrong, "user id, password or code are wrong; an operator of this deployment can set another password");

    private readonly KnownPrincipals _principals;
    private readonly ChangePrincipal _change;
    private readonly StartSession _starting;
    private readonly SecondFactors _secondFactors;
    private readonly IPasswords _passwords;
    private readonly SignInPace _pace;
    private readonly HashingLanes _lanes;
    private readonly Lazy<string> _hashOfNobody;

    public SignInByPassword(
        KnownPrincipals principals, ChangePrincipal change, StartSession starting, SecondFactors secondFactors, IPasswords passwords,
        SignInPace pace, HashingLanes lanes, IRandom random)
    {
        (_principals, _change, _starting, _secondFactors, _passwords, _pace, _lanes) =
            (principals, change, starting, secondFactors, passwords, pace, lanes);
        _hashOfNobody = new Lazy<string>(() => passwords.Hash(random.NewText(DummyOctets)));
    }

    public async ValueTask<Outcome<SessionTokens, SignInRefusal>> SignInAsync(SignInAttempt attempt, CancellationToken cancellationToken)
    {
        // Nobody has either, so nothing is hashed.
        if (!Principal.IsUserId(attempt.UserId) || attempt.Password.Reveal().Length is 0 or > PasswordRule.MaxLength) return Wrong;
        if (_pace.TryBegin(attempt.UserId, attempt.Client) is not { } place)
            return TooMany("too many wrong attempts of this user or from this address");
        var principal = await _principals.FindAsync(attempt.UserId, cancellationToken);
        if (await _lanes.TryEnterAsync(place.IsKnown, cancellationToken) is not { } lane) return TooMany("too many others are signing in");
        PasswordMatch match;
        string? newHash;
        using (lane)
        {
            match = Match(principal, attempt.Password);
            newHash = match == PasswordMatch.SameWithOldHash ? _passwords.Hash(attempt.Password.Reveal()) : null;
        }

        if (match == PasswordMatch.Different || principal is null) return Wrong;
        if (principal.Kind == PrincipalKind.Operator && await FindCodeFaultAsync(principal, attempt, cancellationToken) is { } fault)
        {
            if (fault.Failure != SignInFailure.CredentialsWrong) place.Succeed();
            return fault;
        }

        place.Succeed();
        if (!principal.IsActive)
            return new SignInRefusal(SignInFailure.Disabled, "the user was disabled; ask the operator of this deployment");
        if (!AddressList.Allows(principal.Addresses, attempt.Address)) return SignInRefusal.OfAddress(attempt.Address);
        if (newHash is not null) await _change.RenewHashAsync(principal, newHash, attempt.Address?.ToString(), cancellationToken);
        return await _starting.StartAsync(principal, attempt.Address?.ToString(), cancellationToken);
    }

    private PasswordMatch Match(Principal? principal, SecretText password)
    {
        var match = _passwords.Match(principal?.Credentials.PasswordHash ?? _hashOfNobody.Value, password.Reveal());
        return principal?.Credentials.PasswordHash is null ? PasswordMatch.Different : match;
    }

    private async ValueTask<SignInRefusal?> FindCodeFaultAsync(
        Principal principal, SignInAttempt attempt, CancellationToken cancellationToken)
    {
        if (principal.Credentials.SecondFactor is null)
            return new SignInRefusal(SignInFailure.SecondFactorNotSet, "an operator needs a second factor; ask an administrator to set it");
        if (attempt.Code is not { } code)
            return new SignInRefusal(SignInFailure.CodeMissing, "code, the six digits that your authenticator shows, is missing");
        return await _secondFactors.TryRedeemAsync(principal, code, attempt.RequestId, cancellationToken) ? null : Wrong;
    }

    private static SignInRefusal TooMany(string detail) =>
        new(SignInFailure.TooManyAttempts, $"{detail}; try again in {SignInPace.RetryAfter.TotalSeconds:0} seconds")
        {
            RetryAfter = SignInPace.RetryAfter,
        };
}
