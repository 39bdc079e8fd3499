using Shaken.Core.Passports;

namespace Shaken.Core.CallPlacement;

/// <summary>Why a CPS does not do what it was asked to.</summary>
/// <param name="Reason">Which rule was broken.</param>
/// <param name="Detail">In words, without personal data.</param>
/// <param name="Passport">Where a PASSporT was refused: why.</param>
public sealed record CpsRefusal(CpsFailure Reason, string Detail, VerificationFailure? Passport = null)
{
    /// <summary>When the same request may succeed; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons.</summary>
public enum CpsFailure
{
    /// <summary>The provider named by the path has no mailbox here.</summary>
    NotServed,

    /// <summary>A number of the path is not canonical, or its code no service provider code.</summary>
    PathMalformed,

    /// <summary>The body is not what its media type says.</summary>
    BodyMalformed,

    /// <summary>The body, or one PASSporT in it, is longer than allowed.</summary>
    BodyTooLarge,

    /// <summary>The body holds no PASSporT, or more than ten.</summary>
    PassportCount,

    /// <summary>A PASSporT at a CPS names exactly one called number and a calling number, and all of a request name the same.</summary>
    NotOneCall,

    /// <summary>The PASSporT is not of the call that the path names.</summary>
    NotThisCall,

    /// <summary>A PASSporT does not verify.</summary>
    PassportRefused,

    /// <summary>
    /// Nothing is wrong with a PASSporT or bearer as far as is known; its certificate, a CRL or the trusted-CA list cannot be had now. The
    /// same request may succeed later.
    /// </summary>
    NotVerifiableNow,

    /// <summary>The signer, or all signers together, have too many PASSporTs waiting for this call.</summary>
    MailboxFull,

    /// <summary>The signer's certificate signs more PASSporTs a second than this CPS takes of one.</summary>
    SignerTooFast,

    /// <summary>No bearer token came along.</summary>
    BearerMissing,

    /// <summary>The bearer is no JWT with the claims of ATIS-1000105, or one of another kind.</summary>
    BearerMalformed,

    /// <summary>The bearer's alg is not ES256.</summary>
    BearerAlgorithm,

    /// <summary>The bearer's certificate is not trusted.</summary>
    BearerUntrusted,

    /// <summary>The bearer's signature is not that of its certificate.</summary>
    BearerSignature,

    /// <summary>iat is too far from now, or exp has passed.</summary>
    BearerStale,

    /// <summary>The jti was used before.</summary>
    BearerReplayed,

    /// <summary>aud names another CPS.</summary>
    BearerAudience,

    /// <summary>action is not what the method does.</summary>
    BearerAction,

    /// <summary>iss, or spc when publishing, is not in the TNAuthList of the bearer's certificate.</summary>
    BearerIssuer,

    /// <summary>spc is not the code of the path.</summary>
    BearerCode,

    /// <summary>orig or dest are not those of the path.</summary>
    BearerNumbers,

    /// <summary>passports is not the hash of the body.</summary>
    BearerBodyHash,

    /// <summary>Who hands on is none of the CPSs that the configuration names, or the token of the first publication is missing.</summary>
    RepublisherUnknown,

    /// <summary>The PASSporT's signer does not stand for the origin's code of the path.</summary>
    OriginNotSigner,

    /// <summary>The reader is not a provider that this CPS serves.</summary>
    ReaderNotServed,

    /// <summary>The reader's key is not one that the operator issued for this provider.</summary>
    ReaderKeyUnknown,

    /// <summary>The calling number is missing, and this CPS does not read by called number alone.</summary>
    OrigMissing,

    /// <summary>The called number is not one of a provider that this CPS serves.</summary>
    NumberNotServed,

    /// <summary>No client certificate came along.</summary>
    ClientCertificateMissing,

    /// <summary>The client certificate is not trusted.</summary>
    ClientCertificateUntrusted,

    /// <summary>No PASSporT is waiting for this call.</summary>
    NothingWaiting,
}
