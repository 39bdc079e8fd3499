using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.Delegation.Ordering;

/// <summary>Issues to customers, by whatever CA: what a certificate rests on stands in the ledger before it is signed.</summary>
public sealed class DelegateIssuing(IAcmeIssuing issuing, IAcmeCertificates certificates, DelegateCertificates ledger) : IAcmeIssuing
{
    public ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken) =>
        issuing.FindViolationAsync(order, account, request, cancellationToken);

    public async ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken)
    {
        await ledger.ReserveAsync(order, account, cancellationToken);
        var outcome = await issuing.IssueAsync(order, account, request, cancellationToken);
        if (outcome.TryGet(out var issuance, out _) && issuance.Url is not null
            && await certificates.FindByOrderAsync(order.Id, cancellationToken) is { } issued)
            await ledger.EnterAsync(order, account, issued, cancellationToken);
        return outcome;
    }
}
