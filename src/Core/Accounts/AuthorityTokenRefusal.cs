namespace Shaken.Core.Accounts;

/// <summary>Why an authority token grants nothing.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">The rule that was broken, by the claim's name.</param>
public sealed record AuthorityTokenRefusal(AuthorityTokenFailure Failure, string Detail)
{
    internal static AuthorityTokenRefusal Malformed(string detail) => new(AuthorityTokenFailure.Malformed, detail);
}

/// <summary>The closed set of reasons, in the order they are looked for (RFC 9448 section 6).</summary>
public enum AuthorityTokenFailure
{
    /// <summary>No JWT, no strict JSON, or a claim that is absent or of the wrong type.</summary>
    Malformed,

    /// <summary>A document of the policy administrator, but no authority token.</summary>
    AnotherKind,

    /// <summary>alg, typ or crit is not what the standard allows, or neither x5u nor x5c stands there.</summary>
    HeaderNotAllowed,

    /// <summary>The certificate at x5u cannot be had just now.</summary>
    CertificateUnavailable,

    /// <summary>No path leads from the signer to a pinned STI-PA root, or the signer signs documents of another kind.</summary>
    SignerUntrusted,

    /// <summary>The signature is not that of the signer's key.</summary>
    SignatureMismatch,

    /// <summary>exp has passed.</summary>
    Expired,

    /// <summary>tktype is not TNAuthList.</summary>
    KindNotKnown,

    /// <summary>tkvalue is not the TNAuthList that was asked for.</summary>
    AuthorityMismatch,

    /// <summary>ca is not what the certificate asks for.</summary>
    CaMismatch,

    /// <summary>fingerprint is not that of the account's key.</summary>
    FingerprintMismatch,
}
