using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Web.Registry;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Registry;

public sealed class RegistrySettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public async ValueTask InitializeAsync()
    {
        var authority = await RegistryServer.AuthorityAsync("CH");
        foreach (var kind in new[] { SignedDocumentKind.RegistryList, SignedDocumentKind.TrustedCaList })
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
    public void Nothing_IsNoRegistry()
    {
        Assert.True(Parse([]).TryGet(out var settings, out _));
        Assert.Null(settings.Get<RegistrySettings>().Rules);
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(Parse(Good()).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var rules = settings.Get<RegistrySettings>().Rules!;
        Assert.Equal(("https://registry.example", 50, true), (rules.Url, rules.ListsAtOnce, rules.NeedsTwoOperators));
        Assert.Equal(TimeSpan.FromHours(48), rules.Schedule.Validity);
        Assert.NotNull(rules.Joined);
    }

    [Theory]
    [InlineData("Registry:Url", "", "Registry:Url: must be the https URL")]
    [InlineData("Registry:Url", "http://registry.example", "Registry:Url: must be an https URL")]
    [InlineData("Registry:List:Key", "", "Registry:List: a signer takes")]
    [InlineData("Registry:List:Key", "{folder}/TrustedCaList.key", "Registry:List: the key is not the certificate's")]
    [InlineData("Registry:Joined:Certificate", "{folder}/RegistryList.pem", "Registry:Joined: the key is not the certificate's")]
    [InlineData("Registry:List:RenewBeforeHours", "40", "Registry:List:RenewBeforeHours: must be between")]
    [InlineData("Registry:ListsAtOnce", "0", "Registry:ListsAtOnce: a number from 1 to 200")]
    [InlineData("Registry:TwoOperators", "perhaps", "Registry:TwoOperators")]
    public void WrongSetting_IsRefusedByName(string name, string value, string line)
    {
        var settings = Good();
        settings[name] = value.Replace("{folder}", _folder.FullName, StringComparison.Ordinal);
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error => error.StartsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public void JoinedListAlone_IsRefusedByName()
    {
        var settings = Good();
        settings.Remove("Registry:List:Certificate");
        settings.Remove("Registry:List:Key");
        Assert.False(Parse(settings).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, error => error.StartsWith("Registry:Joined: a joined list needs", StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Registry:Url"] = "https://registry.example",
        ["Registry:List:Certificate"] = PathOf("RegistryList.pem"),
        ["Registry:List:Key"] = PathOf("RegistryList.key"),
        ["Registry:List:ValidityHours"] = "48",
        ["Registry:List:RenewBeforeHours"] = "24",
        ["Registry:Joined:Certificate"] = PathOf("TrustedCaList.pem"),
        ["Registry:Joined:Key"] = PathOf("TrustedCaList.key"),
        ["Registry:ListsAtOnce"] = "50",
        ["Registry:TwoOperators"] = "true",
    };

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?>(settings) { ["Shaken:Roles"] = "registry", ["Shaken:Storage"] = "Memory" };
        return SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
