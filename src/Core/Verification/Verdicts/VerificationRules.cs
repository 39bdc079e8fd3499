using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>Which codes a failure gets where RFC 8224 and the API of ATIS-1000082 differ.</summary>
public enum CodeDialect
{
    /// <summary>RFC 8224 section 6.2.2.</summary>
    Rfc8224,

    /// <summary>ATIS-1000082, as the field practises it.</summary>
    Atis,
}

/// <summary>What becomes of callers who ask for anonymity or who are not told.</summary>
public enum AnonymousCallers
{
    /// <summary>They are judged like others; without a caller there is nothing to judge, and the call gets No-TN-Validation.</summary>
    Judged,

    /// <summary>They fail with 433 (RFC 5079), whatever vouches for them.</summary>
    Refused,
}

/// <summary>
/// Which of them decides where a call has Identity headers and a CPS held PASSporTs for it too. A call that has only one of the two is
/// judged by that one under every rule.
/// </summary>
public enum HeldDifference
{
    /// <summary>
    /// One that verifies is enough, as among several headers (RFC 8224 section 6.2.1). Where both vouch and say different things, the
    /// weaker attestation is believed.
    /// </summary>
    OneIsEnough,

    /// <summary>The Identity headers decide.</summary>
    InBandDecides,

    /// <summary>What the CPS held decides.</summary>
    HeldDecides,

    /// <summary>Both must vouch, and say the same of caller, signer and attestation; else nobody is believed.</summary>
    BothMustAgree,
}

/// <summary>How calls are judged: the settings of a deployment, and those of a tenant within them.</summary>
public sealed record VerificationRules
{
    /// <summary>The rules where nobody sets another.</summary>
    public static readonly VerificationRules Default = new();

    /// <summary>A call that nothing vouches for fails with 428; else it gets No-TN-Validation.</summary>
    public bool RequireIdentity { get; init; }

    public AnonymousCallers Anonymous { get; init; }

    public HeldDifference Difference { get; init; }

    /// <summary>
    /// A Date header outside the freshness window fails the call with 403, as ATIS-1000082 has it. Else iat decides where the two differ
    /// (RFC 8224 section 6.2 step 4).
    /// </summary>
    public bool RefusesStaleDate { get; init; }

    public CodeDialect Dialect { get; init; }

    /// <summary>The country of this deployment, by which signers are foreign; null: none is.</summary>
    public CountryCode? Home { get; init; }

    /// <summary>Fetches what verified rich call data names by URL, and waits for it. It changes nothing of the caller's verdict.</summary>
    public bool FetchesContents { get; init; }

    /// <summary>The verdict comes with its <see cref="VerdictProof"/>.</summary>
    public bool WantsProof { get; init; }
}
