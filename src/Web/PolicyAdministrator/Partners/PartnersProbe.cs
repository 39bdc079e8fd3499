using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.PolicyAdministrator.Partners;

namespace Shaken.Web.PolicyAdministrator.Partners;

/// <summary>The lists of active partners: each there, not expired, and not failing so long that it will expire.</summary>
internal sealed class PartnersProbe(IPartners partners, PartnerStates states, TimeProvider time)
{
    // Back-off reaches an hour after six failures: from then on an operator has to look.
    private const int ManyFailures = 6;
    private const int MostNamed = 10;

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var (now, wrong, count) = (time.GetUtcNow(), new List<string>(), 0);
        await foreach (var partner in partners.ListAsync(cancellationToken))
        {
            if (partner.State != PartnerState.Active) continue;
            var status = await states.FindAsync(partner.Id, cancellationToken);

            // It was added just now.
            if (status is null) continue;
            if (status.ExpiresAt > now && status.Failures < ManyFailures) continue;
            if (status is { ExpiresAt: null, Failures: 0 }) continue;
            count++;
            if (wrong.Count < MostNamed) wrong.Add(partner.Id.Value);
        }

        return count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{count} partners have no list that is good, or fail all the time: {string.Join(", ", wrong)}; "
                + "`shaken pa partner show` or `shaken registry countries` says why");
    }
}
