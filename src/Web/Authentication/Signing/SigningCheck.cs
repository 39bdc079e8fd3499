using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.Authentication.Certificates;

namespace Shaken.Web.Authentication.Signing;

/// <summary>The certificates that sign calls: each is in force, and does not end soon.</summary>
internal sealed class SigningCheck(SigningCertificates certificates, TimeProvider time) : IHealthCheck
{
    // Renewal begins when a third of a certificate's life is left; a tenth is left when it has failed for long.
    private const double LeastLeft = 0.1;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var states = certificates.States;
        var silent = states.GroupBy(state => state.Provider).FirstOrDefault(group => group.All(state => state.Fault is not null));
        if (silent is not null)
        {
            var state = silent.First();
            return Task.FromResult(HealthCheckResult.Unhealthy($"no call of {silent.Key} can be signed: {state.Name}: {state.Fault}"));
        }

        var weak = states.FirstOrDefault(state => state.Fault is not null);
        if (weak is not null) return Task.FromResult(HealthCheckResult.Degraded($"{weak.Name}: {weak.Fault}"));
        var ending = states.FirstOrDefault(state => EndsSoon(state.Current!, now));
        return Task.FromResult(ending is null
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{ending.Name}: the certificate ends at {ending.Current!.NotAfter:u}; renew it before"));
    }

    private static bool EndsSoon(SigningCertificate certificate, DateTimeOffset now) =>
        certificate.NotAfter - now < (certificate.NotAfter - certificate.NotBefore) * LeastLeft;
}
