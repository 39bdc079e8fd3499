using System.Runtime.CompilerServices;
using Shaken.Core.CertificateRepository;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Storage;

namespace Shaken.Core.PolicyAdministrator.Reports;

/// <summary>
/// How many certificates the CA of the same deployment issued in a quarter, by the day from which they are valid: those that it published.
/// CAs elsewhere report what they revoke, and not what they issue.
/// </summary>
public sealed class IssuedReport(PublishedChains repository, OwnCertificates own) : IReportSource
{
    public async IAsyncEnumerable<ReportFigure> ListAsync(
        Quarter quarter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0L;
        string? continuation = null;
        do
        {
            var page = await repository.ListAsync(continuation, StorageLimits.Page, cancellationToken);
            foreach (var id in page.Ids)
            {
                if (await own.FindPublishedAsync(id, cancellationToken) is [var leaf, ..] && quarter.Contains(leaf.NotBefore)) count++;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
        yield return new ReportFigure("certificates-issued", "by-this-ca", count);
    }
}
