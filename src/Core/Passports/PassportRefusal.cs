using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Passports;

/// <summary>Why a call is not vouched for.</summary>
/// <param name="Reason">Which rule was broken; <see cref="VerificationFailures"/> gives its codes.</param>
/// <param name="Detail">In words, without personal data.</param>
public sealed record PassportRefusal(VerificationFailure Reason, string Detail)
{
    /// <summary>When another try may succeed; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whom the certificate names above it, where it leads to no trusted root; null: another failure.</summary>
    public ClaimedIssuer? Claimed { get; init; }
}

/// <summary>The closed set of reasons for which a PASSporT, or the Identity header around it, is refused.</summary>
public enum VerificationFailure
{
    /// <summary>The call has no Identity header.</summary>
    NoIdentityHeader,

    /// <summary>The signalling does not tell who calls, or the caller asks for anonymity and policy is to refuse that (RFC 5079).</summary>
    CallerAnonymous,

    /// <summary>The Identity header cannot be read.</summary>
    IdentityHeaderMalformed,

    /// <summary>An Identity header, or those of the call together, are longer than the bound.</summary>
    IdentityHeaderTooLong,

    /// <summary>The call has more Identity headers than are looked at, and this is one of the others.</summary>
    TooManyIdentityHeaders,

    /// <summary>Compact form: the header and payload are left out, which SHAKEN does not allow (RFC 8588 section 3).</summary>
    CompactForm,

    /// <summary>The info parameter is absent.</summary>
    InfoMissing,

    /// <summary>The info parameter or x5u is no URL that may be fetched: scheme, port, credentials, fragment, address.</summary>
    InfoNotAllowed,

    /// <summary>info and x5u differ (RFC 8224 section 4.1).</summary>
    InfoMismatch,

    /// <summary>The token is no PASSporT: not three parts, not base64url, not strict JSON, a claim of the wrong type.</summary>
    PassportMalformed,

    /// <summary>typ, alg or x5u is absent from the header.</summary>
    HeaderMemberMissing,

    /// <summary>typ is not "passport".</summary>
    TypeNotPassport,

    /// <summary>alg is not ES256.</summary>
    AlgorithmNotEs256,

    /// <summary>ppt names an extension that is not supported (RFC 8225 section 8.1).</summary>
    PptNotSupported,

    /// <summary>ppt, or alg, of the header and of the Identity parameter differ.</summary>
    ParameterMismatch,

    /// <summary>The header has crit, with extensions that are not known here.</summary>
    CriticalHeader,

    /// <summary>A claim that the form demands is absent.</summary>
    ClaimMissing,

    /// <summary>attest is none of A, B and C, or origid no UUID.</summary>
    ShakenClaimInvalid,

    /// <summary>A claim of div, rph, rcd or msg has not the form of its standard.</summary>
    ExtensionClaimInvalid,

    /// <summary>A digest of rcdi is not that of its content (RFC 9795).</summary>
    ContentMismatch,

    /// <summary>
    /// A diversion begins at no called party of the PASSporT before it, or the chain ends at another party than the call's (RFC 8946
    /// section 4.2). A div PASSporT alone is such a chain.
    /// </summary>
    DivChainBroken,

    /// <summary>A chain of diversions comes to the same party twice.</summary>
    DivChainLoops,

    /// <summary>A chain has more diversions than are followed.</summary>
    DivChainTooLong,

    /// <summary>A diversion names another caller than the PASSporT that it diverts (RFC 8946 section 4.2 step 3).</summary>
    DivOrigChanged,

    /// <summary>iat is older than policy allows.</summary>
    StaleDate,

    /// <summary>iat lies further in the future than clocks differ.</summary>
    FutureDate,

    /// <summary>The certificate cannot be fetched now: host, TLS, time, a failing host, or too busy here. It may work later.</summary>
    CertificateUnreachable,

    /// <summary>What the host has at x5u is no certificate: status, size, or content.</summary>
    NotACertificate,

    /// <summary>No trusted-CA list is in force here, so no certificate can be judged now. The PASSporT is not at fault.</summary>
    NoTrustList,

    /// <summary>No path from the certificate to a root on the trusted-CA list.</summary>
    CertificateUntrusted,

    /// <summary>The certificate, or one above it, is outside its validity, now or at iat.</summary>
    CertificateOutsideValidity,

    /// <summary>The certificate, or one above it, was revoked.</summary>
    CertificateRevoked,

    /// <summary>Whether the certificate was revoked cannot be known now, and policy is to refuse then.</summary>
    RevocationUnknown,

    /// <summary>The path breaks a rule of RFC 5280, RFC 8226 or RFC 9060.</summary>
    CertificateInvalid,

    /// <summary>The certificate has no authority for this form or this number.</summary>
    NotAuthorized,

    /// <summary>The certificate's claim constraints do not permit these claims (RFC 8226 section 8, RFC 9118).</summary>
    ClaimNotPermitted,

    /// <summary>The signature is not that of the certificate's key.</summary>
    SignatureMismatch,

    /// <summary>orig or dest is not what the call's signalling says (RFC 8224 section 6.2.4).</summary>
    NumberMismatch,

    /// <summary>The call asks for a priority that its rph PASSporT does not authorise (RFC 8443 section 4.2).</summary>
    PriorityNotAuthorized,

    /// <summary>What came in band and what a CPS held differ, and policy is that both must agree.</summary>
    PassportsDiffer,
}
