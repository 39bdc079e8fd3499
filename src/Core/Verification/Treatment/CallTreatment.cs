using Shaken.Core.Passports;
using Shaken.Core.Verification.CallValidation;

namespace Shaken.Core.Verification.Treatment;

/// <summary>
/// What happens to a call. A closed set: "send to call validation" is how it was decided, and its outcome is one of these.
/// </summary>
public enum TreatmentAction
{
    /// <summary>The call goes on.</summary>
    Continue,

    /// <summary>The call goes on, and the called party is warned.</summary>
    Mark,

    /// <summary>The call ends with <see cref="CallTreatment.Final"/>.</summary>
    Reject,
}

/// <summary>What happens to a call, and what SIP says about it.</summary>
/// <param name="Verstat">For the called party; it may be worse than the verdict's.</param>
/// <param name="Final">The final response; null: the call goes on.</param>
/// <param name="FinalReason">Why it is final, in words for the operator; null: the call goes on.</param>
/// <param name="ReasonValues">
/// Values of the Reason header of the next response (RFC 3326, RFC 9366, RFC 9410): the final one, or else the provisional one.
/// </param>
/// <param name="DecidedBy">The rule that decided, as <c>deliver/failed-437</c>.</param>
public sealed record CallTreatment(
    TreatmentAction Action, Verstat Verstat, SipStatus? Final, string? FinalReason, IReadOnlyList<string> ReasonValues, string DecidedBy)
{
    /// <summary>
    /// The call counts as unsigned, since its number's failure was told before: the answer tells no code of the failure, by which a client
    /// would tell it again.
    /// </summary>
    public bool CountsAsUnsigned { get; init; }

    /// <summary>What call validation said; null: it was not asked.</summary>
    public CallValidationResult? Validation { get; init; }

    /// <summary>What came of the bypass token; null: the call has none, or needed none.</summary>
    public BypassResult? Bypass { get; init; }
}

/// <summary>What came of a bypass token. A closed set.</summary>
public enum BypassResult
{
    /// <summary>A policy administrator signed it, and it is in force: the call needs no Identity header.</summary>
    Accepted,

    /// <summary>It is malformed, expired, or signed by somebody else.</summary>
    Refused,

    /// <summary>This deployment has no policy administrator to verify it with.</summary>
    NotVerified,
}
