using Shaken.Azure.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Storage;
using Shaken.Local.Authorities;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>The same ceremonies as with keys in files, with keys that never leave the vault.</summary>
public sealed class VaultCeremonyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-vault-");
    private readonly VaultWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Vaults Vaults => new(_world, VaultRate.Default, _world.Time, _world.Transport);

    private KeysInVaults Elsewhere => new(Vaults);

    private KeyCeremony Ceremony => new(CeremonyLives.Default, _world.Time, SystemRandom.Instance, new VaultKeyMaker(Vaults.KeysOf(VaultWorld.Address), "test-", VaultProtection.Hardware, _world.Time));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Founding_LeavesNoPrivateKeyOutsideOfTheVault_AndWhatItMadeIssues()
    {
        var founded = await FoundAsync();
        Assert.Empty(_folder.EnumerateFiles("key.pem", SearchOption.AllDirectories));
        Assert.DoesNotContain(_folder.EnumerateFiles("*", SearchOption.AllDirectories), file => File.ReadAllText(file.FullName).Contains("PRIVATE", StringComparison.Ordinal));
        Assert.Equal(
            [
                "test-bypass-token", "test-ca-issuing", "test-ca-root", "test-country-policy", "test-cps-mapping", "test-crl",
                "test-pa-root", "test-registry-list", "test-registry-request", "test-spc-token", "test-trusted-ca-list",
            ],
            _world.Vault.Requests.Where(request => request.EndsWith("/create", StringComparison.Ordinal)).Select(request => request.Split('/')[2]).Order());

        // As the next day: opened anew, from the folder and the vault.
        var issuing = Ca().Issuing()[0];
        Assert.StartsWith($"https://{VaultOfOurOwn.Host}/keys/test-ca-issuing/", Assert.IsType<VaultSigningKey>(issuing.Key).KeyId, StringComparison.Ordinal);
        Assert.True(TrustedRoot.TryCreate(founded.Entries[0].Certificate, out var root, out _));
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        using var key = SoftwareKey.New();
        var now = _world.Time.GetUtcNow();
        var draft = CertificateDraft.ProviderLeaf(issuing.Certificate, Ca().FindProfile()!.Policy, provider, "Provider", new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now, now.AddDays(1)), key.PublicKey);
        var leaf = (await new CertificateAuthority(issuing.Certificate, issuing.Key).IssueAsync(draft.Lint().Value, Token)).Value;
        Assert.True(new ChainValidator([root]).Validate([leaf, issuing.Certificate], now, LeafPurpose.StiEndEntity).IsSuccess);
    }

    [Fact]
    public async Task Rollover_IsTheSameAsInSoftware()
    {
        await FoundAsync();
        Assert.True((await Ca().AddIntermediateAsync(Ceremony, pathLength: 0, isCurrent: true, Token)).IsSuccess);
        Assert.Equal([2, 1], Ca().Issuing().Select(entry => entry.Version));
        Assert.NotEqual(((VaultSigningKey)Ca().Issuing()[0].Key).Id, ((VaultSigningKey)Ca().Issuing()[1].Key).Id);
    }

    [Fact]
    public async Task WithoutTheVault_TheFolderSaysWhereItsKeysAre()
    {
        await FoundAsync();
        var failure = Assert.Throws<StorageException>(() => CertificationFolder.Open(Path.Combine(_folder.FullName, "ca")).Issuing());
        Assert.Contains("https://test.vault.azure.net/keys/", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VaultThatSignsWithAnotherKey_IsFoundOut()
    {
        await FoundAsync();
        using var wrong = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        _world.Vault.Keys.WrongKey = wrong;
        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() => Ca().AddIntermediateAsync(Ceremony, pathLength: 0, isCurrent: true, Token));
        Assert.Single(Ca().Issuing());
    }

    private async Task<FoundedKeys> FoundAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var administrator = PolicyAdministratorFolder.Open(Path.Combine(_folder.FullName, "pa"), elsewhere: Elsewhere);
        Assert.True((await administrator.FoundAsync(Ceremony, country, new PolicyAdministratorTerms("Example STI-PA", "https://sti-pa.example/certificates/"), Token)).IsSuccess);
        var crl = new CrlReference("https://pa.example/crl", administrator.Keys.FindCurrent("crl")!.Certificate.Subject);
        return (await Ca().FoundAsync(Ceremony, new CaProfile(country, "Example CA", Oids.UnitedStatesPolicy14, crl), pathLength: 0, Token)).Value;
    }

    private CertificationFolder Ca() => CertificationFolder.Open(Path.Combine(_folder.FullName, "ca"), elsewhere: Elsewhere);
}
