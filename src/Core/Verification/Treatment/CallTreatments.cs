using Microsoft.Extensions.Logging;
using Shaken.Core.Passports;
using Shaken.Core.Storage;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Treatment;

/// <summary>
/// Decides what happens to verified calls, by the policies of their tenants. Where a call has several outcomes, such as foreign and passed,
/// the strictest step decides: no outcome excuses another.
/// </summary>
public sealed partial class CallTreatments
{
    private readonly TreatmentPolicies _policies;
    private readonly ICallValidation _validation;
    private readonly FirstFailures _firstFailures;
    private readonly BypassChecks _bypass;
    private readonly TreatmentMetrics _metrics;
    private readonly ILogger _logger;

    public CallTreatments(
        TreatmentPolicies policies, ICallValidation validation, FirstFailures firstFailures, BypassChecks bypass, TreatmentMetrics metrics,
        ILogger<CallTreatments> logger) =>
        (_policies, _validation, _firstFailures, _bypass, _metrics, _logger) =
            (policies, validation, firstFailures, bypass, metrics, logger);

    /// <summary>
    /// Has the tenant's policy at hand, so that a store which does not answer is met before anything is taken for the call.
    /// </summary>
    /// <exception cref="StorageException">The tenant's policy cannot be read.</exception>
    public async ValueTask PrepareAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await _policies.FindAsync(tenant, cancellationToken);

    /// <summary>Decides what happens to a call.</summary>
    /// <param name="bypassToken">The value of <c>P-Identity-Bypass</c>; null: there is none.</param>
    /// <exception cref="StorageException">The tenant's policy cannot be read.</exception>
    public async ValueTask<CallTreatment> DecideAsync(
        CallScope scope, CallToVerify call, CallVerdict verdict, string? bypassToken, CancellationToken cancellationToken)
    {
        var policy = await _policies.FindAsync(scope.Tenant, cancellationToken);
        var outcomes = OutcomesOfCall.Of(call, verdict);
        BypassResult? bypass = null;
        if (outcomes.Main == TreatedOutcome.NoIdentity && bypassToken is not null)
        {
            bypass = await _bypass.CheckAsync(bypassToken, cancellationToken);
            if (bypass == BypassResult.Accepted) outcomes = outcomes with { Main = TreatedOutcome.Bypassed };
        }

        var decision = TreatmentDecision.Of(policy, scope, outcomes);
        if (decision.Strictest != TreatmentVerb.Reject
            && outcomes.Main.MayBeFinalOnce()
            && call.Orig is { } orig
            && policy.FinalOnceFor(scope) is { } once)
            decision = await DecideOnceAsync(decision, once, scope, orig, cancellationToken);

        CallValidationResult? validation = null;
        if (decision.Strictest == TreatmentVerb.Validate)
        {
            validation = await _validation.AskAsync(call, verdict, cancellationToken);
            _metrics.Validated(validation);
            decision = decision.With(policy.Choose(scope, TreatedOutcomes.Of(validation.Conclusion)));
        }

        return decision.ToTreatment(call, verdict, validation) with { Bypass = bypass };
    }

    private async ValueTask<TreatmentDecision> DecideOnceAsync(
        TreatmentDecision decision, FinalOnceChoice once, CallScope scope, PassportParty orig, CancellationToken cancellationToken)
    {
        FirstFailureResult result;
        try
        {
            result = await _firstFailures.TryBeFirstAsync(scope.Tenant, orig, cancellationToken)
                ? FirstFailureResult.Final : FirstFailureResult.Later;
        }
        catch (StorageException exception)
        {
            // The draft asks above all that calls are delivered.
            LogNotKnown(exception);
            result = FirstFailureResult.NotKnown;
        }

        _metrics.FirstFailed(result);
        return result switch
        {
            FirstFailureResult.Final => decision.EndingOnce(once.Rule),
            FirstFailureResult.Later => decision.CountingAsUnsigned(once),
            FirstFailureResult.NotKnown => decision,
        };
    }

    [LoggerMessage(EventId = 4242, Level = LogLevel.Warning,
        Message = "Whether a number's failure was told before is not known, as the store does not answer; the call goes on")]
    private partial void LogNotKnown(Exception exception);
}
