using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Local.Authorities;
using Shaken.Tests;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>Every setting that names a key file refuses what cannot sign when the program starts, by the setting's name.</summary>
public sealed class KeySettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-key-settings-");

    private static readonly string[] Names =
        ["Ca:Keys", "Pa:Crl:Key", "Ca:Crl:Key", "Cps:Republish:KeyFile", "Shaken:Tls:Key", "Renewal:KeyFolder", "Ca:Folder"];

    private static readonly string[] Files =
        ["explicit-sec1.pem", "explicit-pkcs8.pem", "public.pem", "encrypted-pkcs8.pem", "encrypted-sec1.pem", "two-keys.pem", "certificate.pem", "p384.pem"];

    public static MatrixTheoryData<string, string> Refused => new(Names, Files);

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Parse_FileThatCannotSign_IsRefusedByTheSettingsName(string setting, string file)
    {
        var outcome = Parse(await SettingsAsync(setting, file));
        Assert.False(outcome.IsSuccess);
        Assert.Contains(outcome.Failure.Lines, line => line.StartsWith($"{setting}: ", StringComparison.Ordinal) && line.Contains(".pem", StringComparison.Ordinal));
    }

    [Fact]
    public void Parse_TlsKeyOfAnyAlgorithm_IsTaken_AlsoWithAByteOrderMark()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(Time.GetUtcNow().AddDays(-1), Time.GetUtcNow().AddDays(1));
        File.WriteAllText(PathOf("tls.pem"), certificate.ExportCertificatePem(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        File.WriteAllText(PathOf("tls.key"), key.ExportPkcs8PrivateKeyPem(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.True(Parse(Tls(PathOf("tls.key"))).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        Assert.True(settings.Get<ListenSettings>().Tls!.Certificate.Certificate.HasPrivateKey);

        File.WriteAllText(PathOf("tls.pem"), certificate.ExportCertificatePem(), Encoding.Unicode);
        Assert.Contains(Parse(Tls(PathOf("tls.key"))).Failure.Lines, line => line.StartsWith("Shaken:Tls:Certificate: ", StringComparison.Ordinal) && line.Contains("UTF-16", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Fetching:TlsRoots")]
    [InlineData("TrustList:PolicyAdministratorRoots")]
    [InlineData("Revocation:Signers")]
    [InlineData("Acme:AlternateChains")]
    public void Parse_CertificatesInUtf16OrNone_AreRefused(string setting)
    {
        File.WriteAllText(PathOf("utf16.pem"), File.ReadAllText(Vector("certificate.pem")), Encoding.Unicode);
        Assert.Contains(Parse(new() { [setting] = PathOf("utf16.pem") }).Failure.Lines, line => line.StartsWith($"{setting}: ", StringComparison.Ordinal) && line.Contains("UTF-16", StringComparison.Ordinal));
        Assert.Contains(Parse(new() { [setting] = Vector("good-pkcs8.pem") }).Failure.Lines, line => line.StartsWith($"{setting}: ", StringComparison.Ordinal));
    }

    private async Task<Dictionary<string, string?>> SettingsAsync(string setting, string file) => setting switch
    {
        "Ca:Keys" => new() { ["Ca:Certificates"] = Vector("certificate.pem"), ["Ca:Keys"] = Vector(file) },
        "Pa:Crl:Key" or "Ca:Crl:Key" =>
            new() { [$"{setting[..6]}:Url"] = "https://sti-pa.example/crl", [$"{setting[..6]}:Certificate"] = Vector("certificate.pem"), [setting] = Vector(file) },
        "Cps:Republish:KeyFile" =>
            new() { ["Cps:RepublishTo"] = "https://cps.example", [setting] = Vector(file), ["Cps:Republish:CertificateUrl"] = "https://cr.example/own.pem" },
        "Shaken:Tls:Key" => TlsOfVector(file),
        "Renewal:KeyFolder" => RenewalWith(file),
        _ => await FolderWithAsync(file),
    };

    private Dictionary<string, string?> TlsOfVector(string file)
    {
        File.Copy(Vector("certificate.pem"), PathOf("tls.pem"));
        return Tls(Vector(file));
    }

    private Dictionary<string, string?> Tls(string key) =>
        new() { ["Shaken:Tls:Port"] = "0", ["Shaken:Tls:Certificate"] = PathOf("tls.pem"), ["Shaken:Tls:Key"] = key };

    private Dictionary<string, string?> RenewalWith(string file)
    {
        var folder = Path.Combine(_folder.FullName, "ring");
        Shaken.Local.Keys.KeyRing.Open(folder);
        File.Copy(Vector(file), Path.Combine(Directory.CreateDirectory(Path.Combine(folder, ".bare")).FullName, "us-1234-a.pem"));
        return new()
        {
            ["Renewal:Provider"] = "US/1234", ["Renewal:Directory"] = "https://ca.example/acme/directory", ["Renewal:TokenFile"] = "token.jwt", ["Renewal:KeyFolder"] = folder,
        };
    }

    private async Task<Dictionary<string, string?>> FolderWithAsync(string file)
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var path = Path.Combine(_folder.FullName, "ca");
        var authority = CertificationFolder.Open(path);
        var crl = new Core.Pki.Drafts.CrlReference("https://sti-pa.example/crl", Core.Pki.Der.DistinguishedName.Of((Core.Pki.Der.Oids.Country, "US"), (Core.Pki.Der.Oids.CommonName, "STI-PA CRL")));
        var profile = new CaProfile(country, "Example CA", Core.Pki.Der.Oids.UnitedStatesPolicy14, crl);
        var ceremony = new KeyCeremony(CeremonyLives.Default, Time, SystemRandom.Instance);
        Assert.True((await authority.FoundAsync(ceremony, profile, pathLength: 0, Token)).IsSuccess);
        File.Copy(Vector(file), Path.Combine(path, "keys", "ca-issuing", "1", "key.pem"), overwrite: true);
        return new() { ["Ca:Folder"] = path, ["Ca:CertificateBaseUrl"] = "https://cr.example/certificates" };
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private static string Vector(string file) => Path.Combine(Checkout.Root, "tests", "Vectors", "keys", file);

    private static Outcome<ParsedSettings, SettingsErrors> Parse(Dictionary<string, string?> settings) =>
        SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
}
