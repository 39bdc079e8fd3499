using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>What a CA of this deployment issued.</summary>
public sealed class OwnAcmeCertificates : IAcmeCertificates
{
    private readonly IssuedCertificates _issued;
    private readonly OwnCertificates _own;
    private readonly RevokeIssued _revoke;
    private readonly RevocationRegister _register;

    public OwnAcmeCertificates(IssuedCertificates issued, OwnCertificates own, RevokeIssued revoke, RevocationRegister register) =>
        (_issued, _own, _revoke, _register) = (issued, own, revoke, register);

    public ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken) =>
        _issued.FindByOrderAsync(orderId, cancellationToken);

    // This CA asks for the grants once more after it has written down what it signed: a later withdrawal finds the certificate.
    public ValueTask<bool> MayComeAsync(string orderId, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public ValueTask<IssuedCertificate?> FindBySerialAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        _issued.FindBySerialAsync(serial, cancellationToken);

    public async ValueTask<CertificateHolder?> FindHolderAsync(StiCertificate certificate, CancellationToken cancellationToken)
    {
        // After the restore of an older ledger a certificate may be missing there. What a key of this CA signed can be revoked all the
        // same.
        if (await _issued.FindByFingerprintAsync(certificate.Fingerprint, cancellationToken) is { } issued)
            return new CertificateHolder(issued.AccountId);
        return _own.Has(certificate) ? new CertificateHolder(AccountId: null) : null;
    }

    public async ValueTask<AcmeProblem?> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, string by, CancellationToken cancellationToken) =>
        (await _revoke.RevokeAsync(certificate, reason, by, cancellationToken)).IsSuccess ? null : AcmeProblem.AlreadyRevoked;

    public async ValueTask<bool> IsRevokedAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        await _register.FindAsync(certificate.Issuer, certificate.SerialNumber, cancellationToken) is { ReleasedAt: null };
}
