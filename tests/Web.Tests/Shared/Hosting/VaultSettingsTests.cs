using System.Net;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shaken.Azure.KeyVault;
using Shaken.Azure.Tests.KeyVault;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Ceremonies;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Storage;
using Shaken.Core.Trust.Lists;
using Shaken.Local.Authorities;
using Shaken.Local.Keys;
using Shaken.Tests;
using Shaken.Web.CallPlacement;
using Shaken.Web.CertificationAuthority;
using Shaken.Web.Authentication.Renewal;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Crls;
using Shaken.Web.Shared.Health;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Shared.Trust;

namespace Shaken.Web.Tests.Shared.Hosting;

/// <summary>Shaken:Keys=KeyVault: a CA and a policy administrator whose ceremonies were held in a vault.</summary>
public sealed class VaultSettingsTests : IAsyncLifetime
{
    private const string Stranger = "https://test.vault.azure.net/keys/nothing/0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-vault-");
    private readonly VaultWorld _world = new();
    private KeyEntry _issuing = null!;
    private KeyEntry _crl = null!;
    private string _secret = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Vaults Vaults => new(_world, VaultRate.Default, _world.Time, _world.Transport);

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var ceremony = new KeyCeremony(CeremonyLives.Default, _world.Time, SystemRandom.Instance, new VaultKeyMaker(Vaults.KeysOf(VaultWorld.Address), "", VaultProtection.Hardware, _world.Time));
        var administrator = PolicyAdministratorFolder.Open(Path.Combine(_folder.FullName, "pa"), elsewhere: new KeysInVaults(Vaults));
        Assert.True((await administrator.FoundAsync(ceremony, country, new PolicyAdministratorTerms("Example STI-PA", "https://sti-pa.example/certificates/"), Token)).IsSuccess);
        _crl = administrator.Keys.FindCurrent("crl")!;
        var authority = CertificationFolder.Open(Path.Combine(_folder.FullName, "ca"), elsewhere: new KeysInVaults(Vaults));
        var profile = new CaProfile(country, "Example CA", Oids.UnitedStatesPolicy14, new CrlReference("https://sti-pa.example/crl", _crl.Certificate.Subject));
        Assert.True((await authority.FoundAsync(ceremony, profile, pathLength: 0, Token)).IsSuccess);
        _issuing = authority.Issuing()[0];

        using var key = SoftwareKey.New();
        _secret = await KeepAsync("cps", Convert.ToBase64String(key.ToPkcs8()));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task VaultProbe_WhenAKeyIsDisabled_Fails()
    {
        var settings = (await ParseAsync(Good())).Value;
        var probe = new VaultProbe(
            settings.Get<KeySettings>().Vaults!,
            [new SecretsInVault(VaultWorld.Address, settings.Get<RenewalSettings>().Plan!.Options.Name)]);
        Assert.Equal(HealthStatus.Healthy, (await probe.ProbeAsync(Token)).Status);
        _world.Vault.Keys.Disable("ca-issuing");
        var fault = await Assert.ThrowsAsync<StorageException>(() => probe.ProbeAsync(Token));
        Assert.Contains("ca-issuing", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysInAVault_AreTakenByTheirIdentifiers_AndSignThere()
    {
        var settings = (await ParseAsync(Good())).Value;
        Assert.NotNull(settings.Get<KeySettings>().Vaults);
        var authority = Assert.Single(settings.Get<CaSettings>().Authorities);
        Assert.Equal(_issuing.Certificate.Fingerprint, authority.Authority.Certificate.Fingerprint);
        Assert.Equal(_crl.Certificate.Fingerprint, settings.Get<PublishedCrlSettings>().Administrator!.Signer.Certificate.Fingerprint);
        Assert.IsType<SoftwareKey>(settings.Get<CallPlacementSettings>().Republish!.Key);
        Assert.Equal(VaultWorld.Address, Assert.IsType<VaultOfKeys>(settings.Get<RenewalSettings>().Plan!.Account.Keys).Vault);

        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        using var key = SoftwareKey.New();
        var now = _world.Time.GetUtcNow();
        var draft = CertificateDraft.ProviderLeaf(
            _issuing.Certificate, settings.Get<CaSettings>().Issuing!.Policy, provider, "Provider",
            new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now, now.AddDays(1)), key.PublicKey);
        Assert.True((await authority.Authority.IssueAsync(draft.Lint().Value, Token)).IsSuccess);
        Assert.Contains(_world.Vault.Requests, request => request.StartsWith("POST /keys/ca-issuing/", StringComparison.Ordinal) && request.EndsWith("/sign", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_IsBuiltOfThem()
    {
        var configuration = Good();
        configuration["Shaken:Storage"] = "memory";
        configuration["Shaken:Listen:Port"] = "0";
        await using var app = ShakenProgram.Build(
            (await ParseAsync(configuration)).Value, HostDependencies.Real, configureLogging: _ => { });
        Assert.IsType<VaultKeyRing>(app.Services.GetService(typeof(Core.ServiceProvider.Renewal.IKeyRing)));
    }

    [Theory]
    [InlineData("Ca:Keys", Stranger, "Ca:Keys: ")]
    [InlineData("Ca:Keys", "ca.key", "Ca:Keys: ")]
    [InlineData("Ca:Keys", "https://test.evil.example/keys/ca-issuing/0123456789abcdef0123456789abcdef", "Ca:Keys: ")]
    [InlineData("Ca:Keys", "SECRET", "Ca:Keys: ")]
    [InlineData("Ca:Keys", "CRL", "Ca:Keys: ")]
    [InlineData("Ca:Folder", "ca", "Ca:Folder: ")]
    [InlineData("Pa:Crl:Key", Stranger, "Pa:Crl:Key: ")]
    [InlineData("Pa:Crl:Key", "SECRET", "Pa:Crl:Key: ")]
    [InlineData("Pa:Crl:Key", "CA", "Pa:Crl: ")]
    [InlineData("Cps:Republish:KeyFile", "https://test.vault.azure.net/secrets/nothing/0123456789abcdef0123456789abcdef", "Cps:Republish:KeyFile: ")]
    [InlineData("Renewal:Vault", "", "Renewal:Vault: ")]
    [InlineData("Renewal:Vault", "https://vault.example", "Renewal:Vault: ")]
    [InlineData("Renewal:Vault", "https://hsm.managedhsm.azure.net", "Renewal:Vault: ")]
    [InlineData("Renewal:KeyFolder", "keys", "Renewal:KeyFolder: ")]
    [InlineData("Azure:ClientId", "me", "Azure:ClientId: ")]
    [InlineData("Azure:VaultPerSecond", "0", "Azure:VaultPerSecond: ")]
    public async Task Fault_IsTold_ByItsName(string name, string value, string start)
    {
        var configuration = Good();
        configuration[name] = value switch { "SECRET" => _secret, "CRL" => IdOf(_crl), "CA" => IdOf(_issuing), _ => value };
        var lines = (await ParseAsync(configuration)).Failure.Lines;
        Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("explicit-pkcs8.pem")]
    [InlineData("p384.pem")]
    [InlineData("public.pem")]
    [InlineData("rsa-pkcs8.pem")]
    public async Task Secret_ThatCannotSign_IsRefusedAtTheStart(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "tests", "Vectors", "keys", file), Token);
        Assert.True(PemText.TryRead(text, out var blocks, out _));
        Assert.True(blocks[^1].TryDecode(out var der));
        var configuration = Good();
        configuration["Cps:Republish:KeyFile"] = await KeepAsync("damaged", Convert.ToBase64String(der));
        await KeepAsync("us-1234", Convert.ToBase64String(der));
        var lines = (await ParseAsync(configuration)).Failure.Lines;
        Assert.All((string[])["Cps:Republish:KeyFile: ", "Renewal:Vault: "], start => Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal) && line.Contains("P-256", StringComparison.Ordinal)));

        configuration["Cps:Republish:KeyFile"] = await KeepAsync("damaged", "not base64!");
        Assert.Contains((await ParseAsync(configuration)).Failure.Lines, line => line.StartsWith("Cps:Republish:KeyFile: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretOfTheTrustListsOrigin_IsReadFromTheVault()
    {
        var kept = (await Vaults.SecretsOf(VaultWorld.Address).SetSecretAsync(new KeyVaultSecret("sti-pa-password", "pass word"), Token)).Value.Id.ToString();
        var settings = (await ParseAsync(WithAccount(kept))).Value;
        var account = Assert.IsType<ListAccount>(settings.Get<TrustListSettings>().Access!.Credentials);
        Assert.Equal("pass word", account.Password.Reveal());

        // A file, as without a vault.
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "password"), "of a file", Token);
        account = (ListAccount)(await ParseAsync(WithAccount(Path.Combine(_folder.FullName, "password"))))
            .Value.Get<TrustListSettings>()
            .Access!.Credentials!;
        Assert.Equal("of a file", account.Password.Reveal());
    }

    [Theory]
    [InlineData("https://test.vault.azure.net/secrets/nothing/0123456789abcdef0123456789abcdef", "404 SecretNotFound")]
    [InlineData("https://test.vault.azure.net/keys/nothing/0123456789abcdef0123456789abcdef", "is no secret of a vault")]
    public async Task SecretOfTheTrustListsOrigin_NotThere_IsTold(string text, string words)
    {
        var lines = (await ParseAsync(WithAccount(text))).Failure.Lines;
        Assert.Contains(lines, line => line.StartsWith("TrustList:PasswordFile: ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryFaultOfTheVault_IsToldAtOnce()
    {
        var configuration = Good();
        configuration["Ca:Keys"] = Stranger;
        configuration["Shaken:Storage"] = "Tape";
        _world.Vault.Keys.Disable("crl");
        var lines = (await ParseAsync(configuration)).Failure.Lines;
        Assert.Contains(lines, line => line.StartsWith("Ca:Keys: ", StringComparison.Ordinal) && line.Contains("404 KeyNotFound", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Pa:Crl:Key: ", StringComparison.Ordinal) && line.Contains("disabled", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Shaken:Storage: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VaultThatDenies_OrGivesNoToken_IsToldInWords()
    {
        for (var count = 0; count < 4; count++) _world.Vault.Misbehaviours.Enqueue((_, _) => Task.FromResult(VaultOfOurOwn.Error(HttpStatusCode.Forbidden, "Forbidden", "Caller is not authorized", "ForbiddenByRbac")));
        Assert.Contains((await ParseAsync(Good())).Failure.Lines, line => line.StartsWith("Ca:Keys: ", StringComparison.Ordinal) && line.EndsWith("403 Forbidden", StringComparison.Ordinal));

        _world.NoToken = new global::Azure.Identity.CredentialUnavailableException("Nobody is signed in.");
        Assert.Contains((await ParseAsync(Good())).Failure.Lines, line => line.StartsWith("Ca:Keys: ", StringComparison.Ordinal) && line.EndsWith("Nobody is signed in.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithKeysInFiles_NoVaultIsAsked()
    {
        var asked = false;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Renewal:Vault"] = "https://test.vault.azure.net", ["Renewal:Provider"] = "US/1234" }).Build();
        var outcome = await SettingsParser.ParseAsync(
            configuration,
            _ =>
            {
                asked = true;
                return Vaults;
            },
            Token);
        Assert.False(asked);
        Assert.Contains(outcome.Failure.Lines, line => line.StartsWith("Renewal:Vault: ", StringComparison.Ordinal));
        Assert.Contains(SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(Good()).Build()).Failure.Lines, line => line.StartsWith("Shaken:Keys: ", StringComparison.Ordinal));
    }

    private Dictionary<string, string?> Good() => new()
    {
        ["Shaken:Keys"] = "KeyVault",
        ["Azure:ClientId"] = "72f988bf-86f1-41af-91ab-2d7cd011db47",
        ["Ca:Certificates"] = Path.Combine(_folder.FullName, "ca", "certificates", "ca-issuing-1.pem"),
        ["Ca:Keys"] = IdOf(_issuing),
        ["Ca:CertificateBaseUrl"] = "https://cr.example/certificates",
        ["Pa:Crl:Url"] = "https://sti-pa.example/crl",
        ["Pa:Crl:Certificate"] = Path.Combine(_folder.FullName, "pa", "certificates", "crl-1.pem"),
        ["Pa:Crl:Key"] = IdOf(_crl),
        ["Cps:RepublishTo"] = "https://cps.example",
        ["Cps:Republish:KeyFile"] = _secret,
        ["Cps:Republish:CertificateUrl"] = "https://cr.example/own.pem",
        ["Renewal:Provider"] = "US/1234",
        ["Renewal:Directory"] = "https://ca.example/acme/directory",
        ["Renewal:TokenFile"] = "token.jwt",
        ["Renewal:Vault"] = "https://test.vault.azure.net",
    };

    private Dictionary<string, string?> WithAccount(string password) => new(Good())
    {
        ["TrustList:Url"] = "https://sti-pa.example/api/v1/ca-list",
        ["TrustList:PolicyAdministratorRoots"] = Path.Combine(_folder.FullName, "pa", "certificates", "pa-root-1.pem"),
        ["TrustList:LoginUrl"] = "https://sti-pa.example/api/v1/auth/login",
        ["TrustList:UserId"] = "reader",
        ["TrustList:PasswordFile"] = password,
    };
    private async Task<string> KeepAsync(string name, string value)
    {
        var kept = new KeyVaultSecret(name, value) { Properties = { ContentType = "application/pkcs8" } };
        return (await Vaults.SecretsOf(VaultWorld.Address).SetSecretAsync(kept, Token)).Value.Id.ToString();
    }

    private static string IdOf(KeyEntry entry) => ((VaultSigningKey)entry.Key).KeyId;

    private Task<Outcome<ParsedSettings, SettingsErrors>> ParseAsync(Dictionary<string, string?> configuration) =>
        SettingsParser.ParseAsync(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build(), _ => Vaults, Token);
}
