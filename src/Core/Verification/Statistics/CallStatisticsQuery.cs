using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Shaken.Core.Foundations;
using Shaken.Core.Passports;

namespace Shaken.Core.Verification.Statistics;

/// <summary>How fine the time of counts is.</summary>
public enum CallPeriod
{
    /// <summary>One count over the whole range.</summary>
    Whole,

    Day,

    Minute,
}

/// <summary>Which counts are asked for. Only <see cref="TryCreate"/> makes one, so it is within its bounds.</summary>
public sealed record CallStatisticsQuery
{
    /// <summary>The longest range of minutes.</summary>
    public static readonly TimeSpan LongestOfMinutes = TimeSpan.FromDays(1);

    /// <summary>The longest range of all others.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    private static readonly FrozenDictionary<string, Func<CallLabels, string>> Labels = new Dictionary<string, Func<CallLabels, string>>
    {
        ["side"] = labels => KebabCase.Of(labels.Side),
        ["tenant"] = labels => labels.Tenant,
        ["verstat"] = labels => labels.Verstat?.Text() ?? "",
        ["code"] = labels => labels.Code == 0 ? "" : labels.Code.ToString(CultureInfo.InvariantCulture),
        ["attest"] = labels => labels.Attest?.ToString() ?? "",
        ["country"] = labels => labels.Country,
        ["signer"] = labels => labels.Signer,
        ["dialect"] = labels => labels.Dialect,
        ["action"] = labels => labels.Action is { } action ? KebabCase.Of(action) : "",
        ["type"] = labels => labels.Type is { } type ? KebabCase.Of(type) : "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private CallStatisticsQuery(DateTimeOffset from, DateTimeOffset to, CallPeriod period, IReadOnlyList<string> by) =>
        (From, To, Period, By) = (from, to, period, by);

    /// <summary>The names of labels.</summary>
    public static IEnumerable<string> LabelNames => Labels.Keys.Order(StringComparer.Ordinal);

    /// <summary>The first minute, UTC.</summary>
    public DateTimeOffset From { get; }

    /// <summary>The first minute after the last.</summary>
    public DateTimeOffset To { get; }

    public CallPeriod Period { get; }

    /// <summary>Labels that are told apart, in the order of the answer.</summary>
    public IReadOnlyList<string> By { get; }

    /// <param name="by">Names of labels, and at most one of <c>minute</c> and <c>day</c>.</param>
    /// <param name="failure">Which rule was broken, in words.</param>
    public static bool TryCreate(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyList<string> by,
        [NotNullWhen(true)] out CallStatisticsQuery? query, [NotNullWhen(false)] out string? failure)
    {
        query = null;
        var (isByMinute, isByDay) = (by.Contains("minute", StringComparer.Ordinal), by.Contains("day", StringComparer.Ordinal));
        var labels = by.Where(name => name is not ("minute" or "day")).ToList();
        var longest = isByMinute ? LongestOfMinutes : Longest;
        failure = isByMinute && isByDay ? "by must name minute or day, and not both"
            : labels.Exists(name => !Labels.ContainsKey(name)) ? $"by must be of minute, day, {string.Join(", ", LabelNames)}"
            : labels.Distinct(StringComparer.Ordinal).Count() != labels.Count ? "by must name each label once"
            : from >= to ? "from must be before to"
            : to - from > longest ? $"from and to must be at most {longest.TotalDays:0} days apart{(isByMinute ? " by minute" : "")}"
            : null;
        if (failure is not null) return false;
        var period = isByMinute ? CallPeriod.Minute : isByDay ? CallPeriod.Day : CallPeriod.Whole;
        query = new CallStatisticsQuery(MinuteOf(from), MinuteOf(to), period, labels);
        return true;
    }

    /// <summary>The values of the labels that are told apart.</summary>
    internal IReadOnlyList<string> ValuesOf(CallLabels labels) => [.. By.Select(name => Labels[name](labels))];

    private static DateTimeOffset MinuteOf(DateTimeOffset moment) =>
        new(moment.UtcTicks - (moment.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
