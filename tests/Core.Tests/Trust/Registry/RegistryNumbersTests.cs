using Shaken.Core.Foundations;
using Shaken.Core.Tests.Registry;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Registry;

namespace Shaken.Core.Tests.Trust.Registry;

public sealed class RegistryNumbersTests
{
    [Theory]
    [InlineData("12125550100", "US")]
    [InlineData("14165550100", "CA")]
    [InlineData("33123456789", "FR")]
    [InlineData("443301234567", "GB,JE")]
    [InlineData("38344123456", "XK")]
    [InlineData("4930123456", "")]
    public async Task Find_Number_LeadsToItsCountries(string number, string countries)
    {
        var entries = new List<RegistryEntry>();
        foreach (var (country, prefix) in ((string, string?)[])[
            ("US", "1"), ("CA", null), ("FR", null), ("GB", null), ("JE", null), ("XK", "383")])
        {
            var root = (await BorderWorld.AuthorityAsync(new ManualTime(), country)).PolicyAdministratorRoot;
            entries.Add(RegistryWorld.EntryOf(root, prefixes: prefix is null ? null : RegistryWorld.Prefixes(prefix)));
        }

        Assert.True(TelephoneNumber.TryParse(number, out var parsed));
        Assert.Equal(countries, string.Join(',', RegistryNumbers.Find(entries, parsed).Select(entry => entry.Country.Value)));
    }

    // Two countries or all of them: each number leads to its own.
    [Fact]
    public async Task Find_EveryCountryRegistered_LeadsToOneThatHasTheNumber()
    {
        var root = (await BorderWorld.AuthorityAsync(new ManualTime(), "CA")).PolicyAdministratorRoot;
        var entries = CountryCode.All.Select(country => RegistryWorld.EntryOf(root with { Country = country })).ToList();
        Assert.True(TelephoneNumber.TryParse("96170123456", out var lebanese));
        Assert.Equal("LB", Assert.Single(RegistryNumbers.Find(entries, lebanese)).Country.Value);
    }
}
