namespace Shaken.Core.Tokens;

/// <summary>Why an authority token is not accepted.</summary>
/// <param name="Failure">Which rule was broken.</param>
/// <param name="Detail">In words fit for a problem document, with the clause.</param>
public sealed record AuthorityTokenRefusal(AuthorityTokenFailure Failure, string Detail)
{
    /// <summary>When another try is worth it; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons, in the order in which they are looked for.</summary>
public enum AuthorityTokenFailure
{
    /// <summary>No compact JWS, no strict JSON, too large, or a member that is absent or of the wrong type.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but no authority token.</summary>
    AnotherKind,

    /// <summary>The token has no jti, so that its use cannot be counted.</summary>
    NoId,

    /// <summary>alg, typ, crit, or where the signer's certificate is, is not what the standard allows.</summary>
    HeaderNotAllowed,

    /// <summary>nbf is yet to come.</summary>
    NotYetValid,

    /// <summary>exp has passed.</summary>
    Expired,

    /// <summary>exp is nearer than this program's profile wants.</summary>
    LifeTooShort,

    /// <summary>tktype is not TNAuthList.</summary>
    KindNotKnown,

    /// <summary>tkvalue holds no TNAuthList.</summary>
    AuthorityUnreadable,

    /// <summary>tkvalue is not the identifier's TNAuthList.</summary>
    AuthorityMismatch,

    /// <summary>The token is for a CA certificate and none is wanted, or the reverse.</summary>
    CaMismatch,

    /// <summary>The fingerprint has none of the known forms.</summary>
    FingerprintMalformed,

    /// <summary>The fingerprint is not that of the account's key.</summary>
    FingerprintMismatch,

    /// <summary>The signer's certificate could not be fetched: trying again may help.</summary>
    CertificateUnavailable,

    /// <summary>No path leads from the signer's certificate to a pinned STI-PA root.</summary>
    SignerUntrusted,

    /// <summary>The policy administrator's signer of another kind of document.</summary>
    SignerOfAnotherKind,

    /// <summary>The signer's key did not sign this token.</summary>
    SignatureMismatch,

    /// <summary>The policy administrator took the token back, or suspended the provider's account.</summary>
    Withdrawn,
}
