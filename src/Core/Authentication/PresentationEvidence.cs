using Shaken.Core.Authentication.Policies;
using Shaken.Core.Delegation.Presentations;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;

namespace Shaken.Core.Authentication;

/// <summary>
/// Evidence that was given once: a customer presented a delegate certificate for the calling number, and signs no call itself (TN
/// proof-of-possession). Warm, it reads memory only.
/// </summary>
public sealed class PresentationEvidence
{
    private readonly TakenPresentations _presentations;

    public PresentationEvidence(TakenPresentations presentations) => _presentations = presentations;

    /// <summary>The decision for a call of a customer; null: nothing that was presented gives evidence.</summary>
    internal async ValueTask<AttestationDecision?> FindAsync(
        TenantId tenant, string customer, PassportParty orig, CancellationToken cancellationToken)
    {
        if (orig is not NumberParty { Number: var number } || CustomerRef.Of(tenant.Value, customer) is not { } account) return null;
        if (await _presentations.FindAsync(account, number, cancellationToken) is not { } found) return null;
        var evidence = new AttestationEvidence(EvidenceKind.Presentation, $"sha256:{found.Fingerprint}", found.Until);
        return new AttestationDecision(Attestation.A, SigningRules.Presentation, evidence);
    }
}
