using Shaken.Core.Passports;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>A calling number that never originates calls, by the operator's list.</summary>
public sealed class DoNotOriginateRule(DoNotOriginateList list) : ICallValidationRule
{
    public string Name => "do-not-originate";

    public async ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken) =>
        call.Orig is NumberParty { Number: var number } && (await list.FindAsync(cancellationToken)).Contains(number)
            ? new CallValidationResult(
                CallValidationConclusion.Unwanted, Name, "the calling number is on the do-not-originate list")
            : null;
}
