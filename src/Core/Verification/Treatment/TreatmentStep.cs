using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Treatment;

/// <summary>What a policy does with an outcome. A closed set, the mildest first.</summary>
public enum TreatmentVerb
{
    /// <summary>The call goes on.</summary>
    Continue,

    /// <summary>The call goes on, and the called party is warned.</summary>
    Mark,

    /// <summary>Call validation is asked, and its conclusion is an outcome of its own.</summary>
    Validate,

    /// <summary>The call ends.</summary>
    Reject,
}

/// <summary>What a policy does with one outcome.</summary>
public sealed record TreatmentStep(TreatmentVerb Verb)
{
    /// <summary>
    /// Of a rejection: the final response; null: that of the failure. Of a call that goes on: what the Reason header of the provisional
    /// response tells; null: the failures of its Identity headers alone.
    /// </summary>
    public SipStatus? Status { get; init; }

    /// <summary>What the called party is told at best; null: what verification says.</summary>
    public Verstat? AtBest { get; init; }
}

/// <summary>
/// The first option of the SHAKEN framework's draft for a failure that verification finds: 436, 437 or 438 ends the first call of an
/// originating number in 24 hours, and later ones count as unsigned.
/// </summary>
/// <param name="IsOn">False: it is off in this scope, though a wider one turns it on.</param>
/// <param name="Later">What happens to later calls that fail: the draft's "treated as if it were unsigned or worse".</param>
public sealed record FinalOnce(bool IsOn, TreatmentStep Later)
{
    /// <summary>The final response of later calls that are rejected (RFC 8688).</summary>
    internal static SipStatus Worse { get; } = new(608, "Rejected");
}
