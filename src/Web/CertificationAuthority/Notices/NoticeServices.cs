using Shaken.Core.CertificationAuthority.Notices;
using Shaken.Core.PolicyAdministrator.Notices;
using Shaken.Core.Tokens;
using Shaken.Web.CertificationAuthority.Revoking;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Health;

namespace Shaken.Web.CertificationAuthority.Notices;

/// <summary>Puts together how a CA hears from its policy administrator.</summary>
internal static class NoticeServices
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    public static void Add(IServiceCollection services, ReportSettings? reportTo, ParsedSettings settings)
    {
        services.AddSingleton<WithdrawnTokens>();
        services.AddSingleton<NoticeProgress>();
        if (!IsHeard(reportTo, settings)) return;
        services.AddSingleton<INoticeSource>(provider => reportTo is null
            ? new LocalNotices(provider.GetRequiredService<NoticeLog>())
            : new HttpNotices(reportTo, provider.GetRequiredService<HttpMessageInvoker>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<FollowNotices>();
    }

    public static void AddHealthChecks(HealthChecks checks, ReportSettings? reportTo, ParsedSettings settings)
    {
        if (!IsHeard(reportTo, settings)) return;
        checks.AddProbe("policy-administrator-notices", ProbeInterval, provider => new NoticeProbe(
            provider.GetRequiredService<NoticeProgress>(), provider.GetRequiredService<TimeProvider>()).ProbeAsync);
    }

    /// <summary>Follows what is new. Safe on many instances at once.</summary>
    public static async Task FollowAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<FollowNotices>() is { } follow) await follow.RunAsync(cancellationToken);
    }

    // From the administrator that it reports to, or the one in this deployment; a CA without either hears of nothing.
    private static bool IsHeard(ReportSettings? reportTo, ParsedSettings settings) =>
        reportTo is { HasNotices: true } || (reportTo is null && settings.Get<RoleSettings>().Roles.Contains(Role.Pa));
}
