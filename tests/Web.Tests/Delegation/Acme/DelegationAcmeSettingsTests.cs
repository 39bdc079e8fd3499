using Microsoft.Extensions.Configuration;
using Shaken.Web.Delegation.Acme;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Tests.CertificationAuthority.Acme;

namespace Shaken.Web.Tests.Delegation.Acme;

/// <summary>The settings of the ACME server for customers, and what is refused of them.</summary>
public sealed class DelegationAcmeSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Parse_WithoutAnIssuer_ReadsNone() =>
        Assert.Equal(DelegateIssuer.None, Parse().Settings!.Get<DelegationAcmeSettings>().Issuer);

    [Fact]
    public void Parse_OwnWithoutACa_IsRefused() =>
        Assert.Contains(
            Parse(("Delegation:Issuer", "Own")).Errors,
            line => line.StartsWith("Delegation:Ca:Certificates: the CA that signs", StringComparison.Ordinal));

    [Theory]
    [InlineData("x")]
    [InlineData("x=0")]
    [InlineData("X=1")]
    [InlineData("x=1,x=2")]
    public void Parse_ProfileOfAnotherForm_IsRefused(string profiles) =>
        Assert.Contains(
            Parse(("Delegation:Acme:Profiles", profiles)).Errors,
            line => line.StartsWith("Delegation:Acme:Profiles: ", StringComparison.Ordinal));

    [Fact]
    public async Task Parse_CaWithoutTnAuthListAndPathLength_IsRefused()
    {
        var pki = await Pki.NewAsync(CaDeployment.Country, Now);
        var (chain, key) = await pki.WriteAsync(_folder.FullName);
        var errors = Parse(
            ("Delegation:Issuer", "Own"), ("Delegation:Ca:Certificates", chain), ("Delegation:Ca:Keys", key),
            ("Delegation:Ca:CertificateBaseUrl", "https://cr.example/certificates")).Errors;
        Assert.Contains(errors, line => line.Contains("no TNAuthList", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parse_CaScopedToTheProvider_IsRead()
    {
        var pki = await Pki.NewAsync(CaDeployment.Country, Now);
        var (chain, key) = await pki.WriteDelegateAsync(_folder.FullName, CaDeployment.Spc, Now);
        var (settings, errors) = Parse(
            ("Delegation:Issuer", "Own"), ("Delegation:Ca:Certificates", chain), ("Delegation:Ca:Keys", key),
            ("Delegation:LifeHours", "48"),
            ("Delegation:Ca:CertificateBaseUrl", "https://cr.example/certificates"));
        Assert.Empty(errors);
        var read = settings!.Get<DelegationAcmeSettings>();
        Assert.Equal((DelegateIssuer.Own, TimeSpan.FromHours(48)), (read.Issuer, read.Life));
        Assert.Equal(CaDeployment.Spc.Codes, read.Authority.Authorities[0].Authority.Certificate.Extensions.TnAuthList!.Codes);
    }

    [Theory]
    [InlineData("https://numbers.example/delegation/acme", "https://numbers.example/delegation/acme/directory")]
    [InlineData("https://numbers.example/delegation/acme/", "https://NUMBERS.example:443/delegation/acme/directory")]
    [InlineData(null, "http://127.0.0.1:7071/delegation/acme/directory")]
    public void Parse_UpstreamThatIsThisServer_IsRefused(string? baseUrl, string directory)
    {
        var settings = Upstream(directory);
        if (baseUrl is not null) settings.Add(("Delegation:Acme:BaseUrl", baseUrl));
        Assert.Contains(
            Parse([.. settings]).Errors, line =>
                line.StartsWith("Delegation:Upstream:Directory: the directory is this server's own", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_Upstream_IsRead()
    {
        var (settings, errors) = Parse(
            [.. Upstream("https://ca.example/acme/directory"), ("Delegation:Acme:BaseUrl", "https://numbers.example/delegation/acme")]);
        Assert.Empty(errors);
        var read = settings!.Get<DelegationAcmeSettings>();
        Assert.Equal(
            (DelegateIssuer.Upstream, "https://ca.example/acme/directory"), (read.Issuer, read.Upstream!.Account.Directory.AbsoluteUri));
        Assert.False(read.Options.AllowsClaimConstraints);
    }

    [Theory]
    [InlineData("Delegation:Upstream:Directory")]
    [InlineData("Delegation:Upstream:KeyFolder")]
    [InlineData("Delegation:Upstream:CertificateBaseUrl")]
    public void Parse_UpstreamWithoutASetting_IsRefusedByItsName(string name)
    {
        var settings = Upstream("https://ca.example/acme/directory").Where(setting => setting.Name != name);
        Assert.Contains(Parse([.. settings]).Errors, line => line.StartsWith($"{name}: ", StringComparison.Ordinal));
    }

    private List<(string Name, string Value)> Upstream(string directory) =>
    [
        ("Delegation:Issuer", "Upstream"), ("Delegation:Upstream:Directory", directory),
        ("Delegation:Upstream:KeyFolder", _folder.FullName),
        ("Delegation:Upstream:TokenFile", "/run/token.jwt"), ("Delegation:Upstream:CertificateBaseUrl", "https://cr.example/certificates"),
    ];

    private static DateTimeOffset Now { get; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static (ParsedSettings? Settings, IReadOnlyList<string> Errors) Parse(params (string Name, string Value)[] settings)
    {
        var all = settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value)).Append(new("Shaken:Storage", "Memory"));
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        return outcome.TryGet(out var parsed, out var errors) ? (parsed, []) : (null, errors.Lines);
    }
}
