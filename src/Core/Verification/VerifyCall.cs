using Shaken.Core.CallPlacement;
using Shaken.Core.CallPlacement.Taking;
using Shaken.Core.Fetching;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Verification.Statistics;
using Shaken.Core.Verification.Treatment;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification;

/// <summary>A call that a tenant wants to be verified.</summary>
/// <param name="Dialect">The form of the request, as statistics name it.</param>
/// <param name="Client">By whom fetches are counted.</param>
public sealed record VerificationOrder(Tenant Tenant, CallToVerify Call, string Dialect, ClientKey Client)
{
    /// <summary>The trunk on which the call came; null: not told.</summary>
    public string? Trunk { get; init; }

    /// <summary>The customer who is called; null: not told.</summary>
    public string? Customer { get; init; }

    /// <summary>The bypass token of the call (P-Identity-Bypass); null: none.</summary>
    public string? BypassToken { get; init; }
}

/// <summary>What became of a call.</summary>
/// <param name="HeldFailure">Why the CPS could not be asked, in words; null: it was asked, or there is nothing to ask.</param>
public sealed record VerifiedCall(CallVerdict Verdict, CallTreatment Treatment, string? HeldFailure);

/// <summary>
/// Verifies a call of a tenant (ATIS-1000074 section 5.3): takes what the CPS holds for it, judges all PASSporTs, decides the treatment
/// by the tenant's policy, and counts the result.
/// </summary>
public sealed class VerifyCall
{
    private readonly IHeldPassports _held;
    private readonly CallVerifier _verifier;
    private readonly CallTreatments _treatments;
    private readonly CallCounts _counts;

    public VerifyCall(IHeldPassports held, CallVerifier verifier, CallTreatments treatments, CallCounts counts) =>
        (_held, _verifier, _treatments, _counts) = (held, verifier, treatments, counts);

    public async ValueTask<VerifiedCall> VerifyAsync(
        VerificationOrder order, VerificationRules rules, CancellationToken cancellationToken)
    {
        // What is taken and cannot be used is lost, so the store is asked first for what is needed afterwards.
        await _treatments.PrepareAsync(order.Tenant.Id, cancellationToken);

        // Whatever came in band: a PASSporT that is left in the mailbox would vouch for the next, forged call.
        var taken = NumbersOf(order.Call) is { } numbers
            ? await _held.TakeAsync(numbers, order.Tenant.Provider, cancellationToken)
            : HeldPassports.None;
        var call = taken.Tokens.Count == 0 ? order.Call : order.Call with { Held = taken.Tokens };
        var verdict = await _verifier.VerifyAsync(call, rules, order.Client, cancellationToken);
        var scope = new CallScope(order.Tenant.Id, order.Trunk, order.Customer, (call.Dest as NumberParty)?.Number);
        var treatment = await _treatments.DecideAsync(scope, call, verdict, order.BypassToken, cancellationToken);
        _counts.CountVerified(order.Tenant, verdict, treatment, order.Dialect);
        return new VerifiedCall(verdict, treatment, taken.Failure);
    }

    // A mailbox is known by two numbers.
    private static CallNumbers? NumbersOf(CallToVerify call) =>
        call is { Orig: NumberParty { Number: var orig }, Dest: NumberParty { Number: var dest } } ? new CallNumbers(dest, orig) : null;
}
