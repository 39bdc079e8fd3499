using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.CertificationAuthority.Revoking;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Certificates by a CA of this deployment.</summary>
public sealed class OwnIssuing : IAcmeIssuing
{
    private readonly CertificateIssuance _issuance;
    private readonly IssuedCertificates _issued;
    private readonly OwnCertificates _own;
    private readonly RevokeIssued _revoke;
    private readonly RevocationRegister _register;
    private readonly AcmeOptions _options;

    public OwnIssuing(
        CertificateIssuance issuance, IssuedCertificates issued, OwnCertificates own, RevokeIssued revoke, RevocationRegister register,
        AcmeOptions options) =>
        (_issuance, _issued, _own, _revoke, _register, _options) = (issuance, issued, own, revoke, register, options);

    public async ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        if (!Wanted(order, account, request).TryGet(out var wanted, out var problem)) return problem;
        return (await _issuance.PreviewAsync(wanted, cancellationToken)).TryGet(out _, out var refusal)
            ? null : IssuanceProblems.Of(refusal);
    }

    public async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        if (!Wanted(order, account, request).TryGet(out var wanted, out var problem)) return problem;
        return (await _issuance.IssueAsync(wanted, cancellationToken)).TryGet(out var issued, out var refusal)
            ? new AcmeIssuance(issued.Url)
            : IssuanceProblems.Of(refusal);
    }

    public ValueTask<IssuedCertificate?> FindByOrderAsync(string orderId, CancellationToken cancellationToken) =>
        _issued.FindByOrderAsync(orderId, cancellationToken);

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

    private Outcome<IssuanceOrder, AcmeProblem> Wanted(AcmeOrder order, AcmeAccount account, SigningRequest request)
    {
        // The settings may have changed since the order was placed.
        if (!_options.Profiles.Find(order.Profile).TryGet(out var profile, out var problem)) return problem;
        return new IssuanceOrder(
            order.Id, account.Id, OrganizationFor(order, account, request), request, GrantOf(order), order.NotBefore, order.NotAfter)
        {
            Life = profile.Life,
            Constraints = order.Constraints is { } constraints ? AcmeClaimConstraints.Restore(constraints) : null,
        };
    }

    // The operator's own knowledge counts before what the client writes of itself.
    private static string OrganizationFor(AcmeOrder order, AcmeAccount account, SigningRequest request) =>
        account.Organization ?? request.Subject.Values(Oids.Organization).FirstOrDefault(name => name.Length > 0)
        ?? (TnAuthListDer.TryRead(order.Authority, out var list) && list.Codes.FirstOrDefault() is { } code
            ? $"Provider {code}"
            : $"Account {account.Id}");

    private static VerifiedAuthorityToken GrantOf(AcmeOrder order)
    {
        var grant = order.Authorization.Grant ?? throw new InvalidOperationException("An order that is ready has no grant.");
        return TnAuthListDer.TryRead(order.Authority, out var list) && CountryCode.TryParse(grant.Country, out var country)
            ? VerifiedAuthorityToken.Restore(list, order.Authority, grant.IsCa, grant.TokenExpiresAt, grant.TokenId, country)
            : throw new InvalidOperationException("An order's grant cannot be read.");
    }
}
