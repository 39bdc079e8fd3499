namespace Shaken.Core.Authentication;

/// <summary>Why a call is not signed.</summary>
/// <param name="Reason">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, without numbers.</param>
public sealed record SigningRefusal(SigningFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum SigningFailure
{
    /// <summary>The tenant is closed.</summary>
    TenantClosed,

    /// <summary>No certificate of the tenant's provider is in force on this instance.</summary>
    NoCertificate,

    /// <summary>The certificate in force is not one of the tenant's provider.</summary>
    CertificateOfAnother,

    /// <summary>The caller asks for an attestation that the policy does not give it, or the policy signs no such call.</summary>
    AttestNotAllowed,

    /// <summary>The caller asks for an origid, which the policy refuses.</summary>
    OrigIdNotAllowed,

    /// <summary>The PASSporT would vouch for a calling number, or divert a called one, for which there is no evidence.</summary>
    OrigNotAllowed,

    /// <summary>The policy does not sign PASSporTs of this type, or no policy can: div-o, rsp and sph are never made.</summary>
    TypeNotAllowed,

    /// <summary>iat as given lies outside the time within which verifiers accept it.</summary>
    Stale,

    /// <summary>A claim is malformed, does not fit the type, or lies outside the constraints of the certificate.</summary>
    ClaimInvalid,
}
