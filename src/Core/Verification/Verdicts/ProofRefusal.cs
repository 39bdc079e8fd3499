namespace Shaken.Core.Verification.Verdicts;

/// <summary>Why a proof does not repeat its verdict.</summary>
/// <param name="Reason">Which rule was broken.</param>
/// <param name="Detail">In words, without personal data: the member that differs, the root that is not trusted.</param>
public sealed record ProofRefusal(ProofFailure Reason, string Detail);

/// <summary>The closed set of reasons.</summary>
public enum ProofFailure
{
    /// <summary>It is longer than <see cref="Foundations.Limits.VerdictProofOctets"/>.</summary>
    TooLong,

    /// <summary>It is no proof: not strict JSON, a member that is missing or unknown, a value of another form.</summary>
    Malformed,

    /// <summary>It is of a version that is not known here.</summary>
    VersionNotKnown,

    /// <summary>The document was changed after it was made: its digest is another.</summary>
    DigestMismatch,

    /// <summary>A PASSporT that counted leads to a root that is none of those that the reader trusts.</summary>
    RootNotTrusted,

    /// <summary>What the proof holds leads to another verdict than the one it records.</summary>
    VerdictDiffers,
}
