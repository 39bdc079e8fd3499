using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>
/// Call validation treatment (CVT, step 12 of the SHAKEN framework): looks at a call after its verification, for what a signature cannot
/// tell.
/// </summary>
public interface ICallValidation
{
    /// <summary>
    /// Judges a call. It answers within its own bound: an outage is the conclusion <see cref="CallValidationConclusion.NoAnswer"/>.
    /// </summary>
    ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken);
}

/// <summary>What call validation concludes. A closed set.</summary>
public enum CallValidationConclusion
{
    /// <summary>Nothing speaks against the call.</summary>
    Clean,

    /// <summary>The call may be spoofed or unwanted.</summary>
    Suspicious,

    /// <summary>The call must not reach the called party, such as one from a number that never originates calls.</summary>
    Unwanted,

    /// <summary>There was no answer in time.</summary>
    NoAnswer,
}

/// <summary>What call validation says of a call.</summary>
/// <param name="Rule">The rule that decided, as <c>do-not-originate</c>.</param>
/// <param name="Detail">In words, without personal data.</param>
public sealed record CallValidationResult(CallValidationConclusion Conclusion, string Rule, string Detail);
