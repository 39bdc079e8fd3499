using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Storage;

namespace Shaken.Core.CertificationAuthority.Issuing;

/// <summary>
/// Revokes a certificate of this CA, for every kind of caller. keyCompromise is about the key: the key is blocked, and its other valid
/// certificates are revoked too.
/// </summary>
public sealed class RevokeIssued
{
    private readonly IssuedCertificates _issued;
    private readonly CompromisedKeys _compromised;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;

    public RevokeIssued(IssuedCertificates issued, CompromisedKeys compromised, RevocationRegister register, TimeProvider time) =>
        (_issued, _compromised, _register, _time) = (issued, compromised, register, time);

    /// <summary>Revokes. Repeated after an outage, it completes what is missing.</summary>
    /// <param name="certificate">One that a key of this CA signed.</param>
    /// <param name="by">Who wanted it, for the register.</param>
    public async ValueTask<Outcome<RevocationEntry, RevocationRefusal>> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, string by, CancellationToken cancellationToken)
    {
        // The named certificate goes last: as long as it is not in the register, a client that got no answer retries, and the retry
        // completes the rest.
        if (reason == RevocationReason.KeyCompromise) await BlockKeyAsync(certificate, by, cancellationToken);
        return await _register.RevokeAsync(RevocationNotice.Of(certificate, reason, by), cancellationToken);
    }

    /// <summary>
    /// Brings a certificate that entered the ledger late in line with the rest: its revocation blocks its key, its blocked key revokes it.
    /// </summary>
    /// <returns>Whether its key is compromised.</returns>
    internal async ValueTask<bool> ApplyCompromiseAsync(StiCertificate certificate, string by, CancellationToken cancellationToken)
    {
        var entry = await _register.FindAsync(certificate.Issuer, certificate.SerialNumber, cancellationToken);
        if (entry is { Reason: RevocationReason.KeyCompromise })
        {
            await BlockKeyAsync(certificate, by, cancellationToken);
            return true;
        }

        if (!certificate.TryGetJwk(out var key) || !await _compromised.HasAsync(key, cancellationToken)) return false;
        if (entry is null && certificate.NotAfter > _time.GetUtcNow())
            await _register.RevokeAsync(RevocationNotice.Of(certificate, RevocationReason.KeyCompromise, by), cancellationToken);
        return true;
    }

    /// <summary>Blocks the certificate's key and revokes the other valid certificates over it.</summary>
    private async ValueTask BlockKeyAsync(StiCertificate certificate, string by, CancellationToken cancellationToken)
    {
        if (!certificate.TryGetJwk(out var key)) return;

        // The block first: an issuance that enters the index after the listing below finds the block before it publishes.
        await _compromised.AddAsync(key, certificate.Fingerprint, cancellationToken);
        string? continuation = null;
        do
        {
            var page = await _issued.ListByKeyAsync(key, continuation, StorageLimits.Page, cancellationToken);
            var now = _time.GetUtcNow();
            var others = page.Certificates.Select(issued => issued.Certificate);
            foreach (var other in others.Where(other => other.Fingerprint != certificate.Fingerprint && other.NotAfter > now))
                await _register.RevokeAsync(RevocationNotice.Of(other, RevocationReason.KeyCompromise, by), cancellationToken);
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
