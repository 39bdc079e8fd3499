namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>Why a manual request comes to nothing.</summary>
/// <param name="Failure">Which of the closed set.</param>
/// <param name="Detail">Which rule was broken.</param>
public sealed record ManualRefusal(ManualFailure Failure, string Detail)
{
    /// <summary>When another try is worth it; null: waiting changes nothing, or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    internal static ManualRefusal Of(IssuanceRefusal refusal) => new(ManualFailure.NotIssued, refusal.Detail);
}

/// <summary>The closed set of reasons.</summary>
public enum ManualFailure
{
    /// <summary>The CSR cannot be read, is not signed by its key, or asks for no TNAuthList.</summary>
    CsrRefused,

    /// <summary>The token does not grant what the CSR asks for.</summary>
    TokenRefused,

    /// <summary>The certificate of the token's signer cannot be had just now.</summary>
    TokenNotVerifiable,

    /// <summary>The token was used for another request.</summary>
    TokenUsed,

    /// <summary>Nobody says whose certificate it is to be.</summary>
    OrganizationMissing,

    /// <summary>A rule of the CA forbids the certificate.</summary>
    NotIssued,
}
