using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Reputation;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Verification.CallValidation;

namespace Shaken.Web.Tests.Verification.CallValidation;

/// <summary>Where reputation comes from and what the administrator makes of it: defaults, and refusals by name.</summary>
public sealed class ReputationAccessSettingsTests
{
    [Fact]
    public void Settings_Unset_AskNobodyAndActOnNothing()
    {
        Assert.True(Parse([]).TryGet(out var parsed, out _));
        var access = parsed.Get<ReputationAccessSettings>();
        Assert.Equal((ReputationFrom.None, false), (access.From, access.Reports));
        Assert.Equal((70, 95), (access.Thresholds.Suspicious, access.Thresholds.Unwanted));
        var reputation = parsed.Get<ReputationSettings>();
        Assert.False(reputation.ActsOnCountries);
        Assert.Equal((3, 3), (reputation.Rules.Callers.LeastReporters, reputation.Rules.Signers.LeastReporters));
    }

    [Theory]
    [InlineData("CallValidation:Reputation", "Somewhere")]
    [InlineData("CallValidation:ReputationUrl", "https://pa.example")]
    [InlineData("CallValidation:ReputationUrl", "http://pa.example")]
    [InlineData("CallValidation:ReputationMilliseconds", "9")]
    [InlineData("CallValidation:ReputationUnwanted", "69")]
    [InlineData("CallValidation:ReputationKeyFile", "/nowhere/reporter.key")]
    [InlineData("CallValidation:ReportObservations", "true")]
    [InlineData("Pa:Reputation:LeastReporters", "1")]
    [InlineData("Pa:Reputation:ObservationsPerHour", "0")]
    [InlineData("Pa:Reputation:ActOnCountries", "true")]
    public void Fault_IsToldByItsName(string name, string value)
    {
        Assert.False(Parse(new() { [name] = value }).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Url_WithoutItsParts_IsRefusedForEach()
    {
        Assert.False(Parse(new() { ["CallValidation:Reputation"] = "Url" }).TryGet(out _, out var errors));
        foreach (var name in (string[])["CallValidation:ReputationUrl", "CallValidation:ReputationKeyFile"])
            Assert.Contains(errors.Lines, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void InProcess_WithoutTheRolePa_IsRefused()
    {
        var outcome = Parse(new() { ["Shaken:Roles"] = "vs", ["CallValidation:Reputation"] = "InProcess" });
        Assert.False(outcome.TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith("CallValidation:Reputation: ", StringComparison.Ordinal));
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
