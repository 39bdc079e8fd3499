using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Local.Authorities;

namespace Shaken.Local.Tests;

public sealed class CeremonyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-ceremony-");

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static KeyCeremony Ceremony => new(CeremonyLives.Default, Time, SystemRandom.Instance);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task PolicyAdministrator_HasASignerOfItsOwnForEachKind_WithAKeyOfItsOwn()
    {
        var founded = (await FoundPaAsync()).Value;
        Assert.Equal(
            [
                "pa-root", "trusted-ca-list", "spc-token", "cps-mapping", "registry-list", "bypass-token", "country-policy",
                "registry-request", "crl",
            ],
            founded.Entries.Select(entry => entry.Name));
        Assert.Equal(9, founded.Entries.Select(entry => Convert.ToHexString(entry.Key.PublicKey.Q.X!)).Distinct().Count());
        Assert.Equal(SignedDocumentKinds.All, founded.Entries.Skip(1).Select(entry => SignedDocumentKinds.Of(entry.Certificate)!.Value));
        Assert.Null(SignedDocumentKinds.Of(founded.Entries[0].Certificate));
        Assert.All(founded.Entries.SkipLast(1), entry => Assert.Empty(CertificateLinter.Lint(entry.Certificate, LintProfile.PolicyAdministratorSigner)));
        Assert.Empty(CertificateLinter.Lint(founded.Entries[^1].Certificate, LintProfile.CrlSigner));
    }

    [Fact]
    public async Task SecondFounding_ChangesNothing_AndSaysSo()
    {
        var first = (await FoundPaAsync()).Value;
        Assert.Contains("already", (await FoundPaAsync()).Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(first.Entries[0].Certificate.Fingerprint, Pa().Keys.FindCurrent(CeremonyNames.PolicyAdministratorRoot)!.Certificate.Fingerprint);

        var ca = (await FoundCaAsync("US")).Value;
        Assert.Contains("already", (await FoundCaAsync("US")).Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(ca.Entries[1].Certificate.Fingerprint, Ca().Issuing()[0].Certificate.Fingerprint);
    }

    [Fact]
    public async Task FoundingThatWasCutOff_IsNotGoneOnWith()
    {
        await FoundCaAsync("US");
        File.Delete(Path.Combine(_folder.FullName, "ca", "ca-profile.json"));
        Assert.Contains("not finished", (await FoundCaAsync("US")).Failure.Detail, StringComparison.Ordinal);
        Assert.Null(Ca().FindProfile());
    }

    [Theory]
    [InlineData("US", "us")]
    [InlineData("CA", "national")]
    public async Task Ca_HasItsCountryInSubjectAndIssuer_AndKeepsItsProfile(string country, string profileName)
    {
        var founded = (await FoundCaAsync(country)).Value;
        var profile = Ca().FindProfile()!;
        Assert.Equal((country, profileName, "https://pa.example/crl"), (profile.Country.Value, profile.LintProfile.Name, profile.Crl.Url));
        Assert.All(founded.Entries, entry =>
        {
            Assert.Equal((country, country), (entry.Certificate.Subject.Country!.Value, entry.Certificate.Issuer.Country!.Value));
            Assert.Empty(CertificateLinter.Lint(entry.Certificate, profile.LintProfile));
        });
        Assert.True(Pa().Keys.FindCurrent("crl")!.Certificate.Subject.Der.Span.SequenceEqual(founded.Entries[1].Certificate.Extensions.CrlDistributionPoints![0].CrlIssuers[0].Der.Span));
    }

    [Fact]
    public async Task Rollover_LetsBothCasStandBelowTheRoot_AndTheNewOneIssue()
    {
        var founded = (await FoundCaAsync("US")).Value;
        var added = (await Ca().AddIntermediateAsync(Ceremony, pathLength: 0, isCurrent: false, Token)).Value;
        Assert.Equal([1, 2], Ca().Issuing().Select(entry => entry.Version));
        var rolled = (await Ca().AddIntermediateAsync(Ceremony, pathLength: 0, isCurrent: true, Token)).Value;
        Assert.Equal([3, 2, 1], Ca().Issuing().Select(entry => entry.Version));

        Assert.True(TrustedRoot.TryCreate(founded.Entries[0].Certificate, out var root, out _));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        foreach (var issuer in (Keys.KeyEntry[])[founded.Entries[1], added, rolled])
        {
            using var key = Core.Keys.Software.SoftwareKey.New();
            var now = Time.GetUtcNow();
            var draft = CertificateDraft.ProviderLeaf(issuer.Certificate, Ca().FindProfile()!.Policy, provider, "Provider", new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-1), now.AddDays(1)), key.PublicKey);
            var leaf = (await new CertificateAuthority(issuer.Certificate, issuer.Key).IssueAsync(draft.Lint().Value, Token)).Value;
            Assert.True(new ChainValidator([root]).Validate([leaf, issuer.Certificate], now, LeafPurpose.StiEndEntity).IsSuccess);
        }
    }

    [Fact]
    public async Task RolloverOfASigner_KeepsTheOldOne()
    {
        await FoundPaAsync();
        var made = (await Pa().RollOverAsync(Ceremony, SignedDocumentKind.SpcToken, Token)).Value;
        Assert.Equal((2, "spc-token"), (made.Version, made.Name));
        Assert.Equal(2, Pa().Keys.FindCurrentVersion("spc-token"));
        Assert.NotEqual(Pa().Keys.Get("spc-token", 1).Certificate.Fingerprint, made.Certificate.Fingerprint);
        Assert.True(File.Exists(Path.Combine(Pa().Certificates, "spc-token-1.pem")) && File.Exists(Path.Combine(Pa().Certificates, "spc-token-2.pem")));
    }

    [Fact]
    public async Task WithoutTheRootsKey_NothingIsAddedBelowIt()
    {
        await FoundCaAsync("US");
        Directory.Move(Path.Combine(_folder.FullName, "ca", "keys", "ca-root"), Path.Combine(_folder.FullName, "offline"));
        Assert.Contains("root", (await Ca().AddIntermediateAsync(Ceremony, pathLength: 0, isCurrent: true, Token)).Failure.Detail, StringComparison.Ordinal);
        Assert.Single(Ca().Issuing());
    }

    [Fact]
    public async Task WhatTheProfileForbids_IsNotMade_AndNothingIsKept()
    {
        var refusal = (await FoundCaAsync("US", organization: new string('o', 200))).Failure;
        Assert.Contains("would break its profile", refusal.Detail, StringComparison.Ordinal);
        Assert.Empty(Ca().Keys.Names);
    }

    private async Task<Outcome<FoundedKeys, CeremonyRefusal>> FoundPaAsync(string country = "US") =>
        await Pa().FoundAsync(Ceremony, Country(country), new PolicyAdministratorTerms("Example STI-PA", "https://sti-pa.example/certificates/"), Token);

    private async Task<Outcome<FoundedKeys, CeremonyRefusal>> FoundCaAsync(string country, string organization = "Example CA")
    {
        if (Pa().FindTerms() is null) await FoundPaAsync(country);
        var crl = new CrlReference("https://pa.example/crl", Pa().Keys.FindCurrent("crl")!.Certificate.Subject);
        return await Ca().FoundAsync(Ceremony, new CaProfile(Country(country), organization, country == "US" ? Oids.UnitedStatesPolicy14 : "2.16.124.1.1", crl), pathLength: 0, Token);
    }

    private PolicyAdministratorFolder Pa() => PolicyAdministratorFolder.Open(Path.Combine(_folder.FullName, "pa"));

    private CertificationFolder Ca() => CertificationFolder.Open(Path.Combine(_folder.FullName, "ca"));

    private static CountryCode Country(string code) => CountryCode.TryParse(code, out var country) ? country : throw new ArgumentException("No country.", nameof(code));
}
