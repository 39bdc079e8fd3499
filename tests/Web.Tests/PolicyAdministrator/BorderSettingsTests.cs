using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Web.PolicyAdministrator.Borders;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class BorderSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public async ValueTask InitializeAsync()
    {
        var authority = await LocalAuthority.NewAsync(
            Hierarchy.UnitedStates, "Test", new ManualTime(), SystemRandom.Instance, TestContext.Current.CancellationToken);
        foreach (var kind in new[] { SignedDocumentKind.CountryPolicy, SignedDocumentKind.Crl })
        {
            var signer = authority.Administrator.SignerOf(kind);
            await File.WriteAllTextAsync(PathOf($"{kind}.pem"), signer.Certificate.ToPem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(PathOf($"{kind}.key"), ((SoftwareKey)signer.Key).ToPem(), TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(PathOf("key.txt"), "Bearer secret", TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_HasNoPolicyAndNoPartners()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.True(settings.Get<BorderSettings>() is { CountryPolicy: null, Country: null, Access.Count: 0, PartnersAtOnce: 24 });
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(Parse(Good()).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var borders = settings.Get<BorderSettings>();
        Assert.Equal(("US", true), (borders.CountryPolicy!.Rules.Own.Value, borders.CountryPolicy.Rules.NeedsTwoOperators));
        Assert.Equal(TimeSpan.FromHours(48), borders.CountryPolicy.Schedule.Validity);
        Assert.IsType<ApiKey>(borders.Access["canada"].Credentials);
    }

    [Theory]
    [InlineData("Pa:Url", "", "Pa:Url: country policies name their signer's certificate")]
    [InlineData("Pa:CountryPolicy:Key", "", "Pa:CountryPolicy: a signer takes")]
    [InlineData("Pa:CountryPolicy:Key", "{folder}/Crl.key", "Pa:CountryPolicy: the key is not the certificate's")]
    [InlineData("Pa:CountryPolicy:RenewBeforeHours", "40", "Pa:CountryPolicy:RenewBeforeHours: must be between")]
    [InlineData("Pa:Partners:AtOnce", "0", "Pa:Partners:AtOnce: a number from 1 to 200")]
    [InlineData("Pa:Partners:0:Id", "Canada", "Pa:Partners:0:Id: must be the id of a partner")]
    [InlineData("Pa:Partners:0:ApiKeyFile", "{folder}/none.txt", "Pa:Partners:0:ApiKeyFile: the file")]
    [InlineData("Pa:Partners:1:Id", "canada", "Pa:Partners:1:Id: the partner canada has a section")]
    public void WrongSetting_IsRefusedByName(string name, string value, string line)
    {
        var settings = Good();
        settings[name] = value.Replace("{folder}", _folder.FullName, StringComparison.Ordinal);
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error => error.StartsWith(line, StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Pa:Url"] = "https://sti-pa.example",
        ["Pa:Authorities:TwoOperators"] = "true",
        ["Pa:CountryPolicy:Certificate"] = PathOf("CountryPolicy.pem"),
        ["Pa:CountryPolicy:Key"] = PathOf("CountryPolicy.key"),
        ["Pa:CountryPolicy:ValidityHours"] = "48",
        ["Pa:CountryPolicy:RenewBeforeHours"] = "24",
        ["Pa:Partners:0:Id"] = "canada",
        ["Pa:Partners:0:ApiKeyFile"] = PathOf("key.txt"),
    };

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings) { ["Shaken:Roles"] = "pa", ["Shaken:Storage"] = "Memory" };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
