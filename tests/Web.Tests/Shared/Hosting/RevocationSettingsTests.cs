using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Trust.Revocation;
using Shaken.Local.Authorities;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.PolicyAdministrator;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;

namespace Shaken.Web.Tests.Shared.Hosting;

public sealed class RevocationSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", Time, SystemRandom.Instance, Token);
        var signer = authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        await WriteAsync("signer.pem", signer.Certificate.ToPem());
        await WriteAsync("signer.key", ((SoftwareKey)signer.Key).ToPem());
        await WriteAsync("ca.pem", authority.Issuing.ToPem());
        await WriteAsync("secret", "crl_secret\n");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_PublishesNothing_AndBelievesWhatIsNotKnownToBeRevoked()
    {
        Assert.True(SettingsParser.Parse(With([])).TryGet(out var settings, out _));
        var checking = settings.Get<RevocationSettings>().Checking;
        Assert.Equal(
            (RevocationPolicy.AcceptWithFinding, UnnamedCrlIssuer.PolicyAdministratorCovers), (checking.Policy, checking.UnnamedIssuer));
        Assert.True(settings.Get<PublishedCrlSettings>() is { Administrator: null, Own: null });
        Assert.Null(settings.Get<CaSettings>().ReportTo);
    }

    [Fact]
    public void Everything_IsTaken()
    {
        Assert.True(SettingsParser.Parse(With(Good())).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var (checking, published) = (settings.Get<RevocationSettings>().Checking, settings.Get<PublishedCrlSettings>());
        Assert.Equal((RevocationPolicy.Refuse, UnnamedCrlIssuer.CertificateIssuerOnly), (checking.Policy, checking.UnnamedIssuer));
        Assert.Equal(["https://sti-pa.example/crl"], checking.Urls);
        Assert.Single(checking.Signers);
        Assert.Equal(
            ("https://sti-pa.example/crl", CrlScope.ManyIssuers, TimeSpan.FromMinutes(15)),
            (
                published.Administrator!.Publication.Url, published.Administrator.Publication.Scope,
                published.Administrator.Publication.Schedule.Interval));
        Assert.Equal(CrlForm.Pem, published.Administrator.Form);
        Assert.Equal("ca-1", Assert.Single(settings.Get<PaSettings>().Reporters.All).Owner.Name);
        Assert.Equal("crl_secret", settings.Get<CaSettings>().ReportTo!.Secret);
    }

    [Theory]
    [InlineData("Revocation:Policy", "Sometimes", "Revocation:Policy: ")]
    [InlineData("Revocation:UnnamedIssuer", "Somebody", "Revocation:UnnamedIssuer: ")]
    [InlineData("Revocation:Urls", "https://sti-pa.example/crl,crl.der", "Revocation:Urls: \"crl.der\"")]
    [InlineData("Revocation:Urls", "ldap://sti-pa.example/crl", "Revocation:Urls: ")]
    [InlineData("Revocation:Signers", "missing.pem", "Revocation:Signers: ")]
    [InlineData("Revocation:Signers", "signer.key", "Revocation:Signers: ")]
    [InlineData("Pa:Crl:Url", "ftp://sti-pa.example/crl", "Pa:Crl:Url: ")]
    [InlineData("Pa:Crl:IntervalSeconds", "1", "Pa:Crl:IntervalSeconds: ")]
    [InlineData("Pa:Crl:ValiditySeconds", "1800", "Pa:Crl:ValiditySeconds: at least 3 times")]
    [InlineData("Pa:Crl:Certificate", "", "Pa:Crl: a CRL takes Certificate, a PEM file, and Key")]
    [InlineData("Pa:Crl:Certificate", "ca.pem", "Pa:Crl: ")]
    [InlineData("Pa:Crl:Key", "signer.pem", "Pa:Crl:Key: ")]
    [InlineData("Pa:Crl:OperatorKey", "secret", "Pa:Crl:OperatorKey: ")]
    [InlineData("Pa:Crl:Form", "Text", "Pa:Crl:Form: ")]
    [InlineData("Pa:Reporters", "ca-1:secret", "Pa:Reporters: ")]
    [InlineData("Ca:ReportTo:Url", "http://sti-pa.example/pa/v1/revocations", "Ca:ReportTo:Url: ")]
    [InlineData("Ca:ReportTo:SecretFile", "", "Ca:ReportTo:SecretFile: ")]
    public void Fault_IsTold_ByItsName(string name, string value, string start)
    {
        var settings = Good();
        settings[name] = value.EndsWith(".pem", StringComparison.Ordinal) || value.EndsWith(".key", StringComparison.Ordinal) ? PathOf(value) : value;
        Assert.False(SettingsParser.Parse(With(settings)).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
        Assert.DoesNotContain(errors.Lines, line => line.Contains("crl_secret", StringComparison.Ordinal));
    }

    [Fact]
    public void TwoReporters_WithOneHash_AreRefused()
    {
        var settings = Good();
        settings["Pa:Reporters"] += $",ca-2:{new string('B', 64)}:{PathOf("ca.pem")}";
        Assert.False(SettingsParser.Parse(With(settings)).TryGet(out _, out var errors));
        Assert.Contains("Pa:Reporters: two keys have the same hash; give each owner a key of its own", errors.Lines);
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Revocation:Policy"] = "Refuse",
        ["Revocation:UnnamedIssuer"] = "CertificateIssuerOnly",
        ["Revocation:Urls"] = "https://sti-pa.example/crl",
        ["Revocation:Signers"] = PathOf("signer.pem"),
        ["Pa:Crl:Url"] = "https://sti-pa.example/crl",
        ["Pa:Crl:Certificate"] = PathOf("signer.pem"),
        ["Pa:Crl:Key"] = PathOf("signer.key"),
        ["Pa:Crl:IntervalSeconds"] = "900",
        ["Pa:Crl:ValiditySeconds"] = "7200",
        ["Pa:Crl:OperatorKey"] = new string('a', 64),
        ["Pa:Crl:Form"] = "Pem",
        ["Pa:Reporters"] = $"ca-1:{new string('b', 64)}:{PathOf("ca.pem")}",
        ["Ca:ReportTo:Url"] = "https://sti-pa.example/pa/v1/revocations",
        ["Ca:ReportTo:SecretFile"] = PathOf("secret"),
    };

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(PathOf(name), text, Token);

    private static IConfiguration With(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
