using System.Text.RegularExpressions;

namespace Shaken.Architecture.Tests;

/// <summary>
/// Operators find a log line by its number: one number has one meaning in the whole product, and monitoring.md says
/// which.
/// </summary>
public sealed partial class EventTests
{
    private static readonly IReadOnlyList<(string File, string Id)> Events =
        [.. Checkout.Files("src", ".cs").SelectMany(file => Ids().Matches(Checkout.Read(file)).Select(match => (file, match.Groups["id"].Value)))];

    [Fact]
    public void EveryMessage_HasANumber_ThatNoOtherHas()
    {
        var messages = Checkout.Files("src", ".cs").Sum(file => Messages().Count(Checkout.Read(file)));
        Assert.InRange(messages, 30, 1000);
        Assert.Equal(messages, Events.Count);
        Assert.Empty(Events.GroupBy(one => one.Id).Where(group => group.Count() > 1).SelectMany(group => group));
    }

    [Fact]
    public void EveryNumber_StandsInTheOperatorsTable_AndNoOther()
    {
        var table = Rows().Matches(Checkout.Read("docs/operations/monitoring.md")).Select(match => match.Groups["id"].Value).ToList();
        Assert.Equal(table.Distinct(), table);
        Assert.Equal(Events.Select(one => one.Id).Order(StringComparer.Ordinal), table.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"\[LoggerMessage\(")]
    private static partial Regex Messages();

    [GeneratedRegex(@"\[LoggerMessage\(\s*EventId = (?<id>\d+),")]
    private static partial Regex Ids();

    [GeneratedRegex(@"^\| (?<id>\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
