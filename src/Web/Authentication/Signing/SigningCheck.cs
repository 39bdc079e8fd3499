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
        var silent = states.GroupBy(state => state.Provider).FirstOrDefault(group => group.All(state => state.FindSigning(now) is null));
        if (silent is not null)
        {
            // A provider that never had a certificate waits for its first; one whose certificate is over has lost something.
            var (state, isFirst) = (silent.First(), silent.All(one => one.Current is null));
            var reason = $"no call of {silent.Key} can be signed: {state.Name}: {state.Fault ?? "the certificate is not in force now"}";
            return Task.FromResult(isFirst ? HealthCheckResult.Degraded(reason) : HealthCheckResult.Unhealthy(reason));
        }

        var weak = states.FirstOrDefault(state => state.Fault is not null);
        if (weak is not null) return Task.FromResult(HealthCheckResult.Degraded(InWords(weak, now)));
        var ending = states.FirstOrDefault(state => EndsSoon(state.Current!, now));
        return Task.FromResult(ending is null
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"{ending.Name}: the certificate ends at {ending.Current!.NotAfter:u}; renew it before"));
    }

    private static string InWords(SigningCertificateState weak, DateTimeOffset now) => weak.FindSigning(now) is { } older
        ? $"{weak.Name}: {weak.Fault}; calls are signed with the certificate before until {older.NotAfter:u}"
        : $"{weak.Name}: {weak.Fault}";

    private static bool EndsSoon(SigningCertificate certificate, DateTimeOffset now) =>
        certificate.NotAfter - now < (certificate.NotAfter - certificate.NotBefore) * LeastLeft;
}
