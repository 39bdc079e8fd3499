using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Web.Delegation;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Delegation;

public sealed class DelegationSettingsTests
{
    [Fact]
    public void Nothing_LendsNothing()
    {
        var settings = Parse();
        Assert.True(settings.Value.Get<DelegationSettings>() is { Lenders.Count: 0, ComparedPerMinute: 20_000 });
        Assert.Equal(TimeSpan.FromDays(366), settings.Value.Get<DelegationSettings>().Rules.Longest);
    }

    [Fact]
    public void Lenders_WithAndWithoutAList_AreRead()
    {
        var parsed = Parse(
            ("Delegation:Providers:0:Id", "US/1234"), ("Delegation:Providers:0:TnAuthList", DelegationWorld.ListOf("14155550100")),
            ("Delegation:Providers:1:Id", "US/5678"), ("Delegation:Providers:2:Id", "FR/1234"),
            ("Delegation:Providers:2:TnAuthList", "MAigBhYEMTIzNA=="));
        var lenders = parsed.Value.Get<DelegationSettings>().Lenders;
        Assert.Equal(["US/1234", "US/5678", "FR/1234"], lenders.Select(lender => lender.Id.ToString()));

        // A list of codes alone leaves the numbers to the number table.
        Assert.Equal([1L, null, null], lenders.Select(lender => lender.Listed?.Count));
    }

    [Theory]
    [InlineData("Delegation:Providers:0:Id", "1234", "Delegation:Providers:0:Id: must be a country and a code")]
    [InlineData("Delegation:Providers:0:TnAuthList", "x", "Delegation:Providers:0:TnAuthList: must be the base64")]
    [InlineData("Delegation:Providers:0:TnAuthList", "MAigBhYEMTIzNQ==", "Delegation:Providers:0:TnAuthList: the list names other codes")]
    [InlineData("Delegation:Providers:1:Id", "US/1234", "Delegation:Providers:1:Id: the provider US/1234 has a section already")]
    [InlineData("Delegation:LongestDays", "0", "Delegation:LongestDays: a number from 1 to 3660")]
    [InlineData("Delegation:ComparedPerMinute", "99", "Delegation:ComparedPerMinute: a number from 100")]
    public void Setting_OfAnotherForm_IsRefusedByName(string name, string value, string expected)
    {
        var outcome = Parse(("Delegation:Providers:0:Id", "US/1234"), (name, value));
        Assert.Contains(outcome.Failure.Lines, line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    private static Outcome<ParsedSettings, SettingsErrors> Parse(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?> { ["Shaken:Roles"] = "delegation", ["Shaken:Storage"] = "Memory" };
        foreach (var (name, value) in settings) all[name] = value;
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }
}
