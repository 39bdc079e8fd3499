using System.Text.Json;
using Shaken.Core.Certificates;
using Shaken.Core.Foundations;
using Shaken.Core.Issuing;
using Shaken.Core.Revocation;
using Shaken.Core.Signing;

namespace Shaken.Core.Acme;

/// <summary>
/// revokeCert (RFC 8555 section 7.6): by the account that ordered the certificate, by one with an authorization for the same TNAuthList in the same country, or by whoever holds the
/// certificate's key.
/// </summary>
public sealed class RevokeCertificate
{
    // What a subscriber may say of its own certificate (RFC 5280 section 5.3.1); the rest is a CA's to say.
    private static readonly RevocationReason[] Allowed =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.AffiliationChanged, RevocationReason.Superseded, RevocationReason.CessationOfOperation,
    ];

    private readonly AcmeOrders _orders;
    private readonly IssuedCertificates _issued;
    private readonly RevocationRegister _register;
    private readonly TimeProvider _time;

    public RevokeCertificate(AcmeOrders orders, IssuedCertificates issued, RevocationRegister register, TimeProvider time) =>
        (_orders, _issued, _register, _time) = (orders, issued, register, time);

    /// <summary>Revokes: the entry is in the register when this returns, and on the next CRL.</summary>
    public async ValueTask<Outcome<RevocationEntry, AcmeProblem>> RevokeAsync(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!Read(request).TryGet(out var asked, out var problem)) return problem;
        if (await _issued.FindByFingerprintAsync(asked.Certificate.Fingerprint, cancellationToken) is not { } issued) return AcmeProblem.NotFound("certificate");
        if (!await MayRevokeAsync(request, asked.Certificate, issued, cancellationToken)) return AcmeProblem.Unauthorized("only the certificate's account, its key, or an account authorized for its TNAuthList may revoke it");

        var by = request.Stored is null ? "certificate key" : $"account {request.Account.Id}";
        var notice = RevocationNotice.Of(asked.Certificate, asked.Reason, by);
        return (await _register.RevokeAsync(notice, cancellationToken)).TryGet(out var entry, out _)
            ? entry
            : new AcmeProblem(AcmeError.AlreadyRevoked, "the certificate was revoked before");
    }

    private async ValueTask<bool> MayRevokeAsync(AcmeRequest request, StiCertificate certificate, IssuedCertificate issued, CancellationToken cancellationToken)
    {
        if (request.Stored is null) return certificate.PublicKey.TryToP256(out var key) && JsonWebKey.From(key.Parameters) == request.Key;
        return issued.AccountId == request.Account.Id || await IsAuthorizedAsync(request.Account, certificate, cancellationToken);
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
            if (!json.RootElement.TryGetString("certificate"u8, out var text) || !StrictBase64Url.TryDecode(text, out var der)) return AcmeProblem.Malformed("certificate is the certificate's DER in base64url without padding");
            if (!StiCertificate.TryRead(der, out var certificate, out var failure)) return AcmeProblem.Malformed($"certificate: {failure}");
            if (!json.RootElement.TryGetProperty("reason"u8, out var member)) return (certificate, RevocationReason.Unspecified);
            return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var code) && Array.Exists(Allowed, reason => (int)reason == code)
                ? (certificate, (RevocationReason)code)
                : new AcmeProblem(AcmeError.BadRevocationReason, $"reason is one of {string.Join(", ", Allowed.Select(reason => (int)reason))} (RFC 5280 section 5.3.1)");
        }
    }
}
