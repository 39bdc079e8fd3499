using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.ForeignCrls;
using Shaken.Core.PolicyAdministrator.Partners;

namespace Shaken.Web.PolicyAdministrator.ForeignCrls;

/// <summary>The copies of partners' CRLs: each there, not past its nextUpdate, and not failing so long that it will be.</summary>
internal sealed class ForeignCrlsProbe(IPartners partners, PartnerStates lists, ForeignCrlStates crls, TimeProvider time)
{
    // Back-off reaches an hour after six failures: from then on an operator has to look.
    private const int ManyFailures = 6;
    private const int MostNamed = 10;

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var (now, wrong, count) = (time.GetUtcNow(), new List<string>(), 0);
        await foreach (var partner in partners.ListAsync(cancellationToken))
        {
            if (partner.State == PartnerState.Excluded) continue;
            foreach (var url in PartnerCrlUrls.Of(partner, await lists.FindAsync(partner.Id, cancellationToken)))
            {
                // Null: it is known since just now.
                var status = await crls.FindAsync(new ForeignCrlKey(partner.Id, url), cancellationToken);
                if (status is null or { Digest: null, Failures: 0 }) continue;
                if (status.NextUpdate > now && status.Failures < ManyFailures) continue;
                count++;
                if (wrong.Count < MostNamed) wrong.Add(partner.Id.Value);
            }
        }

        return count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{count} CRLs of partners are missing or late, or fail all the time: {string.Join(", ", wrong)}; "
                + "`shaken pa partner show` or `shaken registry countries` says why");
    }
}
