using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Pki.Paths;
using Shaken.Core.Tokens;
using Shaken.Core.Trust;
using Shaken.Core.Trust.Sources;
using Shaken.Local.Authorities;
using Shaken.Local.Keys;

namespace Shaken.EndToEnd.Tests;

/// <summary>The key ceremonies as an operator types them, and OpenSSL on what they made.</summary>
public sealed class CeremonyTests : IDisposable
{
    private static readonly string[] PaInit = ["pa", "init", "--country", "US", "--organization", "Example STI-PA"];
    private static readonly string[] CaInit =
        ["ca", "init", "--country", "US", "--organization", "Example CA", "--crl-url", "https://sti-pa.example/download/v1/crl", "--crl-issuer", "pa/certificates/crl-1.pem"];

    private readonly TemporaryFolder _folder = new();

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task CaInit_MakesChainsThatOpenSslVerifies_BeforeAndAfterARollover()
    {
        await JsonAsync(0, PaInit);
        await JsonAsync(0, CaInit);
        Assert.Equal(2, (await JsonAsync(0, "ca", "rollover")).GetProperty("version").GetInt32());
        Assert.False((await JsonAsync(0, "ca", "issue-intermediate", "--path-length", "1")).GetProperty("current").GetBoolean());
        Assert.Equal(["2"], (await JsonAsync(0, "ca", "show")).EnumerateArray()
            .Where(entry => entry.GetProperty("name").GetString() == "ca-issuing" && entry.GetProperty("current").GetBoolean()).Select(entry => entry.GetProperty("version").GetRawText()));

        // A leaf under the old CA and one under the new.
        foreach (var entry in CertificationFolder.Open(_folder.File("ca")).Issuing().Where(entry => entry.Version < 3))
        {
            await File.WriteAllTextAsync(_folder.File("leaf.pem"), (await LeafAsync(entry)).ToPem(), Token);
            var (code, output, error) = await Programs.RunAsync(_folder.Path, "openssl", "verify", "-x509_strict", "-CAfile", "ca/certificates/ca-root-1.pem", "-untrusted", $"ca/certificates/ca-issuing-{entry.Version}.pem", "leaf.pem");
            Assert.True(code == 0, output + error);
            Assert.True((await JsonAsync(0, "cert", "verify", "leaf.pem", $"ca/certificates/ca-issuing-{entry.Version}.pem", "--root", "ca/certificates/ca-root-1.pem")).GetProperty("valid").GetBoolean());
        }

        Assert.Equal(1, (await JsonAsync(0, "ca", "use", "1")).GetProperty("version").GetInt32());
        await JsonAsync(0, "cert", "lint", "ca/certificates/ca-root-1.pem", "ca/certificates/ca-issuing-1.pem", "ca/certificates/ca-issuing-2.pem");
    }

