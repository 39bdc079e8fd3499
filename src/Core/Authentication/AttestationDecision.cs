using Shaken.Core.Passports;

namespace Shaken.Core.Authentication;

/// <summary>Which attestation a call gets, and why.</summary>
/// <param name="Attest">What is signed.</param>
/// <param name="Rule">The name of the rule of the signing policy that decided.</param>
/// <param name="Evidence">
/// With A: why the customer may use the number. Null with B and C, and where the policy lets the caller decide.
/// </param>
public sealed record AttestationDecision(Attestation Attest, string Rule, AttestationEvidence? Evidence);

/// <summary>
/// Why a customer may use a number: the four kinds of the SHAKEN framework, under "Full Attestation", and what its customer presented.
/// </summary>
public enum EvidenceKind
{
    /// <summary>The signing provider assigned the number to the customer.</summary>
    AssignedByUs,

    /// <summary>The number lies in a range that is assigned to the customer.</summary>
    InCustomersRange,

    /// <summary>The customer showed that it may use a number of another provider. It has a reference and an end.</summary>
    Authorized,

    /// <summary>
    /// The call came with a PASSporT that a delegate certificate for the number signed (RFC 9060). It counts for that call.
    /// </summary>
    DelegateCertificate,

    /// <summary>
    /// The customer presented a delegate certificate for the number once (TN proof-of-possession). It ends with the certificate.
    /// </summary>
    Presentation,
}

/// <summary>What an A rests on.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Reference">Where the provider keeps the proof, such as the number of a contract; null: none is named.</param>
/// <param name="ExpiresAt">From then on it gives no A; null: it does not end.</param>
public sealed record AttestationEvidence(EvidenceKind Kind, string? Reference, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether it still counts.</summary>
    public bool HoldsAt(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}
