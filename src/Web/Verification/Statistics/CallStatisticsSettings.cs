using Shaken.Core.Verification.Statistics;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Verification.Statistics;

/// <summary>The settings of <see cref="CallStatisticsSettings"/>.</summary>
internal static class CallStatisticsSetting
{
    // A day is summed up until two days after it began.
    public static NumberSetting MinuteDays { get; } = new("CallStatistics:MinuteDays", 7, 3, 31,
        "How long the counts of single minutes are kept",
        "14");

    public static NumberSetting Days { get; } = new("CallStatistics:Days", 400, 1, 3660,
        "How long the counts of whole days are kept",
        "800");

    public static IReadOnlyList<Setting> All { get; } = [MinuteDays, Days];
}

/// <summary>How long counts of calls are kept.</summary>
internal sealed record CallStatisticsSettings(CallCountRetention Retention) : ISettings<CallStatisticsSettings>
{
    public static IReadOnlyList<Setting> Declared => CallStatisticsSetting.All;

    public static CallStatisticsSettings Read(SettingsReader reader) => new(new CallCountRetention(
        TimeSpan.FromDays(reader.Number(CallStatisticsSetting.MinuteDays)), TimeSpan.FromDays(reader.Number(CallStatisticsSetting.Days))));
}
