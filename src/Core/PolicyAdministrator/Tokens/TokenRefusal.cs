namespace Shaken.Core.PolicyAdministrator.Tokens;

/// <summary>Why no SPC token is issued or revoked.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record TokenRefusal(TokenFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum TokenFailure
{
    /// <summary>atc or one of its members is missing, or of the wrong type.</summary>
    RequestMalformed,

    /// <summary>tktype is not TNAuthList.</summary>
    KindNotKnown,

    /// <summary>tkvalue is no TNAuthList, or not encoded as RFC 8226 section 9 has it.</summary>
    AuthorityUnreadable,

    /// <summary>The fingerprint has none of the known forms.</summary>
    FingerprintMalformed,

    /// <summary>The numbers of the list are more than one token is good for.</summary>
    TooManyNumbers,

    /// <summary>There is no account of this id.</summary>
    AccountNotFound,

    /// <summary>The account's state gets no tokens.</summary>
    AccountNotOpen,

    /// <summary>A code of the list is not the account's.</summary>
    CodeNotHeld,

    /// <summary>A number of the list is not the account's by the number table.</summary>
    NumberNotHeld,

    /// <summary>The account may not delegate, so that it gets no token for a CA certificate.</summary>
    CaNotAllowed,

    /// <summary>The account has no token of this id.</summary>
    TokenNotFound,
}
