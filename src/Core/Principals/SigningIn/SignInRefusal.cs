using System.Net;

namespace Shaken.Core.Principals.SigningIn;

/// <summary>Why nobody is signed in.</summary>
/// <param name="Detail">What to do.</param>
public sealed record SignInRefusal(SignInFailure Failure, string Detail)
{
    /// <summary>When another attempt is worth it; null: not by waiting.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal static SignInRefusal OfAddress(IPAddress? seen) => new(
        SignInFailure.AddressNotAllowed,
        $"the request came from {seen?.ToString() ?? "an unknown address"}, which is in none of the networks allowed for this user; ask "
        + "the operator of this deployment to add it");
}

/// <summary>The closed set of reasons.</summary>
public enum SignInFailure
{
    /// <summary>User id, password or code are wrong; which, helps only somebody who guesses.</summary>
    CredentialsWrong,

    /// <summary>The password is right, and an operator's code is needed too.</summary>
    CodeMissing,

    /// <summary>The password is right, but an operator needs a second factor and has none.</summary>
    SecondFactorNotSet,

    /// <summary>The password is right, and the principal was disabled.</summary>
    Disabled,

    /// <summary>The principal may not sign in from this address.</summary>
    AddressNotAllowed,

    /// <summary>Too many wrong guesses of this user or from this address.</summary>
    TooManyAttempts,

    /// <summary>No open session has the token.</summary>
    TokenUnknown,

    /// <summary>The refresh token was used before; the session was ended.</summary>
    TokenReplayed,
}
