using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>
/// revokeCert (RFC 8555 section 7.6): by the account that ordered the certificate, by one with an authorization for the same TNAuthList in
/// the same country, or by the holder of the certificate's key.
/// </summary>
public sealed class RevokeCertificate
{
    // What a subscriber may say of its own certificate (RFC 5280 section 5.3.1); the rest is a CA's to say.
    private static readonly RevocationReason[] Allowed =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.AffiliationChanged, RevocationReason.Superseded,
        RevocationReason.CessationOfOperation,
    ];

    private readonly AcmeOrders _orders;
    private readonly AcmeAccounts _accounts;
    private readonly IAcmeCertificates _certificates;
    private readonly TimeProvider _time;

    public RevokeCertificate(AcmeOrders orders, AcmeAccounts accounts, IAcmeCertificates certificates, TimeProvider time) =>
        (_orders, _accounts, _certificates, _time) = (orders, accounts, certificates, time);

    /// <summary>Revokes: the certificate is revoked when this returns, and on the next CRL.</summary>
    public async ValueTask<Outcome<StiCertificate, AcmeProblem>> RevokeAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!Read(request).TryGet(out var asked, out var problem)) return problem;
        if (await _certificates.FindHolderAsync(asked.Certificate, cancellationToken) is not { } holder)
            return AcmeProblem.NotFound("certificate");
        if (!await MayRevokeAsync(request, asked.Certificate, holder, cancellationToken))
            return AcmeProblem.Unauthorized(
                "only the certificate's account, its key, or an account authorized for its TNAuthList may revoke it");

        if (await request.TakeNonceAsync(cancellationToken) is { } used) return used;
        var by = request.Stored is null ? "certificate key" : $"account {request.Account.Id}";
        return await _certificates.RevokeAsync(asked.Certificate, asked.Reason, by, cancellationToken) is { } refused
            ? refused : asked.Certificate;
    }

    private async ValueTask<bool> MayRevokeAsync(
        AcmeRequest request, StiCertificate certificate, CertificateHolder holder, CancellationToken cancellationToken)
    {
        if (request.Stored is null) return certificate.PublicKey.TryToP256(out var key) && JsonWebKey.From(key.Parameters) == request.Key;
        return holder.AccountId == request.Account.Id
            || await IsOfCustomerAsync(request.Account, holder, cancellationToken)
            || await IsAuthorizedAsync(request.Account, certificate, cancellationToken);
    }

    // Entitled accounts hold no authorization of their own: numbers may be lent to several customers, and one customer must not revoke the
    // certificates of another. Those of one customer may stand in for one another.
    private async ValueTask<bool> IsOfCustomerAsync(AcmeAccount account, CertificateHolder holder, CancellationToken cancellationToken) =>
        account.Customer is { } customer && holder.AccountId is { } id
        && await _accounts.FindAsync(id, cancellationToken) is { Account.Customer: { } owner } && owner == customer;

    // The same code may be another provider's in another country.
    private async ValueTask<bool> IsAuthorizedAsync(AcmeAccount account, StiCertificate certificate, CancellationToken cancellationToken) =>
        certificate.Extensions.Find(Oids.TnAuthList) is { } list && certificate.Issuer.Country is { } country
        && await _orders.IsAuthorizedAsync(account, list.Value, country.Value, _time.GetUtcNow(), cancellationToken);

    private static Outcome<(StiCertificate Certificate, RevocationReason Reason), AcmeProblem> Read(AcmeRequest request)
    {
        if (!request.TryReadPayload(out var json, out var problem)) return problem;
        using (json)
        {
            if (!json.RootElement.TryGetString("certificate"u8, out var text) || !StrictBase64Url.TryDecode(text, out var der))
                return AcmeProblem.Malformed("certificate is the certificate's DER in base64url without padding");
            if (!StiCertificate.TryRead(der, out var certificate, out var failure)) return AcmeProblem.Malformed($"certificate: {failure}");
            if (!json.RootElement.TryGetOptional("reason", out var member)) return (certificate, RevocationReason.Unspecified);
            return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var code)
                && Array.Exists(Allowed, reason => (int)reason == code)
                ? (certificate, (RevocationReason)code)
                : new AcmeProblem(
                    AcmeError.BadRevocationReason,
                    $"reason is one of {string.Join(", ", Allowed.Select(reason => (int)reason))} (RFC 5280 section 5.3.1)");
        }
    }
}