    [Fact]
    public async Task CrossCertify_CrlSigner_GetsACertificateBelowTheCasRoot()
    {
        await JsonAsync(0, PaInit);
        await JsonAsync(0, CaInit);
        var made = await JsonAsync(0, "ca", "cross-certify", "pa/certificates/crl-1.pem");
        Assert.EndsWith(Path.Combine("ca", "certificates", "crl-cross-1.pem"), made.GetProperty("certificate").GetString(), StringComparison.Ordinal);
        var (code, output, error) = await Programs.RunAsync(_folder.Path, "openssl", "verify", "-x509_strict", "-CAfile", "ca/certificates/ca-root-1.pem", "ca/certificates/crl-cross-1.pem");
        Assert.True(code == 0, output + error);
        await JsonAsync(0, "cert", "lint", "--profile", "crl-signer", "ca/certificates/crl-cross-1.pem");

        // Of a further signer, and only of one that may sign the list that the CA's certificates name.
        await JsonAsync(0, "pa", "rollover", "crl");
        Assert.EndsWith("crl-cross-2.pem", (await JsonAsync(0, "ca", "cross-certify", "pa/certificates/crl-2.pem")).GetProperty("certificate").GetString(), StringComparison.Ordinal);
        Assert.Contains("STI-PA CRL", (await JsonAsync(2, "ca", "cross-certify", "pa/certificates/spc-token-1.pem")).GetProperty("error").GetString(), StringComparison.Ordinal);
        Directory.Move(_folder.File("ca/keys/ca-root"), _folder.File("safe"));
        Assert.Contains("root's key", (await JsonAsync(2, "ca", "cross-certify", "pa/certificates/crl-1.pem")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://vault.example")]
    [InlineData("http://shaken.vault.azure.net")]
    [InlineData("https://shaken.vault.azure.net", "--passphrase-file", "passphrase")]
    [InlineData("https://shaken.vault.azure.net", "--vault-prefix", "a/b")]
    public async Task VaultThatIsNone_OrWithAPassphrase_IsAUsageError_AndNothingIsKept(string vault, params string[] more)
    {
        await File.WriteAllTextAsync(_folder.File("passphrase"), "correct horse battery staple\n", Token);
        Assert.Contains("--vault", (await JsonAsync(2, [.. PaInit, "--vault", vault, .. more])).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("pa")));
    }

    [Fact]
    public async Task PaInit_MakesSignersThatOpenSslVerifies_AndThePassphraseSealsThem()
    {
        await File.WriteAllTextAsync(_folder.File("passphrase"), "correct horse battery staple\n", Token);
        var made = await JsonAsync(0, [.. PaInit, "--passphrase-file", "passphrase"]);
        Assert.Equal(9, made.GetArrayLength());
        var signers = made.EnumerateArray().Skip(1).Select(entry => entry.GetProperty("certificate").GetString()!).ToArray();
        var (code, output, error) = await Programs.RunAsync(_folder.Path, "openssl", ["verify", "-x509_strict", "-CAfile", "pa/certificates/pa-root-1.pem", .. signers]);
        Assert.True(code == 0, output + error);
        await JsonAsync(2, "pa", "show");
        Assert.Equal(9, (await JsonAsync(0, "pa", "show", "--passphrase-file", "passphrase")).GetArrayLength());
    }

    [Fact]
    public async Task SecondInit_IsRefused_AndChangesNothing()
    {
        await JsonAsync(0, PaInit);
        await JsonAsync(0, CaInit);
        var before = Files();
        Assert.Contains("already", (await JsonAsync(2, PaInit)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("already", (await JsonAsync(2, CaInit)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_IsVerifiedByTheCasVerifier_AlsoAfterARollover(bool ofPublicKeyInfo)
    {
        await JsonAsync(0, PaInit);
        Assert.Equal(2, (await JsonAsync(0, "pa", "rollover", "spc-token")).GetProperty("version").GetInt32());
        using var account = SoftwareKey.New();
        await File.WriteAllTextAsync(_folder.File("account.pem"), EcdsaPublicKey.From(account.PublicKey).ToPem(), Token);
        string[] command = ["pa", "token", "--spc", "1234", "--account-key", "account.pem", "--life", "30m", .. ofPublicKeyInfo ? ["--spki"] : Array.Empty<string>()];
        var token = (await JsonAsync(0, command)).GetProperty("token").GetString()!;
        Assert.True(Jws.TryParse(token, 65536, out var jws, out _));
        Assert.Equal("https://sti-pa.example/certificates/spc-token-2.pem", jws.Header.X5u);

        Assert.True(TrustedRoot.TryCreate(Certificate("pa-root-1.pem"), out var root, out _));
        var verifier = new AuthorityTokenVerifier(new FolderSource(this), new TrustDomain([root], Time), Time);
        var use = new AuthorityTokenUse(Convert.FromHexString("3008A006160431323334"), JsonWebKey.From(account.PublicKey), IsCa: false);
        Assert.Equal("US", (await verifier.VerifyAsync(token, use, Token)).Value.Country.Value);
    }

    [Fact]
    public async Task Token_TakesAJwk_AndAFingerprintAsGiven_AndCa()
    {
        await JsonAsync(0, PaInit);
        using var account = SoftwareKey.New();
        var jwk = JsonWebKey.From(account.PublicKey);
        await File.WriteAllTextAsync(_folder.File("account.json"), jwk.ToCanonicalJson(), Token);
        var ofFile = await TokenAsync("--account-key", "account.json", "--ca");
        var given = await TokenAsync("--fingerprint", KeyFingerprint.Of(jwk), "--base64url");
        Assert.Equal((KeyFingerprint.Of(jwk), true, "MAigBhYEMTIzNA=="), (ofFile.Fingerprint, ofFile.IsCa, ofFile.Value));
        Assert.Equal((KeyFingerprint.Of(jwk), false, "MAigBhYEMTIzNA"), (given.Fingerprint, given.IsCa, given.Value));

        // More than one code, and numbers: for a CA certificate to delegate with.
        var many = await TokenAsync("--fingerprint", KeyFingerprint.Of(jwk), "--spc", "5678", "--range", "12155550100:50", "--tn", "12155550199", "--ca");
        Assert.True(many.TryDecodeValue(out var der));
        Assert.True(TnAuthListDer.TryRead(der, out var list));
        Assert.Equal(["1234", "5678"], list.Codes.Select(code => code.Value));
        Assert.Equal((4, true), (list.Entries.Count, list.Entries[2] is RangeEntry { Range.Count: 50 }));
    }

    [Theory]
    [InlineData("pa", "token", "--spc", "1234", "--fingerprint", "SHA256 00")]
    [InlineData("pa", "token", "--spc", "1234")]
    [InlineData("pa", "token", "--fingerprint", "SHA256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF")]
    [InlineData("pa", "token", "--spc", "12-34", "--account-key", "missing.pem")]
    [InlineData("pa", "rollover", "spc-token")]
    [InlineData("pa", "init", "--country", "us", "--organization", "Example")]
    [InlineData("pa", "init", "--country", "US", "--organization", "Example", "--life", "forever")]
    [InlineData("pa", "init", "--country", "US", "--organization", "Example", "--certificate-url", "http://pa.example/")]
    [InlineData("ca", "show")]
    [InlineData("ca", "use", "1")]
    [InlineData("ca", "rollover")]
    [InlineData("ca", "cross-certify", "missing.pem")]
    [InlineData("ca", "init", "--country", "CA", "--organization", "Example", "--crl-url", "https://pa.example/crl", "--crl-issuer", "missing.pem")]
    public async Task CommandThatCannotBeUsed_EndsWithTwo_AndMakesNothing(params string[] arguments)
    {
        Assert.NotEmpty((await JsonAsync(2, arguments)).GetProperty("error").GetString()!);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    private static async Task<StiCertificate> LeafAsync(KeyEntry issuer)
    {
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        using var key = SoftwareKey.New();
        var now = Time.GetUtcNow();
        var policy = new IssuingPolicy(LintProfile.UnitedStates, Oids.UnitedStatesPolicy14, new CrlReference("https://sti-pa.example/download/v1/crl", issuer.Certificate.Extensions.CrlDistributionPoints![0].CrlIssuers[0]));
        var draft = CertificateDraft.ProviderLeaf(issuer.Certificate, policy, provider, "Provider A", new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-1), now.AddDays(1)), key.PublicKey);
        return (await new CertificateAuthority(issuer.Certificate, issuer.Key).IssueAsync(draft.Lint().Value, Token)).Value;
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}")];

    private StiCertificate Certificate(string name) => CertificateBundle.TryRead(File.ReadAllBytes(Path.Combine(_folder.File("pa"), "certificates", name)), out var list, out var failure) ? list[0] : throw new InvalidOperationException(failure);

    private async Task<AuthorityToken> TokenAsync(params string[] more)
    {
        var compact = (await JsonAsync(0, ["pa", "token", "--spc", "1234", .. more])).GetProperty("token").GetString()!;
        return AuthorityToken.TryParse(compact, out var token, out var refusal) ? token : throw new InvalidOperationException(refusal.Detail);
    }

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, [.. arguments, "--json"]);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    // The folder of certificates, as if it were published.
    private sealed class FolderSource(CeremonyTests test) : ICertificateSource
    {
        public ValueTask<Outcome<SourcedCertificates, SourceRefusal>> GetAsync(string x5u, CancellationToken cancellationToken) =>
            new(new SourcedCertificates([test.Certificate(x5u[(x5u.LastIndexOf('/') + 1)..])], Deadline.Never, IsStale: false));
    }
}
