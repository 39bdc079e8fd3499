using System.Globalization;
using System.Text.RegularExpressions;

namespace Shaken.Infra.Tests;

/// <summary>Alerts wait for what is really written: an event's number that no source has would never wake anybody.</summary>
public sealed partial class AlertTests
{
    private const string Main = "main.bicepparam";
    private const string LogRules = "Microsoft.Insights/scheduledQueryRules";
    private const string MetricRules = "Microsoft.Insights/metricAlerts";

    private static readonly HashSet<int> Written =
        [.. Checkout.Files("src", ".cs").SelectMany(path => EventIds().Matches(Checkout.Read(path))).Select(match => Number(match))];

    [Fact]
    public async Task EventOfAnAlert_IsWrittenByTheProgram_AndInTheGuide()
    {
        var guide = Checkout.Read("docs/operations/monitoring.md");
        var events = (await QueriesAsync()).SelectMany(Events).ToHashSet();
        Assert.Superset(new HashSet<int> { 1302, 1304, 1601, 1612, 1614, 1802 }, events);
        Assert.Empty(events.Except(Written));
        Assert.Empty(events.Where(number => !guide.Contains(number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task EveryErrorOfListsAndCrls_WakesSomebody()
    {
        var errors = Checkout.Files("src/Core", ".cs").Concat(Checkout.Files("src/Web", ".cs"))
            .SelectMany(path => Errors().Matches(Checkout.Read(path)))
            .Select(Number)
            .Where(number => number is >= 1300 and < 1800)
            .ToHashSet();
        Assert.InRange(errors.Count, 5, 50);
        Assert.Empty(errors.Except((await QueriesAsync()).SelectMany(Events)));
    }

    [Fact]
    public async Task WhatAQueryReadsOutOfALine_IsWhatTheLineSays()
    {
        const string Line = """{"EventId":1302,"Message":"Trusted-CA list refused (Expired). It is good until 2026-11-21 10:00:00Z"}""";
        var queries = await QueriesAsync();
        var patterns = Patterns(queries.Single(text => Events(text).SequenceEqual([1302])));
        Assert.Equal(["1302", "2026-11-21 10:00:00Z"], patterns.Select(pattern => Regex.Match(Line, pattern).Groups[1].Value));
        var list = Patterns(queries.Single(text => text.Contains("summarize", StringComparison.Ordinal)))[^1];
        Assert.Equal("indirect", Regex.Match("CRL indirect number 7 published: 3 entries", list).Groups[1].Value);
        var publisher = Checkout.Read("src/Core/PolicyAdministrator/Crl/CrlPublisher.cs");
        Assert.Contains("CRL {Name} number {Number} published", publisher, StringComparison.Ordinal);
        Assert.Contains("good until {ExpiresAt:u}", Checkout.Read("src/Core/Trust/Lists/TrustListRefresh.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryTimerOfTheProgram_IsWatched_AndNoOther()
    {
        var timers = Checkout.Files("src/Web", ".cs").Select(Checkout.Read)
            .SelectMany(source => Timers().Matches(source)).Select(match => match.Groups[1].Value);
        var query = (await QueriesAsync()).Single(text => text.StartsWith("AppRequests", StringComparison.Ordinal));
        var watched = Quoted().Matches(query).Select(match => match.Groups[1].Value);
        Assert.Equal(timers.Order(StringComparer.Ordinal), watched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeploymentWithoutACrl_WaitsForNone()
    {
        var names = (await Deployment.GetAsync("provider.bicepparam")).All(LogRules).Select(alert => alert.Name).ToList();
        Assert.Contains("telco-list-expiring", names);
        Assert.DoesNotContain("telco-crl-late", names);
        Assert.Contains("shaken-crl-late", (await Deployment.GetAsync(Main)).All(LogRules).Select(alert => alert.Name));
    }

    [Fact]
    public async Task EveryStoreAndVault_IsWatchedForThrottling_AndFrontDoorForErrors()
    {
        var deployment = await Deployment.GetAsync(Main);
        var scopes = deployment.All(MetricRules).SelectMany(alert => alert.List("properties", "scopes")).Select(ArmExpression.TextOf);
        var wanted = deployment.All("Microsoft.Storage/storageAccounts")
            .Where(account => account.Id.Contains("-store-", StringComparison.Ordinal))
            .Concat(deployment.All("Microsoft.KeyVault/vaults"))
            .Concat(deployment.All("Microsoft.Cdn/profiles"));
        Assert.Empty(wanted.Select(resource => resource.Id).Except(scopes.ToHashSet()));
        Assert.Contains(deployment.All(MetricRules), alert => alert.Name == "shaken-server-errors");
    }

    [Fact]
    public async Task EveryAlert_ReachesTheOperators()
    {
        var deployment = await Deployment.GetAsync(Main);
        var receivers = Assert.Single(deployment.All("Microsoft.Insights/actionGroups")).Id;
        Assert.All(deployment.All(LogRules), alert =>
            Assert.Equal([receivers], alert.List("properties", "actions", "actionGroups").Select(ArmExpression.TextOf)));
        Assert.All(deployment.All(MetricRules), alert =>
            Assert.Equal(receivers, ArmExpression.TextOf(Assert.Single(alert.List("properties", "actions"))!["actionGroupId"])));
    }

    private static async Task<List<string>> QueriesAsync() => [.. (await Deployment.GetAsync(Main)).All(LogRules)
        .Select(alert => ArmExpression.TextOf(Assert.Single(alert.List("properties", "criteria", "allOf"))!["query"]))];

    private static List<string> Patterns(string query) => [.. Extracts().Matches(query).Select(match => match.Groups[2].Value)];

    private static IEnumerable<int> Events(string query) => Compared().Matches(query)
        .SelectMany(match => Digits().Matches(match.Value)).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture));

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

    [GeneratedRegex("new\\(\"([A-Za-z]+)\", (?:Role\\.[A-Za-z]+|null), \"[0-9*/, ]+\"")]
    private static partial Regex Timers();

    [GeneratedRegex("\"([A-Za-z]+)\"")]
    private static partial Regex Quoted();
}
