using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Reputation.Observations;

/// <summary>What call validation, or the called party, concluded of a call. A closed set.</summary>
public enum ObservedOutcome
{
    /// <summary>Nothing spoke against the call.</summary>
    Clean,

    /// <summary>The call may have been spoofed or unwanted.</summary>
    Suspicious,

    /// <summary>The call was unwanted.</summary>
    Unwanted,
}

/// <summary>
/// One call as a reporter saw it. Whom it called is not told: <see cref="ObservationBatch"/> refuses a batch that tells it.
/// </summary>
/// <param name="At">When the call came.</param>
/// <param name="Verdict">What verification found.</param>
/// <param name="Outcome">What was concluded.</param>
public sealed record Observation(DateTimeOffset At, Verstat Verdict, ObservedOutcome Outcome)
{
    /// <summary>The attestation as it was believed; null: none was.</summary>
    public Attestation? Attest { get; init; }

    /// <summary>The country of the signer's root; null: not known.</summary>
    public CountryCode? Country { get; init; }

    /// <summary>Who signed; null: not known.</summary>
    public ProviderId? Signer { get; init; }

    /// <summary>The origid of the PASSporT; null: not known.</summary>
    public string? OrigId { get; init; }

    /// <summary>The calling number, which is hashed where the batch is taken, and dropped; null: not told.</summary>
    public TelephoneNumber? Calling { get; init; }

    // An origid may stand for one customer.
    public override string ToString() => $"{Outcome} call of {Signer?.ToString() ?? Country?.ToString() ?? "an unknown signer"}";
}
