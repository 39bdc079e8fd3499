using Shaken.Core.Foundations;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.CertificationAuthority.Acme;

/// <summary>The step of an ACME server that makes a certificate of an order.</summary>
public interface IAcmeIssuing
{
    /// <summary>
    /// What forbids the certificate of an order; null: nothing. Asked before the order takes the CSR, and nothing is signed.
    /// </summary>
    /// <param name="order">As it will be with the CSR.</param>
    ValueTask<AcmeProblem?> FindViolationAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the one certificate of an order, or goes on with it. Repeated on any instance it ends in the same certificate.
    /// </summary>
    ValueTask<Outcome<AcmeIssuance, AcmeProblem>> IssueAsync(
        AcmeOrder order, AcmeAccount account, SigningRequest request, CancellationToken cancellationToken);
}

/// <summary>How far the certificate of an order is.</summary>
/// <param name="Url">Where it is published, its x5u; null: it is still being made.</param>
public sealed record AcmeIssuance(string? Url);
