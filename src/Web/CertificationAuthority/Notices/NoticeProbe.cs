using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Core.CertificationAuthority.Notices;

namespace Shaken.Web.CertificationAuthority.Notices;

/// <summary>Whether the policy administrator still answers. If it does not, revoked tokens would pass: nothing is refused for it.</summary>
internal sealed class NoticeProbe(NoticeProgress progress, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public async Task<HealthCheckResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var last = await progress.FindLastAnswerAsync(cancellationToken);
        var since = last > _startedAt ? last.Value : _startedAt;
        if (time.GetUtcNow() - since <= Longest) return HealthCheckResult.Healthy();
        var words = last is null ? "has never answered" : $"has not answered since {last:u}";
        return HealthCheckResult.Degraded($"the policy administrator's notices cannot be read: it {words}, so revoked tokens may pass");
    }
}
