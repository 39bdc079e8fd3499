using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.PolicyAdministrator;

public sealed class DirectorySettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public async ValueTask InitializeAsync()
    {
        var authority = await LocalAuthority.NewAsync(
            Hierarchy.UnitedStates, "Test", new ManualTime(), SystemRandom.Instance, TestContext.Current.CancellationToken);
        foreach (var kind in SignedDocumentKinds.All)
        {
            var signer = authority.Administrator.SignerOf(kind);
            await File.WriteAllTextAsync(PathOf($"{kind}.pem"), signer.Certificate.ToPem(), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(PathOf($"{kind}.key"), ((SoftwareKey)signer.Key).ToPem(), TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_HasNoDirectoryAndNoBypassTokens()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.True(settings.Get<DirectorySettings>() is { CpsList: null, Bypass: null });
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(Parse(Good()).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var (list, bypass) = settings.Get<DirectorySettings>();
        Assert.Equal(("US", TimeSpan.FromHours(48)), (list!.Country.Value, list.Schedule.Validity));
        Assert.Equal("sti-pa.example", bypass!.Issuer);
    }

    [Theory]
    [InlineData("Pa:Url", "", "Pa:Url: cpsMappings and bypass tokens")]
    [InlineData("Pa:CpsList:Key", "", "Pa:CpsList: a signer takes")]
    [InlineData("Pa:CpsList:Key", "{folder}/Crl.key", "Pa:CpsList: the key is not the certificate's")]
    [InlineData("Pa:CpsList:RenewBeforeHours", "40", "Pa:CpsList:RenewBeforeHours: must be between")]
    [InlineData("Pa:CpsList:ValidityHours", "0", "Pa:CpsList:ValidityHours: ")]
    [InlineData("Pa:Bypass:Certificate", "{folder}/none.pem", "Pa:Bypass:Certificate: the file")]
    [InlineData("Pa:Bypass:Issuer", "two\nlines", "Pa:Bypass:Issuer: must be plain text")]
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
        (settings["Pa:Bypass:Certificate"], settings["Pa:Bypass:Key"]) = (PathOf("SpcToken.pem"), PathOf("SpcToken.key"));
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error =>
            error.StartsWith("Pa:Bypass: the certificate is that of the signer of the", StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Pa:Url"] = "https://sti-pa.example",
        ["Pa:CpsList:Certificate"] = PathOf("CpsMapping.pem"),
        ["Pa:CpsList:Key"] = PathOf("CpsMapping.key"),
        ["Pa:CpsList:ValidityHours"] = "48",
        ["Pa:CpsList:RenewBeforeHours"] = "24",
        ["Pa:Bypass:Certificate"] = PathOf("BypassToken.pem"),
        ["Pa:Bypass:Key"] = PathOf("BypassToken.key"),
    };

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings) { ["Shaken:Roles"] = "pa", ["Shaken:Storage"] = "Memory" };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
