using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>A source of what is known of calling numbers. The rule is there only where a deployment has one.</summary>
public interface IReputationSource
{
    /// <summary>How likely calls of the number are unwanted, 0 (wanted) to 100; null: nothing is known.</summary>
    /// <remarks>It is asked on the call path: it answers from memory, or within a bound of its own.</remarks>
    ValueTask<int?> FindScoreAsync(TelephoneNumber number, CancellationToken cancellationToken);
}

/// <summary>From which scores on a call counts as suspicious and as unwanted.</summary>
public sealed record ReputationThresholds(int Suspicious, int Unwanted)
{
    public static ReputationThresholds Usual { get; } = new(Suspicious: 70, Unwanted: 95);
}

/// <summary>A calling number with a bad reputation.</summary>
public sealed class ReputationRule(IReputationSource source, ReputationThresholds thresholds) : ICallValidationRule
{
    /// <summary>As <see cref="Name"/>: results of this rule are told from those of others by it.</summary>
    public const string RuleName = "reputation";

    public string Name => RuleName;

    public async ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        if (call.Orig is not NumberParty { Number: var number }) return null;
        if (await source.FindScoreAsync(number, cancellationToken) is not { } score || score < thresholds.Suspicious) return null;
        var conclusion = score >= thresholds.Unwanted ? CallValidationConclusion.Unwanted : CallValidationConclusion.Suspicious;
        return new CallValidationResult(conclusion, Name, $"the calling number's score is {score} of 100");
    }
}
