namespace Shaken.Core.Principals;

/// <summary>Why a principal is not made or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do.</param>
public sealed record PrincipalRefusal(PrincipalFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum PrincipalFailure
{
    /// <summary>A part of the profile, or a credential, is missing, too long, or has another form.</summary>
    ProfileNotAllowed,

    /// <summary>No principal has this user id.</summary>
    NotFound,

    /// <summary>A principal of this user id exists, or a key of the configuration has the name.</summary>
    UserIdTaken,

    /// <summary>The principal was changed since it was read.</summary>
    RevisionDiffers,

    /// <summary>The caller's roles do not cover this principal.</summary>
    NotManagedByCaller,

    /// <summary>Another principal has the certificate.</summary>
    CertificateTaken,

    /// <summary>The principal has as many credentials of this kind as it may have.</summary>
    TooManyCredentials,

    /// <summary>The request was carried out before, and what it made was shown then: it cannot be shown again.</summary>
    SecretShownBefore,
}
