using Shaken.Core.Numbering;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>
/// A calling number of this country that the number table assigns to nobody. The table must be complete for the country: where none was
/// imported, the rule says nothing.
/// </summary>
/// <param name="conclusion">Suspicious or unwanted.</param>
public sealed class UnassignedNumberRule(
    NationalNumbers national, INumberDirectory numbers, CallValidationConclusion conclusion) : ICallValidationRule
{
    public string Name => "unassigned-number";

    public async ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        if (national.Find(call.Orig) is not { } number || !await numbers.HasNumbersAsync(cancellationToken)) return null;
        return await numbers.FindAsync(number, cancellationToken) is null
            ? new CallValidationResult(conclusion, Name, "the number table assigns the calling number to nobody")
            : null;
    }
}
