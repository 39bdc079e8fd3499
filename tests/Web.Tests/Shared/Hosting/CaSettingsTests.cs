using Microsoft.Extensions.Configuration;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Local.Authorities;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.Shared.Configuration;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>The role ca on the folder that a key ceremony leaves.</summary>
public sealed class CaSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-test-");

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Folder_GivesTheCaThatSignsNow_ThenThoseBeforeIt()
    {
        var folder = await FoundAsync();
        var first = folder.Issuing()[0].Certificate;
        Assert.True((await folder.AddIntermediateAsync(NewCeremony(), pathLength: 0, isCurrent: true, Token)).IsSuccess);
        Assert.True(SettingsParser.Parse(With(Good())).TryGet(out var settings, out var errors), string.Join("; ", errors?.Lines ?? []));
        var authorities = settings.Get<CaSettings>().Authorities;
        Assert.Equal(2, authorities.Count);
        Assert.NotEqual(first.Fingerprint, authorities[0].Authority.Certificate.Fingerprint);
        Assert.Equal(first.Fingerprint, authorities[1].Authority.Certificate.Fingerprint);
        Assert.All(authorities, authority => Assert.DoesNotContain(authority.Above, certificate => certificate.IsSelfIssued));
        Assert.Equal("https://sti-pa.example/crl", settings.Get<CaSettings>().Issuing!.Policy.Crl.Url);
    }

    [Fact]
    public async Task FolderUnderAPassphrase_IsOpenedWithItsFile_AndNotWithout()
    {
        var file = Path.Combine(_folder.FullName, "passphrase");
        await File.WriteAllTextAsync(file, "correct horse battery staple\n", Token);
        Assert.True(KeyPassphrase.TryFromFile(file, out var passphrase, out var failure), failure);
        await FoundAsync(passphrase);
        Assert.True(SettingsParser.Parse(With(new(Good()) { ["Ca:PassphraseFile"] = file })).TryGet(out _, out var errors), string.Join("; ", errors?.Lines ?? []));
        AssertRefused(Good(), "Ca:Folder: ");
        AssertRefused(new(Good()) { ["Ca:PassphraseFile"] = Path.Combine(_folder.FullName, "missing") }, "Ca:PassphraseFile: ");
        await File.WriteAllTextAsync(file, "another horse battery staple\n", Token);
        AssertRefused(new(Good()) { ["Ca:PassphraseFile"] = file }, "Ca:Folder: ");
    }

    [Theory]
    [InlineData("Ca:Certificates", "ca.pem", "Ca:Folder: ")]
    [InlineData("Ca:CertificateBaseUrl", "", "Ca:CertificateBaseUrl: ")]
    [InlineData("Ca:CertificateBaseUrl", "cr.example", "Ca:CertificateBaseUrl: ")]
    [InlineData("Ca:Profile", "lunar", "Ca:Profile: ")]
    [InlineData("Ca:LifeHours", "0", "Ca:LifeHours: ")]
    [InlineData("Ca:CrlSigner", "missing.pem", "Ca:CrlSigner: ")]
    [InlineData("Ca:TokenReuse", "Forever", "Ca:TokenReuse: ")]
    [InlineData("Ca:TokenSignerName", "01234567890123456789012345678901234567890123456789012345678901234", "Ca:TokenSignerName: ")]
    public async Task Fault_IsTold_ByItsName(string name, string value, string start)
    {
        await FoundAsync();
        AssertRefused(new(Good()) { [name] = value }, start);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("STI-PA SPC token")]
    public async Task TokenSignerName_IsAsSet_AndNoneUnlessSet(string? name)
    {
        await FoundAsync();
        Assert.True(SettingsParser.Parse(With(new(Good()) { ["Ca:TokenSignerName"] = name })).TryGet(out var settings, out _));
        Assert.Equal(name, settings.Get<CaSettings>().TokenSignerName);
    }

    [Fact]
    public void FolderWithoutACa_IsRefused() => AssertRefused(new(Good()) { ["Ca:Folder"] = Path.Combine(_folder.FullName, "empty") }, "Ca:Folder: ");

    private async Task<CertificationFolder> FoundAsync(KeyPassphrase? passphrase = null)
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var crl = new CrlReference("https://sti-pa.example/crl", DistinguishedName.Of((Oids.Country, "US"), (Oids.CommonName, "STI-PA CRL")));
        var folder = CertificationFolder.Open(Path.Combine(_folder.FullName, "ca"), passphrase);
        Assert.True((await folder.FoundAsync(NewCeremony(), new CaProfile(country, "Test", Oids.UnitedStatesPolicy14, crl), pathLength: 0, Token)).IsSuccess);
        return folder;
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Shaken:Roles"] = "ca",
        ["Ca:Folder"] = Path.Combine(_folder.FullName, "ca"),
        ["Ca:CertificateBaseUrl"] = "https://cr.example/certificates",
    };

    private static KeyCeremony NewCeremony() => new(CeremonyLives.Default, Time, SystemRandom.Instance);

    private static void AssertRefused(Dictionary<string, string?> settings, string start)
    {
        Assert.False(SettingsParser.Parse(With(settings)).TryGet(out _, out var errors));
        Assert.Contains(errors.Lines, line => line.StartsWith(start, StringComparison.Ordinal));
    }

    private static IConfiguration With(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
