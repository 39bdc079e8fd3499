using Shaken.Core.Passports;
using Shaken.Core.Passports.Extensions;

namespace Shaken.Core.Verification.Verdicts;

/// <summary>How a PASSporT came to the verifier.</summary>
public enum PassportPlace
{
    /// <summary>In an Identity header of the call.</summary>
    InBand,

    /// <summary>From a CPS.</summary>
    Held,
}

/// <summary>The verdict on one Identity header, or on one PASSporT that a CPS held. Either verified, or refused.</summary>
/// <param name="Place">Where it came from.</param>
/// <param name="Index">Its place in the list it came in, from 0.</param>
/// <param name="Type">Null: it could not be read, or its type is not supported.</param>
/// <param name="Ppt">ppt as it was written; null for the base form, and where it could not be read.</param>
/// <param name="Verstat">
/// Passed: it verified and is believed. A type that says nothing of the caller's number, such as rph, has it too, and counts for nothing
/// in the verdict on the call.
/// </param>
public sealed record HeaderVerdict(PassportPlace Place, int Index, PassportType? Type, string? Ppt, Verstat Verstat)
{
    /// <summary>The PASSporT, where it verified; of ppt "div-o" the outermost.</summary>
    public VerifiedPassport? Verified { get; init; }

    /// <summary>
    /// The PASSporT that vouches for the caller: itself, or the innermost of a "div-o". Null: it was refused, or says nothing of the
    /// caller.
    /// </summary>
    public VerifiedPassport? Caller { get; init; }

    /// <summary>Why it was refused; null: it verified.</summary>
    public PassportRefusal? Refusal { get; init; }

    /// <summary>The SIP status of <see cref="Refusal"/> in the dialect of the rules; null where that is.</summary>
    public SipStatus? Status { get; init; }

    /// <summary>What the policy of the signer's country makes of <see cref="Caller"/>; null where that is.</summary>
    public CountryJudgement? Judgement { get; init; }

    /// <summary>The diversions from it to the target of the call, each verified, oldest first; empty: there are none.</summary>
    public IReadOnlyList<VerifiedPassport> Diversions { get; init; } = [];

    /// <summary>What became of the content that rich call data names by URL; empty where it was not fetched.</summary>
    public IReadOnlyList<RichCallContent> Contents { get; init; } = [];

    /// <summary>
    /// It counts neither for nor against the call: its ppt is not supported (RFC 8224 section 6.2 step 1), or there are too many.
    /// </summary>
    public bool IsIgnored => Refusal?.Reason is VerificationFailure.PptNotSupported or VerificationFailure.TooManyIdentityHeaders;
}
