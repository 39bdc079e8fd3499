using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Verification.CallValidation;
using Shaken.Web.Verification.Statistics;

namespace Shaken.Web.Tests.Verification.CallValidation;

/// <summary>What validates calls, and how long counts are kept: defaults, and refusals by name.</summary>
public sealed class CallValidationSettingsTests
{
    [Fact]
    public void Settings_Unset_AskNobodyAndKeepCountsForAWeekAndAYear()
    {
        var parsed = Good([]);
        var settings = parsed.Get<CallValidationSettings>();
        Assert.Equal((RuleConclusion.Suspicious, RuleConclusion.Off), (settings.ForeignNational, settings.UnassignedNumbers));
        Assert.Null(settings.External);
        var retention = parsed.Get<CallStatisticsSettings>().Retention;
        Assert.Equal((7, 400), (retention.Minutes.TotalDays, retention.Days.TotalDays));
    }

    [Fact]
    public void Settings_OfAnExternalService_SayHowMuchOfANumberItIsTold()
    {
        var external = Good(new()
        {
            ["CallValidation:Url"] = "https://cvt.example/v1", ["CallValidation:CallingNumber"] = "prefix",
        }).Get<CallValidationSettings>().External;
        Assert.Equal((NumberShown.Prefix, NumberShown.None), (external!.Calling, external.Called));
        Assert.Equal((TimeSpan.FromMilliseconds(300), null), (external.Timeout, external.Key));
    }

    [Theory]
    [InlineData("CallValidation:NationalPrefixes", "+44", null)]
    [InlineData("CallValidation:NationalPrefixes", "44,abc", null)]
    [InlineData("CallValidation:ForeignNational", "Blocked", null)]
    [InlineData("CallValidation:UnassignedNumbers", "Unwanted", null)]
    [InlineData("CallValidation:Url", "http://cvt.example/", "Full")]
    [InlineData("CallValidation:CallingNumber", "Some", null)]
    [InlineData("CallValidation:CalledNumber", "Some", null)]
    [InlineData("CallValidation:TimeoutMilliseconds", "49", null)]
    [InlineData("CallValidation:TimeoutMilliseconds", "5001", null)]
    [InlineData("CallValidation:KeyFile", "/nowhere/cvt.key", null)]
    [InlineData("CallStatistics:MinuteDays", "2", null)]
    [InlineData("CallStatistics:Days", "0", null)]
    public void Fault_IsToldByItsName(string name, string value, string? calling)
    {
        var settings = new Dictionary<string, string?> { ["CallValidation:CallingNumber"] = calling };
        settings[name] = value;
        var outcome = Parse(settings);
        Assert.False(outcome.TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Url_WithoutSayingHowMuchOfTheNumber_IsRefused()
    {
        Assert.False(Parse(new() { ["CallValidation:Url"] = "https://cvt.example/" }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("CallValidation:CallingNumber: ", StringComparison.Ordinal));
    }

    private static ParsedSettings Good(Dictionary<string, string?> settings)
    {
        Assert.True(Parse(settings).TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        return parsed;
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
