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
/// <param name="Verstat">What it says of the caller's number. None where its type says nothing of it, such as rph.</param>
public sealed record HeaderVerdict(PassportPlace Place, int Index, PassportType? Type, string? Ppt, Verstat Verstat)
{
    /// <summary>The PASSporT, where it verified. It may still vouch for nothing: see <see cref="Verstat"/>.</summary>
    public VerifiedPassport? Verified { get; init; }

    /// <summary>Why it was refused; null: it verified.</summary>
    public PassportRefusal? Refusal { get; init; }

    /// <summary>What the policy of the signer's country makes of it; null: it was refused, or vouches for nothing.</summary>
    public CountryJudgement? Judgement { get; init; }

    /// <summary>The diversions from it to the target of the call, each verified, oldest first; empty: there are none.</summary>
    public IReadOnlyList<VerifiedPassport> Diversions { get; init; } = [];

    /// <summary>What became of the content that rich call data names by URL; empty where it was not fetched.</summary>
    public IReadOnlyList<RichCallContent> Contents { get; init; } = [];

    /// <summary>It counts neither for nor against the call: its ppt is not supported (RFC 8224 section 6.2 step 1), or it is too many.</summary>
    public bool IsIgnored => Refusal?.Reason is VerificationFailure.PptNotSupported or VerificationFailure.TooManyIdentityHeaders;
}
