using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class AdministratorSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(
            country, "Test", new ManualTime(), SystemRandom.Instance, TestContext.Current.CancellationToken);
        foreach (var kind in SignedDocumentKinds.All)
        {
            var signer = authority.Administrator.SignerOf(kind);
            await WriteAsync($"{kind}.pem", signer.Certificate.ToPem());
            await WriteAsync($"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
        }

        await WriteAsync("ca.pem", authority.Issuing.ToPem());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_SignsNothing()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.True(settings.Get<AdministratorSettings>() is { Url: null, Tokens: null, List: null, Authorities: null, Former: [] });
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(Parse(Good()).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var administrator = settings.Get<AdministratorSettings>();
        Assert.Equal("https://sti-pa.example/base", administrator.Url);
        Assert.Equal(("US", TimeSpan.FromHours(2)), (administrator.Tokens!.Policy.Country.Value, administrator.Tokens.Policy.Life));
        Assert.Equal("https://sti-pa.example/crl", administrator.Tokens.CrlUrl);
        Assert.StartsWith("https://sti-pa.example/base/download/v1/certificate/spc-token-",
            administrator.Tokens.Signer.Published.UrlAt(administrator.Url!), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(48), administrator.List!.Schedule.Validity);
        Assert.True(administrator.Authorities!.NeedsTwoOperators);
        Assert.Equal("cps-mapping", Assert.Single(administrator.Former).Name[..11]);
    }

    [Theory]
    [InlineData("Pa:Url", "", "Pa:Url: must be the https URL")]
    [InlineData("Pa:Url", "http://sti-pa.example", "Pa:Url: must be an https URL")]
    [InlineData("Pa:Url", "sti-pa.example", "Pa:Url: ")]
    [InlineData("Pa:Country", "USA", "Pa:Country: \"USA\" is no")]
    [InlineData("Pa:Tokens:Key", "", "Pa:Tokens: a signer takes")]
    [InlineData("Pa:Tokens:Key", "{folder}/Crl.key", "Pa:Tokens: the key is not the certificate's")]
    [InlineData("Pa:Tokens:Certificate", "{folder}/none.pem", "Pa:Tokens:Certificate: the file")]
    [InlineData("Pa:Tokens:LifeMinutes", "4", "Pa:Tokens:LifeMinutes: ")]
    [InlineData("Pa:Crl:Url", "", "Pa:Tokens: clients of tokens")]
    [InlineData("Pa:List:RenewBeforeHours", "40", "Pa:List:RenewBeforeHours: must be between")]
    [InlineData("Pa:SignerForm", "Text", "Pa:SignerForm: ")]
    [InlineData("Pa:FormerSigners", "{folder}/ca.pem", "Pa:FormerSigners: ")]
    [InlineData("Pa:Authorities:TwoOperators", "perhaps", "Pa:Authorities:TwoOperators: ")]
    public void WrongSetting_IsRefusedByName(string name, string value, string line)
    {
        var settings = Good();
        settings[name] = value.Replace("{folder}", _folder.FullName, StringComparison.Ordinal);
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error => error.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public void SignerOfAnotherKind_IsRefused()
    {
        var settings = Good();
        settings["Pa:Tokens:Certificate"] = File("TrustedCaList.pem");
        settings["Pa:Tokens:Key"] = File("TrustedCaList.key");
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(
            errors.Lines, error => error.StartsWith("Pa:Tokens: the certificate is that of the signer of the", StringComparison.Ordinal));
    }

    [Fact]
    public void AnotherCountry_NeedsItsPoliciesToApproveCas()
    {
        var settings = Good();
        settings["Pa:Country"] = "DE";
        Assert.True(Parse(settings).TryGet(out var without, out _));
        Assert.Null(without.Get<AdministratorSettings>().Authorities);
        settings["Pa:Authorities:PolicyOids"] = "1.2.3";
        Assert.True(Parse(settings).TryGet(out var with, out _));
        Assert.Equal("DE", with.Get<AdministratorSettings>().Authorities!.Country.Value);
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Pa:Url"] = "https://sti-pa.example/base/",
        ["Pa:Crl:Url"] = "https://sti-pa.example/crl",
        ["Pa:Crl:Certificate"] = File("Crl.pem"),
        ["Pa:Crl:Key"] = File("Crl.key"),
        ["Pa:Tokens:Certificate"] = File("SpcToken.pem"),
        ["Pa:Tokens:Key"] = File("SpcToken.key"),
        ["Pa:Tokens:LifeMinutes"] = "120",
        ["Pa:List:Certificate"] = File("TrustedCaList.pem"),
        ["Pa:List:Key"] = File("TrustedCaList.key"),
        ["Pa:List:ValidityHours"] = "48",
        ["Pa:List:RenewBeforeHours"] = "24",
        ["Pa:FormerSigners"] = File("CpsMapping.pem"),
        ["Pa:Authorities:TwoOperators"] = "true",
    };

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings) { ["Shaken:Roles"] = "pa", ["Shaken:Storage"] = "Memory" };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private Task WriteAsync(string name, string text) =>
        System.IO.File.WriteAllTextAsync(File(name), text, TestContext.Current.CancellationToken);
}
