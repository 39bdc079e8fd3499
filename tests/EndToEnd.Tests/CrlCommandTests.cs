using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Crls;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

public sealed class CrlCommandTests : IAsyncLifetime
{
    private const string Url = "https://sti-pa.example/download/v1/crl";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var id));
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        var authority = await LocalAuthority.NewAsync(id.Country, "Test", Time, SystemRandom.Instance, Token);
        var (revoked, good) = (await authority.IssueAsync(id, "A", TimeSpan.FromDays(1), Token), await authority.IssueAsync(id, "A", TimeSpan.FromDays(1), Token));
        DraftTerms Terms() => new(CertificateSerial.New(SystemRandom.Instance), now.AddMinutes(-5), now.AddDays(30));
        var (rootKey, key) = (SoftwareKey.New(), SoftwareKey.New());
        var rootDraft = CertificateDraft.PolicyAdministratorRoot(id.Country, "STI-PA", Terms(), rootKey.PublicKey).Lint().Value;
        var root = new CertificateAuthority((await CertificateAuthority.SelfSignAsync(rootDraft, rootKey, Token)).Value, rootKey);
        var signer = new CrlSigner((await root.IssueAsync(CertificateDraft.CrlSigner(root.Certificate, "STI-PA", Terms(), key.PublicKey).Lint().Value, Token)).Value, key);
        var draft = new CrlDraft(new CrlTerms(signer.Certificate, CrlScope.ManyIssuers, 12, now, now.AddDays(1), Url), 1);
        draft.Add(new RevocationEntry(revoked.Certificate.Issuer, revoked.Certificate.SerialNumber, RevocationReason.Superseded, now, revoked.Certificate.NotAfter, "test", now));
        await File.WriteAllBytesAsync(_folder.File("list.crl"), await signer.SignAsync(draft.Lint().Value, Token), Token);
        await WriteAsync("signer.pem", signer.Certificate.ToPem());
        await WriteAsync("pa-root.pem", root.Certificate.ToPem());
        var own = authority.Administrator.SignerOf(SignedDocumentKind.Crl);
        var ownDraft = new CrlDraft(new CrlTerms(own.Certificate, CrlScope.ManyIssuers, 1, now, now.AddDays(1), Url), 1);
        ownDraft.Add(new RevocationEntry(revoked.Certificate.Issuer, revoked.Certificate.SerialNumber, RevocationReason.Superseded, now, revoked.Certificate.NotAfter, "test", now));
        await File.WriteAllBytesAsync(_folder.File("own.crl"), await new CrlSigner(own.Certificate, own.Key).SignAsync(ownDraft.Lint().Value, Token), Token);
        await WriteAsync("own-signer.pem", own.Certificate.ToPem());
        await WriteAsync("own-pa-root.pem", authority.PolicyAdministratorRoot.Certificate.ToPem());
        await WriteAsync("revoked.key", ((SoftwareKey)revoked.Key).ToPem());
        await WriteAsync("good.key", ((SoftwareKey)good.Key).ToPem());
        await WriteAsync("root.pem", authority.Root.Certificate.ToPem());
        await WriteAsync("revoked.pem", string.Join('\n', revoked.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("good.pem", string.Join('\n', good.Chain.Select(certificate => certificate.ToPem())));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Inspect_ShowsWhatTheListSays()
    {
        var shown = await JsonAsync(0, "crl", "inspect", "list.crl", "--json");
        Assert.Equal(("12", 1, true), (shown.GetProperty("number").GetString(), shown.GetProperty("entries").GetInt32(), shown.GetProperty("indirect").GetBoolean()));
        Assert.Equal("malformed", (await JsonAsync(1, "crl", "inspect", "signer.pem", "--json")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Verify_TellsWhichCertificatesAreRevoked()
    {
        string[] trust = ["--signer", "signer.pem", "--pa-root", "pa-root.pem", "--json"];
        Assert.True((await JsonAsync(0, ["crl", "verify", "list.crl", "--url", Url, .. trust])).GetProperty("verified").GetBoolean());
        var refused = await JsonAsync(1, ["crl", "verify", "list.crl", "--chain", "revoked.pem", .. trust]);
        Assert.Equal([true, false], refused.GetProperty("certificates").EnumerateArray().Select(one => one.GetProperty("revoked").GetBoolean()));
        await JsonAsync(0, ["crl", "verify", "list.crl", "--chain", "good.pem", .. trust]);
        Assert.Equal("another-point", (await JsonAsync(1, ["crl", "verify", "list.crl", "--url", "https://another.example/crl", .. trust])).GetProperty("reason").GetString());
        Assert.Equal("signer-untrusted", (await JsonAsync(1, "crl", "verify", "list.crl", "--signer", "signer.pem", "--pa-root", "root.pem", "--json")).GetProperty("reason").GetString());
        Assert.Equal("expired", (await JsonAsync(1, ["crl", "verify", "list.crl", "--at", Time.GetUtcNow().AddDays(3).ToString("O"), .. trust])).GetProperty("reason").GetString());
        await JsonAsync(2, "crl", "verify", "list.crl", "--json");
    }

    [Theory]
    [InlineData("crl-direct-idp-directoryname")]
    [InlineData("crl-signed-by-root")]
    [InlineData("crl-url-case")]
    public async Task Verify_ListOfAnother_IsGoodAndTellsThatTheLeafIsRevoked(string name)
    {
        string File(string file) => Path.Combine(Checkout.Root, "tests", "Vectors", "crl", name, file);
        var shown = await JsonAsync(
            1, "crl", "verify", File("crl.der"), "--signer", File("signer.pem"), "--pa-root", File("pa.pem"), "--root", File("root.pem"), "--chain", File("chain.pem"),
            "--url", "https://sti-pa.example.com/crl", "--at", "2026-11-30T12:00:00Z", "--json");
        Assert.True(shown.GetProperty("verified").GetBoolean());
        Assert.True(shown.GetProperty("certificates")[0].GetProperty("revoked").GetBoolean());
    }

    [Fact]
    public async Task PassportVerify_WithTheCrl_RefusesWhatStandsOnIt_AndWhatItDoesNotCover()
    {
        string[] verify = ["--root", "root.pem", "--crl", "own.crl", "--crl-signer", "own-signer.pem", "--pa-root", "own-pa-root.pem", "--json"];
        foreach (var (name, code, reason) in ((string, int, string?)[])[("good", 0, null), ("revoked", 1, "certificate-revoked")])
        {
            var (signed, token, error) = await Programs.ShakenAsync(_folder.Path, "passport", "sign", "--key", $"{name}.key", "--x5u", "https://cr.example/1.pem", "--orig", "12155550121", "--dest", "12155550131");
            Assert.True(signed == 0, error);
            var shown = await JsonAsync(code, ["passport", "verify", token.Trim(), "--certificate", $"{name}.pem", .. verify]);
            if (reason is null) Assert.DoesNotContain("revocation", shown.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
            else Assert.Equal(reason, shown.GetProperty("reason").GetString());

            // A list that is not believed is none, and who asks for revocation wants to know.
            var unknown = await JsonAsync(1, "passport", "verify", token.Trim(), "--certificate", $"{name}.pem", "--root", "root.pem", "--crl", "own.crl", "--crl-signer", "own-signer.pem", "--pa-root", "pa-root.pem", "--json");
            Assert.Equal("revocation-unknown", unknown.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public async Task Key_IsPrintedWithItsHash()
    {
        var made = await JsonAsync(0, "crl", "key", "--json");
        Assert.True(HashedKey.TryParse(made.GetProperty("configuration").GetString()!, out var key));
        Assert.True(ApiKeys<string>.TryCreate([new ApiKey<string>("reporter", key)], out var keys));
        Assert.NotNull(keys.Find(made.GetProperty("key").GetString()));
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private async Task<JsonElement> JsonAsync(int code, params string[] arguments)
    {
        var (actual, output, error) = await Programs.ShakenAsync(_folder.Path, arguments);
        Assert.True(code == actual, $"{actual}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
