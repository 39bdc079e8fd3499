using Shaken.Core.Authentication.Certificates;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Authentication.Signing;

/// <summary>
/// Keeps the certificates that sign calls in this instance's memory: read before the first call comes, and again each half minute. Every
/// instance needs its own copy, so this is no timer function, which would run on one of them.
/// </summary>
internal sealed class SigningCertificateKeeper(SigningCertificates certificates, TimeProvider time, RunMetrics metrics) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Often, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await RefreshAsync(stoppingToken);
    }

    // A source that does not answer is logged where that is known.
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (!await certificates.RefreshAsync(cancellationToken)) metrics.Failed(nameof(SigningCertificateKeeper));
    }
}
