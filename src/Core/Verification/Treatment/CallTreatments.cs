using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Treatment;

/// <summary>Decides what happens to verified calls, by their tenants' policies.</summary>
public sealed class CallTreatments
{
    /// <summary>Decides what happens to a call.</summary>
    /// <param name="bypassToken">The value of <c>P-Identity-Bypass</c>; null: there is none.</param>
    public ValueTask<CallTreatment> DecideAsync(
        CallScope scope, CallToVerify call, CallVerdict verdict, string? bypassToken, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
