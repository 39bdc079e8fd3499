using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Tokens;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>Certificates by a CA of this deployment.</summary>
public sealed class OwnIssuing : IAcmeIssuing
{
    private readonly CertificateIssuance _issuance;
    private readonly AcmeOptions _options;

    public OwnIssuing(CertificateIssuance issuance, AcmeOptions options) => (_issuance, _options) = (issuance, options);

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
