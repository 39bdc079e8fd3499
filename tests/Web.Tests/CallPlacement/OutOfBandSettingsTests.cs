using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Shaken.Core.CallPlacement.Posting;
using Shaken.Core.Foundations;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.CallPlacement;
using Shaken.Web.CallPlacement.OutOfBand;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.CallPlacement;

/// <summary>What goes out of band and what comes in, and how the CPS of RFC 9888 works, by the settings.</summary>
public sealed class OutOfBandSettingsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-oob-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var authority = await LocalAuthority.NewAsync(country, "Test", new ManualTime(), SystemRandom.Instance, Token);
        await WriteAsync("root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await WriteAsync("sti.key", key.ExportPkcs8PrivateKeyPem());
        await WriteAsync("reader", "cps_key\n");
        await WriteAsync("two-lines", "a\nb");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Nothing_PostsNothing_AndReadsNothing()
    {
        var settings = Parse(new() { ["Shaken:Roles"] = "cr" });
        var outOfBand = settings.Get<OutOfBandSettings>();
        Assert.Null(outOfBand.Post);
        Assert.Null(outOfBand.Signer);
        Assert.Equal(ReadFrom.None, outOfBand.Reading.From);
        var byNumber = settings.Get<NumberDialectSettings>();
        Assert.True(byNumber is { ReadsByCalledNumber: false, NumberTable: false, DemandsClientCertificate: false });
        Assert.True(byNumber is { Push: null, Advertisement: null });
    }

    [Fact]
    public void Posting_Everything_IsTaken()
    {
        var outOfBand = Parse(Posting()).Get<OutOfBandSettings>();
        var post = outOfBand.Post!;
        Assert.Equal(("https://sti-pa.example/cps-list", null), (post.Mapping!.Url, post.Mapping.File));
        Assert.Equal(["https://cps.partner.example/cps/advertisement"], post.Advertisements);
        Assert.Equal([CpsForm.Agreed, CpsForm.Open], post.Peers.Select(peer => peer.Form));
        Assert.Equal(TimeSpan.FromSeconds(30), post.Freshness);
        Assert.Equal("5678", outOfBand.Signer!.Code.Value);
    }

    [Fact]
    public void Reading_WhereTheDeploymentServesAProvider_IsInProcess()
    {
        var settings = Parse(new() { ["Shaken:Roles"] = "cps", ["Cps:ServedSpcs"] = "US/5678" });
        Assert.Equal(ReadFrom.InProcess, settings.Get<OutOfBandSettings>().Reading.From);
    }

    [Theory]
    [InlineData("Open")]
    [InlineData("Shared")]
    [InlineData("Agreed")]
    public void Reading_AnotherProgram_IsTaken(string from)
    {
        var reading = Parse(Reading(from)).Get<OutOfBandSettings>().Reading;
        Assert.Equal((from, "https://cps.example/", "cps.example"), (reading.From.ToString(), reading.Url!.AbsoluteUri, reading.Audience));
        Assert.Equal((TimeSpan.FromMilliseconds(1000), "cps_key"), (reading.Limit, reading.Key!.Reveal()));
        Assert.Equal(["1234"], reading.Publishers.Select(code => code.Value));
    }

    [Fact]
    public void NumberDialect_Everything_IsTaken()
    {
        var settings = Parse(new()
        {
            ["Cps:ServedSpcs"] = "US/5678",
            ["Cps:ReadByCalledNumber"] = "true",
            ["Cps:NumberTable"] = "true",
            ["Cps:DemandClientCertificate"] = "true",
            ["Access:CertificateHeader"] = "X-ARR-ClientCert",
            ["Cps:PushUrl"] = "https://vs.example/stir/v1/verification",
            ["Cps:PushAuthorizationFile"] = At("reader"),
            ["Cps:Advertisement:Url"] = "https://cps.example/",
            ["Cps:Advertisement:KeyFile"] = At("sti.key"),
            ["Cps:Advertisement:CertificateUrl"] = "https://cr.example/1.pem",
        }).Get<NumberDialectSettings>();
        Assert.True(settings is { ReadsByCalledNumber: true, NumberTable: true, DemandsClientCertificate: true });
        Assert.Equal("cps_key", settings.Push!.Authorization!.Reveal());
        Assert.Equal("https://cps.example", settings.Advertisement!.Url);
        Assert.Single(settings.Advertisement.For);
    }

    [Theory]
    [InlineData("OutOfBand:Post", "perhaps", "OutOfBand:Post: ")]
    [InlineData("OutOfBand:MappingFile", "list.jwt", "OutOfBand:MappingUrl: ")]
    [InlineData("OutOfBand:MappingUrl", "http://sti-pa.example/cps-list", "OutOfBand:MappingUrl: ")]
    [InlineData("OutOfBand:MappingUrl", "cps-list", "OutOfBand:MappingUrl: ")]
    [InlineData("TrustList:PolicyAdministratorRoots", null, "TrustList:PolicyAdministratorRoots: ")]
    [InlineData("OutOfBand:Advertisements", "http://cps.partner.example/x", "OutOfBand:Advertisements: ")]
    [InlineData("OutOfBand:Peers", "US/1234 https://cps.example", "OutOfBand:Peers: ")]
    [InlineData("OutOfBand:Peers", "US/1234 Open https://a.example/x,US/1234 Open https://b.example/x", "OutOfBand:Peers: ")]
    [InlineData("OutOfBand:KeyFile", null, "OutOfBand:KeyFile: ")]
    [InlineData("OutOfBand:CertificateUrl", null, "OutOfBand:KeyFile: ")]
    [InlineData("OutOfBand:CertificateUrl", "http://cr.example/1.pem", "OutOfBand:CertificateUrl: ")]
    [InlineData("OutOfBand:Provider", null, "OutOfBand:KeyFile: ")]
    [InlineData("OutOfBand:Provider", "5678", "OutOfBand:Provider: ")]
    [InlineData("OutOfBand:ClientCertificate", "sti.pem", "OutOfBand:ClientCertificate: ")]
    [InlineData("OutOfBand:FreshnessSeconds", "0", "OutOfBand:FreshnessSeconds: ")]
    [InlineData("OutOfBand:ReadFrom", "Elsewhere", "OutOfBand:ReadFrom: ")]
    [InlineData("OutOfBand:ReadFrom", "InProcess", "OutOfBand:ReadFrom: ")]
    public void Posting_OneSettingWrong_IsRefusedByName(string name, string? value, string error)
    {
        var settings = Posting();
        settings[name] = value;
        AssertRefused(settings, error);
    }

    [Fact]
    public void Posting_WithoutAnySource_IsRefused() => AssertRefused(new() { ["OutOfBand:Post"] = "true" }, "OutOfBand:Post: ");

    [Theory]
    [InlineData("Open", "OutOfBand:ReadUrl", null)]
    [InlineData("Open", "OutOfBand:ReadUrl", "http://cps.example")]
    [InlineData("Open", "OutOfBand:ReadKeyFile", null)]
    [InlineData("Open", "OutOfBand:Provider", null)]
    [InlineData("Shared", "OutOfBand:KeyFile", null)]
    [InlineData("Agreed", "OutOfBand:ReadPublishers", null)]
    [InlineData("Agreed", "OutOfBand:ReadPublishers", "12-34")]
    [InlineData("Agreed", "OutOfBand:ReadMilliseconds", "10")]
    public void Reading_WithoutWhatTheDialectNeeds_IsRefusedByName(string from, string name, string? value)
    {
        var settings = Reading(from);
        settings[name] = value;
        AssertRefused(settings, $"{name}: ");
    }

    [Theory]
    [InlineData("Cps:DemandClientCertificate", "true", "Cps:DemandClientCertificate: ")]
    [InlineData("Cps:PushUrl", "http://vs.example", "Cps:PushUrl: ")]
    [InlineData("Cps:PushAuthorizationFile", "reader", "Cps:PushAuthorizationFile: ")]
    [InlineData("Cps:Advertisement:Url", "https://cps.example", "Cps:Advertisement:KeyFile: ")]
    [InlineData("Cps:Advertisement:CertificateUrl", "https://cr.example/1.pem", "Cps:Advertisement:Url: ")]
    [InlineData("Cps:Advertisement:For", "1234", "Cps:Advertisement:For: ")]
    public void NumberDialect_OneSettingWrong_IsRefusedByName(string name, string value, string error) =>
        AssertRefused(new() { [name] = name.EndsWith("File", StringComparison.Ordinal) ? At(value) : value }, error);

    [Fact]
    public void Push_AuthorizationOfTwoLines_IsRefused() => AssertRefused(
        new() { ["Cps:PushUrl"] = "https://vs.example/x", ["Cps:PushAuthorizationFile"] = At("two-lines") },
        "Cps:PushAuthorizationFile: ");

    private static ParsedSettings Parse(Dictionary<string, string?> settings)
    {
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.True(outcome.TryGet(out var parsed, out var errors), string.Join("; ", errors?.Lines ?? []));
        return parsed;
    }

    private static void AssertRefused(Dictionary<string, string?> settings, string error)
    {
        var outcome = SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.False(outcome.IsSuccess);
        Assert.Contains(outcome.Failure.Lines, line => line.StartsWith(error, StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Posting() => new()
    {
        ["Shaken:Roles"] = "cr",
        ["TrustList:PolicyAdministratorRoots"] = At("root.pem"),
        ["OutOfBand:Post"] = "true",
        ["OutOfBand:MappingUrl"] = "https://sti-pa.example/cps-list",
        ["OutOfBand:Advertisements"] = "https://cps.partner.example/cps/advertisement",
        ["OutOfBand:Peers"] = "US/1234 Agreed https://cps.example,US/818H Open https://cps.other.example/cps/company/818H",
        ["OutOfBand:Provider"] = "US/5678",
        ["OutOfBand:KeyFile"] = At("sti.key"),
        ["OutOfBand:CertificateUrl"] = "https://cr.example/1.pem",
        ["OutOfBand:FreshnessSeconds"] = "30",
    };

    private Dictionary<string, string?> Reading(string from) => new()
    {
        ["Shaken:Roles"] = "cr",
        ["OutOfBand:ReadFrom"] = from,
        ["OutOfBand:ReadUrl"] = "https://cps.example",
        ["OutOfBand:ReadKeyFile"] = At("reader"),
        ["OutOfBand:ReadPublishers"] = "1234",
        ["OutOfBand:Provider"] = "US/5678",
        ["OutOfBand:KeyFile"] = At("sti.key"),
        ["OutOfBand:CertificateUrl"] = "https://cr.example/1.pem",
    };

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(At(name), text, Token);
}
