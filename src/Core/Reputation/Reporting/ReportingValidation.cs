using Shaken.Core.Passports;
using Shaken.Core.Reputation.Observations;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Reputation.Reporting;

/// <summary>
/// Call validation that reports what it concludes. A conclusion that rests on a reputation score is not reported: the score would confirm
/// itself.
/// </summary>
public sealed class ReportingValidation(ICallValidation inner, ObservationReports reports, TimeProvider time) : ICallValidation
{
    public async ValueTask<CallValidationResult> AskAsync(CallToVerify call, CallVerdict verdict, CancellationToken cancellationToken)
    {
        var result = await inner.AskAsync(call, verdict, cancellationToken);
        if (OutcomeOf(result) is { } outcome) reports.Offer(Of(call, verdict, outcome, time.GetUtcNow()));
        return result;
    }

    private static ObservedOutcome? OutcomeOf(CallValidationResult result) => result.Rule == ReputationRule.RuleName
        ? null
        : result.Conclusion switch
        {
            CallValidationConclusion.Clean => ObservedOutcome.Clean,
            CallValidationConclusion.Suspicious => ObservedOutcome.Suspicious,
            CallValidationConclusion.Unwanted => ObservedOutcome.Unwanted,
            CallValidationConclusion.NoAnswer => null,
        };

    // A caller who asks for anonymity is not told of. A number with * or # is none that others would compare.
    private static Observation Of(CallToVerify call, CallVerdict verdict, ObservedOutcome outcome, DateTimeOffset at) =>
        new(at, verdict.Verstat, outcome)
        {
            Attest = verdict.Attest,
            Country = verdict.Signer?.Country ?? verdict.Country,
            Signer = verdict.Signer,
            OrigId = verdict.Signer is not null && ObservationBatch.IsOrigId(verdict.OrigId) ? verdict.OrigId : null,
            Calling = !call.IsAnonymous && call.Orig is NumberParty { Number: var number }
                && ObservationBatch.TryParseCalling(number.Value, out var calling)
                ? calling
                : null,
        };
}
