using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.CallValidation;

/// <summary>
/// A calling number of this country in a call that a provider of another country signed: such calls are mostly spoofed (Ofcom and others
/// have them marked or blocked). A customer who roams abroad is the exception, so the conclusion is the operator's choice.
/// </summary>
/// <param name="national">This country's numbers.</param>
/// <param name="conclusion">Suspicious or unwanted.</param>
public sealed class ForeignNationalRule(NationalNumbers national, CallValidationConclusion conclusion) : ICallValidationRule
{
    public string Name => "foreign-national";

    public ValueTask<CallValidationResult?> JudgeAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken) =>
        ValueTask.FromResult(verdict.IsForeign && national.Find(call.Orig) is not null
            ? new CallValidationResult(
                conclusion, Name, $"a provider of {verdict.Country?.Value ?? "another country"} signed for a number of this country")
            : null);
}
