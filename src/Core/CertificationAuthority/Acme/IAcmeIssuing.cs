using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The step of an ACME server that makes a certificate of an order, and takes one back.</summary>
public interface IAcmeIssuing
{
    /// <summary>What forbids the certificate of an order; null: nothing. Asked before the order takes the CSR, and nothing is signed.</summary>
    /// <param name="order">As it will be with the CSR.</param>
    ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the one certificate of an order, or goes on with it. Repeated on any instance it ends in the same certificate.
    /// </summary>
    ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken);

    /// <summary>The certificate of an order; null: there is none yet.</summary>
    ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken);

    /// <summary>The certificate with a serial number; null: none that was issued here.</summary>
    ValueTask<IssuedCertificate?> FindBySerialAsync(CertificateSerial serial, CancellationToken cancellationToken);

    /// <summary>Whose a certificate is that a client names; null: it was not issued here.</summary>
    ValueTask<CertificateHolder?> FindHolderAsync(StiCertificate certificate, CancellationToken cancellationToken);

    /// <summary>Revokes a certificate that was issued here: in effect when this returns. A problem: it was revoked before.</summary>
    /// <param name="by">Who asks for it, for the register.</param>
    ValueTask<AcmeProblem?> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, string by, CancellationToken cancellationToken);

    /// <summary>Whether a certificate that was issued here is revoked.</summary>
    ValueTask<bool> IsRevokedAsync(StiCertificate certificate, CancellationToken cancellationToken);
}

/// <summary>How far the certificate of an order is.</summary>
/// <param name="Url">Where it is published, its x5u; null: it is still being made.</param>
public sealed record AcmeIssuance(string? Url);

/// <summary>Whose a certificate is.</summary>
/// <param name="AccountId">Null: the ledger does not know it, though a key of this CA signed it.</param>
public sealed record CertificateHolder(string? AccountId);
