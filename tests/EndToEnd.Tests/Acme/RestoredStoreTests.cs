using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shaken.Core.CertificationAuthority.Issuing;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Tokens;
using Shaken.Local;
using Shaken.Web.Shared.Configuration;
using Shaken.Web.Shared.Hosting;

namespace Shaken.EndToEnd.Tests.Acme;

/// <summary>
/// A CA on disk whose journal is replaced by an older copy: its operator revokes what the ledger lost, and rebuilds the ledger.
/// </summary>
[Collection(nameof(AcmeCountry))]
public sealed class RestoredStoreTests(AcmeCountry country)
{
    private const string SecretFile = "restored.key";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OlderJournal_LostCertificates_AreRevokedAndEnteredAgain()
    {
        using var folder = new TemporaryFolder();
        var (journal, copy) = (folder.File(LocalStore.JournalName), folder.File("older.copy"));
        var (secret, hashed) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await country.WriteAsync(SecretFile, secret);
        var before = await IssueAsync(folder.Path, hashed, "1234");
        File.Copy(journal, copy);
        var (lost, second) = (await IssueAsync(folder.Path, hashed, "1234"), await IssueAsync(folder.Path, hashed, "1234"));
        File.Copy(copy, journal, overwrite: true);

        await using var restored = await StartAsync(folder.Path, hashed);
        var server = ShakenProgram.AddressesOf(restored)[0];
        Assert.Equal([before.Fingerprint], await ListAsync(server));
        Assert.Equal("keyCompromise",
            (await AskAsync(0, server, "revoke", lost.Fingerprint, "--reason", "keyCompromise")).GetProperty("reason").GetString());
        await country.WriteAsync("second.pem", second.ToPem());
        await AskAsync(0, server, "revoke", country.File("second.pem"));

        var rebuilt = await AskAsync(0, server, "ledger", "rebuild");
        Assert.Equal((3, 2, 1),
            (rebuilt.GetProperty("chains").GetInt32(), rebuilt.GetProperty("added").GetInt32(),
            rebuilt.GetProperty("keysBlocked").GetInt32()));
        Assert.Equal(new[] { before, lost, second }.Select(certificate => certificate.Fingerprint).Order(),
            (await ListAsync(server)).Order());
        Assert.Equal(0, (await AskAsync(0, server, "ledger", "rebuild")).GetProperty("added").GetInt32());
        Assert.Equal(1, (await AskAsync(0, server, "suspend", "US/1234")).GetProperty("revoked").GetInt32());
    }

    private async Task<StiCertificate> IssueAsync(string folder, HashedKey operators, string code)
    {
        await using var app = await StartAsync(folder, operators);
        var key = SoftwareKey.New();
        Assert.True(ServiceProviderCode.TryParse(code, out var spc));
        var list = TnAuthList.Of(new SpcEntry(spc));
        var name = DistinguishedName.Of((Oids.Country, "US"), (Oids.Organization, "Provider A"));
        var csr = await SigningRequestWriter.WriteAsync(key, list, name, isCa: false, Token);
        var token = await country.Tokens.IssueAsync(list, KeyFingerprint.Of(JsonWebKey.From(key.PublicKey)), ca: false,
            TimeSpan.FromHours(1), Token);
        var outcome =
            await app.Services.GetRequiredService<IssueManually>().IssueAsync(new ManualRequest(csr.ToPem(), token, Organization: null),
            Token);
        Assert.True(outcome.TryGet(out var issued, out var refusal), refusal?.Detail);
        await app.StopAsync(Token);
        return issued.Certificate;
    }

    private async Task<WebApplication> StartAsync(string folder, HashedKey operators)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "ca,cr",
            ["Shaken:Storage"] = "Disk",
            ["Shaken:DataFolder"] = folder,
            ["Shaken:Listen:Port"] = "0",
            ["Operator:Keys"] = $"alice:{operators}",
            ["Ca:Certificates"] = country.File("ca-chain.pem"),
            ["Ca:Keys"] = country.File("ca.key"),
            ["Ca:CertificateBaseUrl"] = "https://cr.example/certificates",
            ["TrustList:PolicyAdministratorRoots"] = country.File("pa-root.pem"),
            ["Fetching:ExemptOrigins"] = new Uri(country.TokenX5u).GetLeftPart(UriPartial.Authority),
            ["Fetching:TlsRoots"] = country.TlsRoot,
        };
        Assert.True(SettingsParser.Parse(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).TryGet(out var parsed,
            out var errors), string.Join("; ", errors?.Lines ?? []));
        var app = ShakenProgram.Build(parsed, HostDependencies.Real, logging => logging.SetMinimumLevel(LogLevel.None));
        await app.StartAsync(Token);
        return app;
    }

    private async Task<IReadOnlyList<string>> ListAsync(string server) =>
        [.. (await AskAsync(0, server, "account", "US/1234")).GetProperty("certificates").EnumerateArray().Select(line =>
            line.GetProperty("id").GetString()!)];

    private async Task<JsonElement> AskAsync(int code, string server, params string[] arguments)
    {
        var (ended, output, error) =
            await Programs.ShakenAsync(country.Folder,
            ["ca", .. arguments, "--server", server, "--key-file", country.File(SecretFile), "--json"]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
