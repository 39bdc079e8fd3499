using static Shaken.Core.Passports.VerificationFailure;

namespace Shaken.Core.Passports;

/// <summary>A SIP response code and its phrase.</summary>
public sealed record SipStatus(int Code, string Phrase);

/// <summary>What the called network tells of the caller's number (ATIS-1000074, 3GPP TS 24.229).</summary>
public enum Verstat
{
    /// <summary>TN-Validation-Passed.</summary>
    Passed,

    /// <summary>TN-Validation-Failed.</summary>
    Failed,

    /// <summary>No-TN-Validation.</summary>
    None,
}

/// <summary>
/// The codes of a failure. RFC 8224 and the API of ATIS-1000082 do not always agree, so both are kept.
/// </summary>
/// <param name="Rfc8224">By RFC 8224 section 6.2.2.</param>
/// <param name="Atis">By ATIS-1000082, as the field practises it.</param>
/// <param name="Verstat">What to tell of the number.</param>
public sealed record FailureCodes(SipStatus Rfc8224, SipStatus Atis, Verstat Verstat)
{
    /// <summary>
    /// Whether the code is of RFC 8224, as every cause of protocol STIR must be (RFC 9410 section 3). 433 is of RFC 5079 and no such cause.
    /// </summary>
    public bool IsStirCause => Rfc8224.Code != 433;

    /// <summary>
    /// The value of a Reason header: protocol STIR (RFC 9410), or SIP for receivers that do not know it (RFC 3326) and for causes that
    /// are none of STIR.
    /// </summary>
    public string ReasonValue(string protocol = "STIR") =>
        $"{(IsStirCause ? protocol : "SIP")};cause={Rfc8224.Code};text=\"{Rfc8224.Phrase}\"";
}

/// <summary>The one table from a failure to its codes.</summary>
public static class VerificationFailures
{
    private static readonly SipStatus StaleDateStatus = new(403, "Stale Date");
    private static readonly SipStatus UseIdentityHeader = new(428, "Use Identity Header");
    private static readonly SipStatus UseSupportedFormat = new(428, "Use Supported PASSporT Format");
    private static readonly SipStatus AnonymityDisallowed = new(433, "Anonymity Disallowed");
    private static readonly SipStatus BadIdentityInfo = new(436, "Bad Identity Info");
    private static readonly SipStatus UnsupportedCredential = new(437, "Unsupported Credential");
    private static readonly SipStatus InvalidIdentityHeader = new(438, "Invalid Identity Header");
    private static readonly SipStatus InvalidPassport = new(438, "Invalid PASSporT");

    public static FailureCodes Codes(this VerificationFailure failure) => failure switch
    {
        NoIdentityHeader => new(UseIdentityHeader, UseIdentityHeader, Verstat.None),
        CallerAnonymous => new(AnonymityDisallowed, AnonymityDisallowed, Verstat.None),
        IdentityHeaderMalformed or IdentityHeaderTooLong or TooManyIdentityHeaders or CompactForm or ParameterMismatch or CriticalHeader
            or NumberMismatch or PriorityNotAuthorized or PassportsDiffer or ContentMismatch or DivChainBroken or DivChainLoops
            or DivChainTooLong or DivOrigChanged =>
            new(InvalidIdentityHeader, InvalidIdentityHeader, Verstat.None),
        PassportMalformed or ClaimMissing or ShakenClaimInvalid or ExtensionClaimInvalid =>
            new(InvalidPassport, InvalidIdentityHeader, Verstat.None),
        InfoMissing or InfoNotAllowed or CertificateUnreachable or NotACertificate => new(BadIdentityInfo, BadIdentityInfo, Verstat.None),
        InfoMismatch => new(InvalidIdentityHeader, BadIdentityInfo, Verstat.None),
        HeaderMemberMissing => new(InvalidPassport, BadIdentityInfo, Verstat.None),

        // RFC 8224 keeps 437 for the credential; the ATIS API uses it for typ and alg too.
        TypeNotPassport or AlgorithmNotEs256 => new(InvalidPassport, UnsupportedCredential, Verstat.None),
        PptNotSupported => new(UseSupportedFormat, InvalidIdentityHeader, Verstat.None),
        StaleDate or FutureDate => new(StaleDateStatus, StaleDateStatus, Verstat.None),
        RevocationUnknown or NoTrustList => new(UnsupportedCredential, UnsupportedCredential, Verstat.None),
        CertificateUntrusted or CertificateOutsideValidity or CertificateRevoked or CertificateInvalid or NotAuthorized
            or ClaimNotPermitted =>
            new(UnsupportedCredential, UnsupportedCredential, Verstat.Failed),
        SignatureMismatch => new(InvalidIdentityHeader, InvalidIdentityHeader, Verstat.Failed),
    };

    /// <summary>The failure as the wire and the logs name it: <c>stale-date</c>.</summary>
    public static string Name(this VerificationFailure failure) => Foundations.KebabCase.Of(failure);

    /// <summary>The verstat parameter's value.</summary>
    public static string Text(this Verstat verstat) => verstat switch
    {
        Verstat.Passed => "TN-Validation-Passed",
        Verstat.Failed => "TN-Validation-Failed",
        Verstat.None => "No-TN-Validation",
    };
}
