using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Shaken.Web.Shared.Health;

/// <summary>
/// Runs the checks on request. A good report is kept for a second, so that asking often costs nothing; a bad one is not, so that recovery
/// shows at once.
/// </summary>
internal sealed class HealthReports(HealthCheckService checks, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    private volatile Good? _last;

    public async ValueTask<HealthReport> GetAsync(CancellationToken cancellationToken)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested && _last is { } last && time.GetElapsedTime(last.At) < Kept) return last.Report;
        var report = await checks.CheckHealthAsync(cancellationToken);
        _last = report.Status == HealthStatus.Unhealthy ? null : new Good(report, time.GetTimestamp());
        return report;
    }

    private sealed record Good(HealthReport Report, long At);
}
