using Shaken.Core.Passports;

namespace Shaken.Core.Reputation.Observations;

/// <summary>How much a call speaks for a subject and against it.</summary>
public readonly record struct ObservedWeight(float Good, float Bad)
{
    /// <summary>The call says nothing of the subject.</summary>
    public bool IsNothing => Good + Bad <= 0;

    /// <summary>Divides a weight by what was concluded of the call.</summary>
    public static ObservedWeight Of(float weight, ObservedOutcome outcome)
    {
        var bad = outcome switch
        {
            ObservedOutcome.Clean => 0f,
            ObservedOutcome.Suspicious => 0.5f,
            ObservedOutcome.Unwanted => 1f,
        };
        return new ObservedWeight(weight * (1 - bad), weight * bad);
    }
}

/// <summary>The table of weights: one call weighs 1 at most.</summary>
public static class ObservationWeights
{
    private const float Full = 1f;
    private const float Half = 0.5f;
    private const float Little = 0.25f;

    /// <summary>
    /// What a call says of its calling number and its origid. A number whose validation failed was used by somebody else: its holder must
    /// not suffer for that.
    /// </summary>
    public static ObservedWeight OfCaller(Observation call) => ObservedWeight.Of(
        call.Verdict switch
        {
            // Without an attestation a certificate for the number itself vouches, as delegate certificates do.
            Verstat.Passed => call.Attest is { } attest ? WeightOf(attest) : Full,
            Verstat.None => Little,
            Verstat.Failed => 0f,
        },
        call.Outcome);

    /// <summary>
    /// What a call says of its signer and the signer's country: the more, the more the signer asserted. A failed validation says nothing,
    /// because the signer is not established.
    /// </summary>
    public static ObservedWeight OfSigner(Observation call) => ObservedWeight.Of(
        call.Verdict == Verstat.Failed ? 0f
        : call.Attest is { } attest ? WeightOf(attest)
        : Little,
        call.Outcome);

    private static float WeightOf(Attestation attest) => attest switch
    {
        Attestation.A => Full,
        Attestation.B => Half,
        Attestation.C => Little,
    };
}
