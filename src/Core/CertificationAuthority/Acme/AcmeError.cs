namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// The error types of RFC 8555 section 6.7, all of them, and those of RFC 9773 and of profiles; <see cref="AcmeErrors"/> has their names.
/// </summary>
public enum AcmeError
{
    /// <summary>The request names an account that does not exist.</summary>
    AccountDoesNotExist,

    /// <summary>Another order replaces the certificate (RFC 9773 section 7.4).</summary>
    AlreadyReplaced,

    /// <summary>The certificate was revoked before.</summary>
    AlreadyRevoked,

    /// <summary>The CSR breaks a rule.</summary>
    BadCsr,

    /// <summary>The nonce is none of ours, too old, or was used.</summary>
    BadNonce,

    /// <summary>The JWS is signed by a key that this server does not take.</summary>
    BadPublicKey,

    /// <summary>The reason for a revocation is none that a subscriber may give.</summary>
    BadRevocationReason,

    /// <summary>The JWS is signed with an algorithm other than ES256.</summary>
    BadSignatureAlgorithm,

    /// <summary>A CAA record forbids it: of domain names, so never used here.</summary>
    Caa,

    /// <summary>The subproblems tell what is wrong.</summary>
    Compound,

    /// <summary>A URL that the client named cannot be fetched.</summary>
    Connection,

    /// <summary>A DNS query failed: of domain names, so never used here.</summary>
    Dns,

    /// <summary>An external account binding is wanted.</summary>
    ExternalAccountRequired,

    /// <summary>The answer to a challenge is not what was asked for.</summary>
    IncorrectResponse,

    /// <summary>A contact URL is malformed.</summary>
    InvalidContact,

    /// <summary>The order names a profile that this server does not have (draft-ietf-acme-profiles).</summary>
    InvalidProfile,

    /// <summary>The request breaks a rule of the protocol.</summary>
    Malformed,

    /// <summary>The order is not in the state that the request takes.</summary>
    OrderNotReady,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>This server does not certify the identifier.</summary>
    RejectedIdentifier,

    /// <summary>Something broke here.</summary>
    ServerInternal,

    /// <summary>A TLS error: of other challenges, so never used here.</summary>
    Tls,

    /// <summary>The client may not do this.</summary>
    Unauthorized,

    /// <summary>A contact URL of a scheme that this server does not take.</summary>
    UnsupportedContact,

    /// <summary>An identifier of a type other than TNAuthList.</summary>
    UnsupportedIdentifier,

    /// <summary>A person has to do something first, such as agree to the terms.</summary>
    UserActionRequired,
}
