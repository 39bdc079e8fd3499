using Shaken.Core.Passports;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Treatment;

/// <summary>What a policy tells apart: how verification ended, who calls, what call validation concluded. A closed set.</summary>
public enum TreatedOutcome
{
    /// <summary>Verified, with full attestation.</summary>
    PassedA,

    /// <summary>Verified, with partial attestation.</summary>
    PassedB,

    /// <summary>Verified, with gateway attestation.</summary>
    PassedC,

    /// <summary>Verified, without an attestation: a base or rcd PASSporT.</summary>
    Passed,

    /// <summary>The signer is of another country. It holds beside the outcome of verification.</summary>
    Foreign,

    /// <summary>The caller withholds the number. It holds beside the outcome of verification.</summary>
    Anonymous,

    /// <summary>403: iat, or the Date header, is outside the window.</summary>
    StaleDate,

    /// <summary>428: only PASSporTs of types that are not supported.</summary>
    UnsupportedPassport,

    /// <summary>436: the certificate cannot be had.</summary>
    BadIdentityInfo,

    /// <summary>437: the certificate is not trusted.</summary>
    UnsupportedCredential,

    /// <summary>438: the header, its claims or its signature are wrong.</summary>
    InvalidIdentityHeader,

    /// <summary>No trusted-CA list is in force here. The signer is not at fault.</summary>
    NotJudged,

    /// <summary>No-TN-Validation without a failure: as for a country whose attestations are not believed.</summary>
    NoValidation,

    /// <summary>No Identity header, and none out of band.</summary>
    NoIdentity,

    /// <summary>No Identity header, and a bypass token that is in force.</summary>
    Bypassed,

    /// <summary>Call validation found nothing.</summary>
    CvtClean,

    /// <summary>Call validation has a doubt.</summary>
    CvtSuspicious,

    /// <summary>Call validation says that the call must not go on.</summary>
    CvtUnwanted,

    /// <summary>Call validation did not answer in time.</summary>
    CvtNoAnswer,
}

/// <summary>The outcomes of one call before call validation: the one of its verification, and those that hold beside it.</summary>
internal readonly record struct OutcomesOfCall(TreatedOutcome Main, bool IsAnonymous, bool IsForeign)
{
    public static OutcomesOfCall Of(CallToVerify call, CallVerdict verdict) => new(MainOf(verdict), call.IsAnonymous, verdict.IsForeign);

    private static TreatedOutcome MainOf(CallVerdict verdict)
    {
        if (verdict.Verstat == Verstat.Passed) return verdict.Attest is { } attest ? PassedWith(attest) : TreatedOutcome.Passed;
        return verdict.Failure is { } failure ? OutcomeOf(failure, verdict.Status)
            : verdict.Headers.Count == 0 ? TreatedOutcome.NoIdentity
            : TreatedOutcome.NoValidation;
    }

    private static TreatedOutcome PassedWith(Attestation attest) => attest switch
    {
        Attestation.A => TreatedOutcome.PassedA,
        Attestation.B => TreatedOutcome.PassedB,
        Attestation.C => TreatedOutcome.PassedC,
    };

    // By the code that the verdict tells, in the dialect of its rules. Every failure without a family of its own is a 438.
    private static TreatedOutcome OutcomeOf(VerificationFailure failure, SipStatus? told)
    {
        if (failure == VerificationFailure.NoIdentityHeader) return TreatedOutcome.NoIdentity;
        if (failure == VerificationFailure.NoTrustList) return TreatedOutcome.NotJudged;
        return (told ?? failure.Codes().Rfc8224).Code switch
        {
            403 => TreatedOutcome.StaleDate,
            428 => TreatedOutcome.UnsupportedPassport,
            433 => TreatedOutcome.Anonymous,
            436 => TreatedOutcome.BadIdentityInfo,
            437 => TreatedOutcome.UnsupportedCredential,
            _ => TreatedOutcome.InvalidIdentityHeader,
        };
    }
}

/// <summary>What SIP calls an outcome.</summary>
internal static class TreatedOutcomes
{
    private static readonly SipStatus Rejected = new(608, "Rejected");

    /// <summary>Whether the draft of the SHAKEN framework lets it end a call once for each originating number: 436, 437 and 438.</summary>
    public static bool MayBeFinalOnce(this TreatedOutcome outcome) => outcome
        is TreatedOutcome.BadIdentityInfo or TreatedOutcome.UnsupportedCredential or TreatedOutcome.InvalidIdentityHeader;

    /// <summary>Whether call validation concluded it.</summary>
    public static bool IsOfCallValidation(this TreatedOutcome outcome) => outcome
        is TreatedOutcome.CvtClean or TreatedOutcome.CvtSuspicious or TreatedOutcome.CvtUnwanted or TreatedOutcome.CvtNoAnswer;

    /// <summary>The final response of a rejection that names none; null: the rejection must name one.</summary>
    public static SipStatus? UsualStatus(this TreatedOutcome outcome) => outcome switch
    {
        TreatedOutcome.PassedA or TreatedOutcome.PassedB or TreatedOutcome.PassedC or TreatedOutcome.Passed or TreatedOutcome.Foreign
            or TreatedOutcome.NotJudged or TreatedOutcome.NoValidation or TreatedOutcome.Bypassed or TreatedOutcome.CvtClean => null,
        TreatedOutcome.Anonymous => new SipStatus(433, "Anonymity Disallowed"),
        TreatedOutcome.StaleDate => new SipStatus(403, "Stale Date"),
        TreatedOutcome.UnsupportedPassport => new SipStatus(428, "Use Supported PASSporT Format"),
        TreatedOutcome.BadIdentityInfo => new SipStatus(436, "Bad Identity Info"),
        TreatedOutcome.UnsupportedCredential => new SipStatus(437, "Unsupported Credential"),
        TreatedOutcome.InvalidIdentityHeader => new SipStatus(438, "Invalid Identity Header"),
        TreatedOutcome.NoIdentity => new SipStatus(428, "Use Identity Header"),
        TreatedOutcome.CvtSuspicious or TreatedOutcome.CvtUnwanted or TreatedOutcome.CvtNoAnswer => Rejected,
    };

    /// <summary>The outcome of what call validation concluded.</summary>
    public static TreatedOutcome Of(CallValidationConclusion conclusion) => conclusion switch
    {
        CallValidationConclusion.Clean => TreatedOutcome.CvtClean,
        CallValidationConclusion.Suspicious => TreatedOutcome.CvtSuspicious,
        CallValidationConclusion.Unwanted => TreatedOutcome.CvtUnwanted,
        CallValidationConclusion.NoAnswer => TreatedOutcome.CvtNoAnswer,
    };
}
