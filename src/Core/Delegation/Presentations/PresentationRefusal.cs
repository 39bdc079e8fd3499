namespace Shaken.Core.Delegation.Presentations;

/// <summary>Why a presentation is not taken or changed.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken, and what to do. It names no number.</param>
public sealed record PresentationRefusal(PresentationFailure Failure, string Detail)
{
    /// <summary>When another try may succeed; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The closed set of reasons.</summary>
public enum PresentationFailure
{
    /// <summary>The token or its claims are malformed, or more than they may be.</summary>
    Malformed,

    /// <summary>The token is for another provider.</summary>
    AudienceNotOurs,

    /// <summary>The nonce is not ours, too old, or was used by another request.</summary>
    NonceNotGood,

    /// <summary>The certificate, or the list of trusted roots, cannot be had now.</summary>
    NotVerifiableNow,

    /// <summary>The certificate is not trusted, revoked, or its path breaks a rule.</summary>
    CertificateRefused,

    /// <summary>The certificate is no delegate certificate: it names no numbers.</summary>
    NotADelegate,

    /// <summary>The certificate's claim constraints limit its calls further than numbers do: it has to sign each of them.</summary>
    ConstraintsLimitCalls,

    /// <summary>A number is not the certificate's.</summary>
    NumbersNotHeld,

    /// <summary>The certificate's key did not sign the token.</summary>
    SignatureMismatch,

    /// <summary>Calls of the certificate's country do not count as A here.</summary>
    CountryNotTrusted,

    /// <summary>No signing policy takes presentations for this customer.</summary>
    CustomerTakesNone,

    /// <summary>An operator removed the presentation of this certificate.</summary>
    Removed,

    /// <summary>As many certificates are presented for the customer as may be.</summary>
    TooMany,

    /// <summary>No presentation has this id.</summary>
    NotFound,
}
