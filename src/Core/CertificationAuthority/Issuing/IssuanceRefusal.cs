namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Why a certificate is not issued.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken.</param>
public sealed record IssuanceRefusal(IssuanceFailure Failure, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum IssuanceFailure
{
    /// <summary>The CSR's TNAuthList is absent, or not the one that was ordered.</summary>
    TnAuthListMismatch,

    /// <summary>The TNAuthList is encoded otherwise than RFC 8226 section 9 has it: read leniently, never signed.</summary>
    TnAuthListNotStandard,

    /// <summary>The CSR asks for a CA certificate and the token does not, or the other way round (RFC 9448 section 6).</summary>
    CaMismatch,

    /// <summary>Numbers, ranges or CA certificates, which this CA does not certify.</summary>
    DelegationNotAllowed,

    /// <summary>The token is from the policy administrator of another country.</summary>
    CountryMismatch,

    /// <summary>The CSR asks for an extension that the profile does not have.</summary>
    ExtensionNotAllowed,

    /// <summary>The CSR names another CRL than the profile.</summary>
    CrlMismatch,

    /// <summary>The key signs the requests of an ACME account (RFC 8555 section 11.1).</summary>
    KeyIsAnAccounts,

    /// <summary>The key was certified for another account.</summary>
    KeyIsAnothers,

    /// <summary>The key was revoked for keyCompromise.</summary>
    KeyIsCompromised,

    /// <summary>The operator suspended the account, perhaps while the certificate was made.</summary>
    AccountSuspended,

    /// <summary>The policy administrator took the token back, or suspended the provider's account.</summary>
    TokenWithdrawn,

    /// <summary>The grant that the order rests on ended, or was withdrawn, perhaps while the certificate was made.</summary>
    GrantLapsed,

    /// <summary>No time is left between what was wished for and what issuer, profile and token allow.</summary>
    ValidityNotPossible,

    /// <summary>The certificate would break a rule of its profile.</summary>
    ProfileBroken,

    /// <summary>The certificate would go beyond what this CA may sign.</summary>
    BeyondTheIssuer,
}
