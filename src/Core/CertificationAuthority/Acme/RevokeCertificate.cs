using System.Text.Json;
using Shaken.Core.CertificationAuthority.Issuing;
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
    private readonly IssuedCertificates _issued;
    private readonly OwnCertificates _own;
    private readonly RevokeIssued _revoke;
    private readonly TimeProvider _time;

    public RevokeCertificate(AcmeOrders orders, IssuedCertificates issued, OwnCertificates own, RevokeIssued revoke, TimeProvider time) =>
        (_orders, _issued, _own, _revoke, _time) = (orders, issued, own, revoke, time);

    /// <summary>Revokes: the entry is in the register when this returns, and on the next CRL.</summary>
    public async ValueTask<Outcome<RevocationEntry, AcmeProblem>> RevokeAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!Read(request).TryGet(out var asked, out var problem)) return problem;

        // After the restore of an older ledger a certificate may be missing there. What a key of this CA signed can be revoked all the
        // same.
        var issued = await _issued.FindByFingerprintAsync(asked.Certificate.Fingerprint, cancellationToken);
        if (issued is null && !_own.Has(asked.Certificate)) return AcmeProblem.NotFound("certificate");
        if (!await MayRevokeAsync(request, asked.Certificate, issued, cancellationToken))
            return AcmeProblem.Unauthorized(
                "only the certificate's account, its key, or an account authorized for its TNAuthList may revoke it");

        if (await request.TakeNonceAsync(cancellationToken) is { } used) return used;
        var by = request.Stored is null ? "certificate key" : $"account {request.Account.Id}";
        return (await _revoke.RevokeAsync(asked.Certificate, asked.Reason, by, cancellationToken)).TryGet(out var entry, out _)
            ? entry
            : new AcmeProblem(AcmeError.AlreadyRevoked, "the certificate was revoked before");
    }

    private async ValueTask<bool> MayRevokeAsync(AcmeRequest request, StiCertificate certificate, IssuedCertificate? issued,
        CancellationToken cancellationToken)
    {
        if (request.Stored is null) return certificate.PublicKey.TryToP256(out var key) && JsonWebKey.From(key.Parameters) == request.Key;
        return issued?.AccountId == request.Account.Id || await IsAuthorizedAsync(request.Account, certificate, cancellationToken);
    }

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
