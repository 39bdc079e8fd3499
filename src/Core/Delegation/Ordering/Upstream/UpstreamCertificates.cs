using System.Net;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.Renewal;
using Shaken.Core.Storage;

namespace Shaken.Core.Delegation.Ordering.Upstream;

/// <summary>What the STI-CA issued to customers by the provider's account: found again, and revoked there.</summary>
public sealed class UpstreamCertificates : IAcmeCertificates
{
    private readonly UpstreamOrders _orders;
    private readonly AccountAtCa _account;
    private readonly TimeProvider _time;

    public UpstreamCertificates(UpstreamOrders orders, AccountAtCa account, TimeProvider time) =>
        (_orders, _account, _time) = (orders, account, time);

    public async ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken) =>
        (await _orders.FindAsync(orderId, cancellationToken))?.Document.ToIssued(orderId);

    // The list first: an order is taken off it after its certificate is recorded.
    public async ValueTask<bool> MayComeAsync(string orderId, CancellationToken cancellationToken) =>
        await _orders.IsOpenAsync(orderId, cancellationToken) && await FindByOrderAsync(orderId, cancellationToken) is null;

    public async ValueTask<IssuedCertificate?> FindBySerialAsync(CertificateSerial serial, CancellationToken cancellationToken) =>
        await _orders.FindOrderAsync(serial, cancellationToken) is { } orderId
            ? await FindByOrderAsync(orderId, cancellationToken) : null;

    public async ValueTask<CertificateHolder?> FindHolderAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        await FindAsync(certificate, cancellationToken) is { } issued ? new CertificateHolder(issued.AccountId) : null;

    public async ValueTask<AcmeProblem?> RevokeAsync(
        StiCertificate certificate, RevocationReason reason, string by, CancellationToken cancellationToken)
    {
        if (await IsRevokedAsync(certificate, cancellationToken)) return AcmeProblem.AlreadyRevoked;
        if (!(await _account.OpenSessionAsync(cancellationToken)).TryGet(out var session, out _)) return NotReached;
        var revoked = await session.RevokeAsync(certificate, SubscribersReasonFor(reason), cancellationToken);
        var isOver = !revoked.TryGet(out _, out var failure) && failure.Type == AcmeError.AlreadyRevoked.Urn();
        if (failure is not null && !isOver) return NotReached;
        await MarkAsync(certificate, cancellationToken);
        return isOver ? AcmeProblem.AlreadyRevoked : null;
    }

    public async ValueTask<bool> IsRevokedAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        await FindAsync(certificate, cancellationToken) is { } issued
        && await _orders.FindAsync(issued.OrderId, cancellationToken) is { Document.RevokedAt: not null };

    private static AcmeProblem NotReached { get; } =
        new(AcmeError.ServerInternal, "the STI-CA did not revoke the certificate; the request may be sent again")
        {
            Status = (int)HttpStatusCode.ServiceUnavailable,
        };

    // At the STI-CA the provider is a subscriber, and the other reasons are a CA's to say.
    private static RevocationReason SubscribersReasonFor(RevocationReason reason) => reason switch
    {
        RevocationReason.Unspecified or RevocationReason.KeyCompromise or RevocationReason.AffiliationChanged
            or RevocationReason.Superseded or RevocationReason.CessationOfOperation => reason,
        _ => RevocationReason.CessationOfOperation,
    };

    private async ValueTask<IssuedCertificate?> FindAsync(StiCertificate certificate, CancellationToken cancellationToken) =>
        await FindBySerialAsync(CertificateSerial.From(certificate.SerialNumber.Span), cancellationToken) is { } issued
        && issued.Certificate.Fingerprint == certificate.Fingerprint ? issued : null;

    private async ValueTask MarkAsync(StiCertificate certificate, CancellationToken cancellationToken)
    {
        if (await FindAsync(certificate, cancellationToken) is not { OrderId: var orderId }) return;
        for (var attempt = 0; attempt < StorageLimits.ConditionalTries; attempt++)
        {
            if (await _orders.FindAsync(orderId, cancellationToken) is not { Document.RevokedAt: null } stored) return;
            var marked = stored.Document with { RevokedAt = _time.GetUtcNow() };
            if (await _orders.TryReplaceAsync(orderId, marked, stored.ETag, cancellationToken) is not null) return;
        }

        throw StorageException.OfContention("An order at the STI-CA");
    }
}
