using Microsoft.Extensions.DependencyInjection.Extensions;
using Shaken.Core.Verification.Statistics;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Timers;

namespace Shaken.Web.Verification.Statistics;

/// <summary>Counts of calls, which the roles as and vs share: each adds the services, and they are there once.</summary>
internal static class CallStatisticsPart
{
    /// <summary>Of no role, since both have it.</summary>
    public static IReadOnlyList<HttpFunction> Functions { get; } =
    [
        new("OperatorCallStatistics", null, "GET", "operator/v1/call-statistics", CallStatisticsEndpoint.GetAsync),
        new("OperatorForecastTrust", null, "POST", "operator/v1/trust-impact", TrustImpactEndpoint.PostAsync),
    ];

    /// <summary>Of no role, since both have it.</summary>
    public static IReadOnlyList<TimerFunction> Timers { get; } = [new("MergeCallCounts", null, "15 8 * * * *", MergeAsync)];

    public static void AddServices(IServiceCollection services, ParsedSettings settings)
    {
        services.TryAddSingleton(settings.Get<CallStatisticsSettings>().Retention);
        services.TryAddSingleton<CallMetrics>();
        services.TryAddSingleton<CallCounts>();
        services.TryAddSingleton<CallCountRecords>();
        services.TryAddSingleton<CallStatistics>();
        services.TryAddSingleton<FlushCallCounts>();
        services.AddHostedService<CallCountKeeper>();
    }

    private static async Task MergeAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<CallCountRecords>() is not { } records) return;
        await records.MergeDaysAsync(cancellationToken);
        await Purge.RunAsync(services, CallCountRecords.MinuteTable, cancellationToken);
        await Purge.RunAsync(services, CallCountRecords.DayTable, cancellationToken);
    }
}
