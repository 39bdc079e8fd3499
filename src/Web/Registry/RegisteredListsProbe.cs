using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Registry.Countries;
using Shaken.Core.Registry.Lists;

namespace Shaken.Web.Registry;

/// <summary>The lists of registered countries: each there, not expired, and not failing so long that it will be.</summary>
internal sealed class RegisteredListsProbe(RegistryCountries countries, CountryLists lists, TimeProvider time)
{
    // Back-off reaches an hour after six failures: from then on an operator has to look.
    private const int ManyFailures = 6;
    private const int MostNamed = 10;

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var (now, wrong, count) = (time.GetUtcNow(), new List<string>(), 0);
        foreach (var entry in await countries.GetPublishedAsync(cancellationToken))
        {
            if (entry.IsUnrestricted) continue;

            // Null: it was registered just now.
            var status = await lists.FindStatusAsync(entry.Country, cancellationToken);
            if (status is null or { ExpiresAt: null, Failures: 0 }) continue;
            if (status.ExpiresAt > now && status.Failures < ManyFailures) continue;
            count++;
            if (wrong.Count < MostNamed) wrong.Add(entry.Country.Value);
        }

        return count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"{count} countries have no list that is good, or fail all the time: {string.Join(", ", wrong)}; "
                + "`shaken registry show` says why");
    }
}
