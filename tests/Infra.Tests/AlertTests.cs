using System.Globalization;
using System.Text.RegularExpressions;
using Shaken.Infra.Tests.Bicep;

namespace Shaken.Infra.Tests;

/// <summary>Alerts wait for what is really written: an event's number that no source has would never wake anybody.</summary>
public sealed partial class AlertTests
{
    private const string Main = "infra/bicep/main.bicepparam";

    private static readonly HashSet<int> Written = [.. Checkout.Files("src", ".cs").SelectMany(path => EventIds().Matches(Checkout.Read(path))).Select(match => Number(match))];

    private static List<string> Queries => [.. Deployments.Get(Main).All("Microsoft.Insights/scheduledQueryRules").Select(Query)];

    [Fact]
    public void EveryEventOfAnAlert_IsOneThatTheProgramWrites_AndThatTheGuideExplains()
    {
        var guide = Checkout.Read("docs/operations/monitoring.md");
        var events = Queries.SelectMany(Events).ToHashSet();
        Assert.Superset(new HashSet<int> { 1302, 1304, 1601, 1612, 1614, 1802 }, events);
        Assert.Empty(events.Except(Written));
        Assert.Empty(events.Where(number => !guide.Contains(number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryErrorOfListsAndCrls_WakesSomebody()
    {
        var errors = Checkout.Files("src/Core", ".cs").Concat(Checkout.Files("src/Web", ".cs")).SelectMany(path => Errors().Matches(Checkout.Read(path))).Select(Number).Where(number => number is >= 1300 and < 1700).ToHashSet();
        Assert.InRange(errors.Count, 5, 50);
        Assert.Empty(errors.Except(Queries.SelectMany(Events)));
    }

    [Fact]
    public void WhatAQueryReadsOutOfALine_IsWhatTheLineSays()
    {
        const string Line = """{"EventId":1302,"LogLevel":"Error","Message":"Trusted-CA list refused (Expired): it ended. The list in force is good until 2026-11-21 10:00:00Z"}""";
        var query = Queries.Single(text => Events(text).SequenceEqual([1302]));
        var patterns = Extracts().Matches(query).Select(match => match.Groups[2].Value).ToList();
        Assert.Equal(["1302", "2026-11-21 10:00:00Z"], patterns.Select(pattern => Regex.Match(Line, pattern).Groups[1].Value));
        var list = Extracts().Matches(Queries.Single(text => text.Contains("summarize", StringComparison.Ordinal))).Select(match => match.Groups[2].Value).Last();
        Assert.Equal("indirect", Regex.Match("CRL indirect number 7 published: 3 entries", list).Groups[1].Value);
        Assert.Contains("CRL {Name} number {Number} published", Checkout.Read("src/Core/PolicyAdministrator/Crl/CrlPublisher.cs"), StringComparison.Ordinal);
        Assert.Contains("good until {ExpiresAt:u}", Checkout.Read("src/Core/Trust/Lists/TrustListRefresh.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTimerOfTheProgram_IsWatched_AndNoOther()
    {
        var timers = Checkout.Files("src/Web", "Module.cs").SelectMany(file => Timers().Matches(Checkout.Read(file))).Select(match => match.Groups[1].Value);
        var watched = Quoted().Matches(Queries.Single(text => text.StartsWith("AppRequests", StringComparison.Ordinal))).Select(match => match.Groups[1].Value);
        Assert.Equal(timers.Order(StringComparer.Ordinal), watched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ADeploymentWithoutACrl_WaitsForNone()
    {
        var alerts = Deployments.Get("infra/bicep/provider.bicepparam").All("Microsoft.Insights/scheduledQueryRules").Select(alert => alert.Name).ToList();
        Assert.Contains("telco-list-expiring", alerts);
        Assert.DoesNotContain("telco-crl-late", alerts);
        Assert.Contains("shaken-crl-late", Deployments.Get(Main).All("Microsoft.Insights/scheduledQueryRules").Select(alert => alert.Name));
    }

    [Fact]
    public void EveryStoreAndVault_IsWatchedForThrottling_AndFrontDoorForErrors()
    {
        var deployment = Deployments.Get(Main);
        var scopes = deployment.All("Microsoft.Insights/metricAlerts").SelectMany(alert => Values.ToList(alert.Find("properties", "scopes"))).Cast<string>().ToHashSet();
        var wanted = deployment.All("Microsoft.Storage/storageAccounts").Where(account => account.Id.Contains("-store-", StringComparison.Ordinal)).Concat(deployment.All("Microsoft.KeyVault/vaults")).Concat(deployment.All("Microsoft.Cdn/profiles"));
        Assert.Empty(wanted.Select(resource => resource.Id).Except(scopes));
        Assert.Contains(deployment.All("Microsoft.Insights/metricAlerts"), alert => alert.Name == "shaken-server-errors");
    }

    [Fact]
    public void EveryAlert_ReachesTheOperators()
    {
        var deployment = Deployments.Get(Main);
        var receivers = Assert.Single(deployment.All("Microsoft.Insights/actionGroups")).Id;
        Assert.All(deployment.All("Microsoft.Insights/scheduledQueryRules"), alert => Assert.Equal([receivers], Values.ToList(alert.Find("properties", "actions", "actionGroups"))));
        Assert.All(deployment.All("Microsoft.Insights/metricAlerts"), alert => Assert.Equal(receivers, ((IReadOnlyDictionary<string, object?>)Assert.Single(Values.ToList(alert.Find("properties", "actions")))!)["actionGroupId"]));
    }

    private static string Query(ResourceValue alert) => (string)((IReadOnlyDictionary<string, object?>)Assert.Single(Values.ToList(alert.Find("properties", "criteria", "allOf")))!)["query"]!;

    private static IEnumerable<int> Events(string query) => Compared().Matches(query).SelectMany(match => Digits().Matches(match.Value)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture));

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"LoggerMessage\(EventId = (\d+)")]
    private static partial Regex EventIds();

    [GeneratedRegex(@"LoggerMessage\(EventId = (\d+), Level = LogLevel\.(?:Error|Critical)")]
    private static partial Regex Errors();

    [GeneratedRegex(@"event (?:== \d+|in \([\d, ]+\))")]
    private static partial Regex Compared();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();

    [GeneratedRegex("extract\\((['\"])(.*?)\\1, 1, Message\\)")]
    private static partial Regex Extracts();

    [GeneratedRegex("new\\(\"([A-Za-z]+)\", Role\\.[A-Za-z]+, \"[0-9*/ ]+\"")]
    private static partial Regex Timers();

    [GeneratedRegex("\"([A-Za-z]+)\"")]
    private static partial Regex Quoted();
}
