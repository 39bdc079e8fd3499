using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Tests.Shared.Trust;

public sealed class CountrySettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public async ValueTask InitializeAsync()
    {
        foreach (var code in new[] { "US", "CA", "FR" })
        {
            Assert.True(CountryCode.TryParse(code, out var country));
            var authority = await LocalAuthority.NewAsync(
                country, "Test", new ManualTime(), SystemRandom.Instance, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                PathOf($"{code}.pem"), authority.PolicyAdministratorRoot.Certificate.ToPem(), TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(PathOf("key.txt"), "Bearer secret", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            PathOf("profile.json"), """{"name":"own","country":"CA","prefixes":["1416"]}""", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_IsOneCountryAsBefore()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        var countries = settings.Get<CountrySettings>();
        Assert.Empty(countries.Others);
        Assert.False(countries.IsFollowed);
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(Parse(Good()).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var countries = settings.Get<CountrySettings>();
        Assert.True(countries is { HasPolicy: true, IsFollowed: true });
        Assert.Equal(["1"], countries.OwnPrefixes!.All);
        Assert.Equal("https://bpco.example/ca/certs", countries.OwnIntermediatesUrl);
        var (canada, france) = (countries.Others[0], countries.Others[1]);
        Assert.Equal(("CA", "own", AttestationCeiling.B), (canada.Country.Value, canada.Profile.Name, canada.Policy!.Ceiling));
        Assert.Equal("https://sti-pa.ca.example/ca-list", canada.List.Url);
        Assert.NotNull(canada.List.Access!.Credentials);
        Assert.Equal(("FR", "fr", null), (france.Country.Value, france.Profile.Name, france.Policy));
        Assert.Equal("https://bpco.example/ca/certs", france.IntermediatesUrl);
    }

    [Theory]
    [InlineData("Countries:0:Country", "Canada", "Countries:0:Country: must be an ISO 3166-1")]
    [InlineData("Countries:0:Country", "", "Countries:0:Country: must be an ISO 3166-1")]
    [InlineData("Countries:1:Country", "CA", "Countries:1:Country: CA has a section")]
    [InlineData("Countries:0:Country", "US", "Countries:0:Country: US has a section or is the own country")]
    [InlineData("Countries:0:Ceiling", "D", "Countries:0:Ceiling: \"D\" is none of a, b, c, none")]
    [InlineData("Countries:0:Excluded", "perhaps", "Countries:0:Excluded: true or false")]
    [InlineData("Countries:0:Prefixes", "+1", "Countries:0:Prefixes: \"+1\" is not 1 to 15 digits")]
    [InlineData("Countries:0:CrlUrls", "ldap://x", "Countries:0:CrlUrls: \"ldap://x\" is no http URL")]
    [InlineData("Countries:0:Profile", "us", "Countries:0:Profile: the profile us is of US, not of CA")]
    [InlineData("Countries:0:Profile", "none.json", "Countries:0:Profile: the file \"none.json\"")]
    [InlineData("Countries:0:PolicyAdministratorRoots", "", "Countries:0:PolicyAdministratorRoots: ")]
    [InlineData("Countries:1:IntermediatesUrl", "", "Countries:1:IntermediatesUrl: x5u gives the leaf alone")]
    [InlineData("Countries:1:IntermediatesUrl", "http://x", "Countries:1:IntermediatesUrl: must be an https URL")]
    [InlineData("Countries:PolicyFile", "policy.jwt", "Countries: PolicyFile or PolicyUrl, not both")]
    [InlineData("Countries:OwnIntermediatesUrl", "http://x", "Countries:OwnIntermediatesUrl: must be an https URL")]
    [InlineData("Countries:OwnPrefixes", "x", "Countries:OwnPrefixes: \"x\" is not 1 to 15 digits")]
    public void WrongSetting_IsRefusedByName(string name, string value, string line)
    {
        var settings = Good();
        settings[name] = value;
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error => error.StartsWith(line, StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["TrustList:Url"] = "https://sti-pa.example/ca-list",
        ["TrustList:PolicyAdministratorRoots"] = PathOf("US.pem"),
        ["Countries:PolicyUrl"] = "https://sti-pa.example/country-policy",
        ["Countries:OwnPrefixes"] = "1",
        ["Countries:OwnIntermediatesUrl"] = "https://bpco.example/ca/certs",
        ["Countries:0:Country"] = "CA",
        ["Countries:0:Profile"] = PathOf("profile.json"),
        ["Countries:0:Ceiling"] = "B",
        ["Countries:0:CrlUrls"] = "https://sti-pa.ca.example/crl",
        ["Countries:0:Url"] = "https://sti-pa.ca.example/ca-list",
        ["Countries:0:ApiKeyFile"] = PathOf("key.txt"),
        ["Countries:0:PolicyAdministratorRoots"] = PathOf("CA.pem"),
        ["Countries:1:Country"] = "FR",
        ["Countries:1:Url"] = "https://bpco.example/ca",
        ["Countries:1:IntermediatesUrl"] = "https://bpco.example/ca/certs",
        ["Countries:1:PolicyAdministratorRoots"] = PathOf("FR.pem"),
    };

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings) { ["Shaken:Roles"] = "pa", ["Shaken:Storage"] = "Memory" };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
