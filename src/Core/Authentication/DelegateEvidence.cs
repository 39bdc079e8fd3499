using Shaken.Core.Authentication.Policies;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Tenants;
using Shaken.Core.Trust.Verdicts;

namespace Shaken.Core.Authentication;

/// <summary>
/// Evidence that comes with a call: a base or rcd PASSporT for just this call, signed with a delegate certificate that has the calling
/// number (RFC 9060). It counts for that call alone.
/// </summary>
public sealed class DelegateEvidence
{
    private readonly PassportVerifier _verifier;

    /// <param name="verifier">Judges freshness as for any call.</param>
    public DelegateEvidence(PassportVerifier verifier) => _verifier = verifier;

    /// <summary>The decision for a call; null: no PASSporT that came with it gives evidence.</summary>
    internal async ValueTask<AttestationDecision?> FindAsync(TenantId tenant, CallToSign call, CancellationToken cancellationToken)
    {
        var parties = new CallParties(call.Orig, call.Dest[0]);
        foreach (var text in IdentityHeader.Split(call.Presented))
        {
            if (!IdentityHeader.TryParse(text, out var header, out _) || !header.TryReadPassport(out var passport, out _)) continue;
            if (passport.Type is not (PassportType.Base or PassportType.Rcd)) continue;
            var verified = await _verifier.VerifyAsync(passport, parties, new ClientKey($"tenant {tenant}"), cancellationToken);
            if (verified.TryGet(out var good, out _) && EvidenceIn(good, call.Orig) is { } evidence)
                return new AttestationDecision(Attestation.A, SigningRules.Delegate, evidence);
        }

        return null;
    }

    // A provider's own certificate has codes only: its PASSporT says that another provider vouches, not that the customer may use the
    // number. Codes beside a delegate's numbers change nothing.
    private static AttestationEvidence? EvidenceIn(VerifiedPassport passport, PassportParty orig) =>
        passport.Signer.IsDelegate && orig is NumberParty { Number: var number } && passport.Signer.Numbers.Contains(number)
            && IsBelieved(passport.Signer, number)
            ? new AttestationEvidence(
                EvidenceKind.DelegateCertificate, $"sha256:{passport.Signer.Certificate.Fingerprint}", passport.Signer.Chain.NotAfter)
            : null;

    // A is signed in our own name: a country whose A does not count here in full, or not for this number, gives no evidence for one.
    private static bool IsBelieved(TrustedCertificate signer, TelephoneNumber number) =>
        signer.Domain.Policy.CountsInFull(signer.Country, number);
}
