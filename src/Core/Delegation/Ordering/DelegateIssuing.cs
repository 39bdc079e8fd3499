using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>
/// Issues to customers, by whatever CA: what a certificate rests on stands in the ledger before it is signed. An order that was begun by
/// another CA ends without a certificate here, so that none has two.
/// </summary>
/// <param name="issuer">The kind of CA, the same name on every instance.</param>
public sealed class DelegateIssuing(
    IAcmeIssuing issuing, IAcmeCertificates certificates, DelegateCertificates ledger, string issuer) : IAcmeIssuing
{
    private static readonly AcmeProblem BegunElsewhere = new(
        AcmeError.ServerInternal, "the server changed its CA while the order was under way: place a new order");

    public ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken) =>
        issuing.FindViolationAsync(order, account, request, cancellationToken);

    public async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        if (!await ledger.TryReserveAsync(order, account, issuer, cancellationToken)) return BegunElsewhere;
        var outcome = await issuing.IssueAsync(order, account, request, cancellationToken);
        if (outcome.TryGet(out var issuance, out _) && issuance.Url is not null
            && await certificates.FindByOrderAsync(order.Id, cancellationToken) is { } issued)
            await ledger.EnterAsync(order, account, issued, cancellationToken);
        return outcome;
    }
}
