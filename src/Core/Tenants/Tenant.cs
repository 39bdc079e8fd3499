using Shaken.Core.Foundations;

namespace Shaken.Core.Tenants;

/// <summary>In which form a tenant's programs read answers of the signing and verification service.</summary>
public enum RestDialect
{
    /// <summary>The members of both forms, for clients that read their own and ignore the rest.</summary>
    Both,

    /// <summary>ATIS-1000082.</summary>
    Atis,

    /// <summary>3GPP TS 24.229 Annex V.</summary>
    ThreeGpp,
}

/// <summary>What an answer has beside the verdict for the PBX of an enterprise that is called.</summary>
public enum EnterpriseForm
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The caller's tel URI with verstat, and a Call-Info value where verified rich call data has something to show.</summary>
    Verdict,

    /// <summary>The same, and what call validation concluded.</summary>
    VerdictAndValidation,
}

/// <summary>Whose calls the signing and verification service signs and verifies.</summary>
/// <param name="Name">For people.</param>
/// <param name="Provider">The provider whose calls it signs.</param>
/// <param name="Dialect">The form of its answers.</param>
/// <param name="IsActive">False: nothing is signed or verified for it.</param>
/// <param name="Revision">1 when it is made, and one more with each change: what a client states when it changes the tenant.</param>
public sealed record Tenant(TenantId Id, string Name, ProviderId Provider, RestDialect Dialect, bool IsActive, long Revision)
{
    /// <summary>Whether verstat of a verified call carries its attestation, as <c>TN-Validation-Passed-A</c>.</summary>
    public bool ShowsAttestation { get; init; }

    /// <summary>What answers have for the called enterprise.</summary>
    public EnterpriseForm Enterprise { get; init; }
}
