using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Revocation;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Shared.Health;

/// <summary>Unhealthy once the program is told to stop, so that a load balancer sends its requests elsewhere.</summary>
internal sealed class DrainingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy("draining") : HealthCheckResult.Healthy());
}

/// <summary>The trusted-CA list: a CPS and an STI-VS verify nothing without one.</summary>
internal sealed class TrustListCheck(IOptions<RoleSettings> roles, TrustDomain domain, TimeProvider time) : IHealthCheck
{
    // Refreshes begin long before: a list that is this close to its end could not be replaced.
    private static readonly TimeSpan Close = TimeSpan.FromHours(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (domain.Roots is { } roots)
        {
            return Task.FromResult(roots.ExpiresAt - time.GetUtcNow() < Close
                ? HealthCheckResult.Degraded($"the trusted-CA list expires at {roots.ExpiresAt:u} and could not be replaced yet")
                : HealthCheckResult.Healthy());
        }

        const string Reason =
            "no trusted-CA list is in force, so no PASSporT can be verified: check TrustList:Url, and event 1302 in the log";
        return Task.FromResult(
            roles.Value.Roles.Overlaps([Role.Cps, Role.Vs]) ? HealthCheckResult.Unhealthy(Reason) : HealthCheckResult.Degraded(Reason));
    }
}

/// <summary>
/// The documents of other countries, and the country policy: there, and not expired. Without one, calls of that country are judged by what
/// was taken last, or by nothing; the deployment's own calls are not concerned.
/// </summary>
internal sealed class FollowedListsCheck(FollowedLists lists, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var wrong = lists.All.Where(list => list.ExpiresAt is not { } end || end <= now).Select(list => list.Title).ToList();
        return Task.FromResult(wrong.Count == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"missing or expired: {string.Join(", ", wrong)}; events 1302 and 1822 in the log say why"));
    }
}

/// <summary>The CRLs that the operator named: fetched, and before their nextUpdate. Without them Revocation:Policy decides.</summary>
internal sealed class RevocationListsCheck(RevocationOptions options, RevocationLists lists, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var missing = options.Urls.Distinct(StringComparer.Ordinal).Count(url => lists.Find(url) is not { } list || list.NextUpdate <= now);
        if (missing == 0) return Task.FromResult(HealthCheckResult.Healthy());
        var reason = $"{missing} of the CRLs of Revocation:Urls could not be fetched, or are past their nextUpdate";
        return Task.FromResult(options.Policy switch
        {
            RevocationPolicy.AcceptWithFinding => HealthCheckResult.Degraded(reason),
            RevocationPolicy.Refuse => HealthCheckResult.Unhealthy(reason),
        });
    }
}
