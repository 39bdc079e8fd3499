using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What an ACME server issued: found again, and revoked.</summary>
public interface IAcmeCertificates
{
    /// <summary>The certificate of an order; null: there is none yet.</summary>
    ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>Whether the certificate of an order is not here yet and may still come without our doing.</summary>
    ValueTask<bool> MayComeAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>The certificate with a serial number; null: none that was issued here.</summary>
    ValueTask<IssuedCertificate?> FindBySerialAsync(CertificateSerial serial, CancellationToken cancellationToken);

    /// <summary>Whose a certificate is that a client names; null: it was not issued here.</summary>
    ValueTask<CertificateHolder?> FindHolderAsync(StiCertificate certificate, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a certificate that was issued here: in effect when this returns null. A problem: it was revoked before, or the CA that
    /// signed it cannot be reached.
    /// </summary>
    /// <param name="by">Who asks for it, for the register.</param>
    ValueTask<AcmeProblem?> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, string by, CancellationToken cancellationToken);

    /// <summary>Whether a certificate that was issued here is revoked.</summary>
    ValueTask<bool> IsRevokedAsync(StiCertificate certificate, CancellationToken cancellationToken);
}

/// <summary>Whose a certificate is.</summary>
/// <param name="AccountId">Null: the ledger does not know it, though a key of this CA signed it.</param>
public sealed record CertificateHolder(string? AccountId);
