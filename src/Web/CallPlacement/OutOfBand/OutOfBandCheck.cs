using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.CallPlacement.Advertisements;
using Shaken.Core.CallPlacement.Directory;

namespace Shaken.Web.CallPlacement.OutOfBand;

/// <summary>
/// Whether it is known which CPS a provider has. Without that calls are signed and verified all the same: the deployment is degraded.
/// </summary>
/// <param name="mappings">One, or none where no cpsMapping is followed.</param>
internal sealed class OutOfBandCheck(IEnumerable<CpsLookup> mappings, AdvertisedCpss advertised) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (mappings.Any(mapping => mapping.InForce is null))
        {
            return Task.FromResult(HealthCheckResult.Degraded(
                "no cpsMapping is in force, so PASSporTs are posted to few CPSs or none: see events 1741 and 4281 in the log"));
        }

        return Task.FromResult(advertised.MissingCount == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{advertised.MissingCount} of OutOfBand:Advertisements are not held: see event 4284 in the log"));
    }
}
