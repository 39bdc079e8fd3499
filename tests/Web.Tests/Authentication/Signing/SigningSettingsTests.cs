using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Authentication.Signing;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Authentication.Signing;

/// <summary>Fixed certificates by settings: each fault is told at the start, by its name.</summary>
public sealed class SigningSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-signing-");

    private LocalAuthority _authority = null!;
    private LocalProvider _provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        _authority = await LocalAuthority.NewAsync(id.Country, "Test", new ManualTime(), SystemRandom.Instance, Token);
        _provider = await _authority.IssueAsync(id, "Provider", TimeSpan.FromDays(30), Token);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_SignsWithNoFixedCertificate() => Assert.Empty(Read([]).Fixed);

    [Fact]
    public void Certificate_IsThatOfItsProviders()
    {
        var settings = Read(Good());
        Assert.Equal("US/1234", Assert.Single(settings.Fixed).Provider.ToString());
        Assert.Equal(TimeSpan.FromSeconds(60), settings.Options.Freshness);
    }

    [Theory]
    [InlineData("Signing:Certificates:a:X5u", "", "Signing:Certificates:a: must have CertificateFile, KeyFile and X5u")]
    [InlineData("Signing:Certificates:a:X5u", "http://cr.example/1.pem", "Signing:Certificates:a:X5u: ")]
    [InlineData("Signing:Certificates:a:X5u", "https://cr.example:444/1.pem", "Signing:Certificates:a:X5u: ")]
    [InlineData("Signing:Certificates:a:KeyFile", "/nowhere/at/all", "Signing:Certificates:a:KeyFile: ")]
    [InlineData("Signing:Certificates:a:CertificateFile", "/nowhere/at/all", "Signing:Certificates:a:CertificateFile: ")]
    [InlineData("Signing:FreshnessSeconds", "61", "Signing:FreshnessSeconds: ")]
    [InlineData("Signing:Certificates:b:X5u", "https://cr.example/2.pem", "Signing:Certificates:b: must have")]
    public void Fault_IsTold_ByItsName(string name, string value, string start)
    {
        var settings = Good();
        settings[name] = value;
        Assert.Contains(Errors(settings), line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [Fact]
    public void KeyOfAnotherCertificate_IsRefused()
    {
        using var other = SoftwareKey.New();
        var settings = Good();
        settings["Signing:Certificates:a:KeyFile"] = Write("other.key", other.ToPem());
        Assert.Contains(Errors(settings), line => line.EndsWith("the key is not that of the certificate", StringComparison.Ordinal));
    }

    [Fact]
    public void CertificateWithoutACode_IsRefused()
    {
        var settings = Good();
        settings["Signing:Certificates:a:CertificateFile"] = Write("ca.pem", _authority.Issuing.ToPem());
        Assert.Contains(Errors(settings), line => line.Contains("a service provider code in its TNAuthList", StringComparison.Ordinal));
    }

    [Fact]
    public void TwoCertificatesOfOneProvider_AreRefused()
    {
        var settings = Good();
        foreach (var member in (string[])["CertificateFile", "KeyFile", "X5u"])
            settings[$"Signing:Certificates:b:{member}"] = settings[$"Signing:Certificates:a:{member}"];
        Assert.Contains(Errors(settings), line => line.Contains("one certificate of US/1234", StringComparison.Ordinal));
    }

    // A technical operator renews its providers' certificates elsewhere.
    [Fact]
    public void UnderTheFunctionsHost_AFixedCertificateServesTheRoleAs()
    {
        var settings = Good();
        (settings["FUNCTIONS_CUSTOMHANDLER_PORT"], settings["Shaken:Roles"]) = ("1234", "as");
        Assert.DoesNotContain(Errors(settings), line => line.StartsWith("Renewal:Provider: ", StringComparison.Ordinal));
    }

    private static SigningSettings Read(Dictionary<string, string?> settings)
    {
        var outcome = SettingsParser.Parse(With(settings));
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        return parsed.Get<SigningSettings>();
    }

    private static IReadOnlyList<string> Errors(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(With(settings)).TryGet(out _, out var errors) ? [] : errors.Lines;

    private static IConfiguration With(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private Dictionary<string, string?> Good() => new()
    {
        ["Signing:Certificates:a:CertificateFile"] = Write(
            "as.pem", string.Concat(_provider.Chain.Select(certificate => certificate.ToPem() + "\n"))),
        ["Signing:Certificates:a:KeyFile"] = Write("as.key", ((SoftwareKey)_provider.Key).ToPem()),
        ["Signing:Certificates:a:X5u"] = "https://cr.example/certificates/1.pem",
    };

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
