namespace Shaken.Core.PolicyAdministrator.Authorities;

/// <summary>Why a root is not approved or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record AuthorityRefusal(AuthorityFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum AuthorityFailure
{
    /// <summary>The certificate is no root of this country, is outside its validity, or breaks its profile.</summary>
    RootNotAllowed,

    /// <summary>The name or the reference to the certification practice statement is missing, too long, or not plain text.</summary>
    TermsNotAllowed,

    /// <summary>The root's key did not sign the challenge, or signed one of another day, root or administrator.</summary>
    ProofNotValid,

    /// <summary>There is no root of this id.</summary>
    NotFound,

    /// <summary>The root applied already, or is approved or suspended.</summary>
    IsThere,

    /// <summary>The root was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>The root's state cannot be followed by the one asked for.</summary>
    MoveNotLegal,

    /// <summary>Two operators are needed, and the last change was made by this one.</summary>
    AnotherOperatorNeeded,

    /// <summary>No more roots fit.</summary>
    TooMany,
}
