using System.Net;
using System.Text;
using System.Text.Json;
using Shaken.Core.CallPlacement.Directory;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Tokens.Bypass;
using Shaken.EndToEnd.Tests.Crash;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>
/// The directory of CPSs, bypass tokens, number imports and reports with the command line: against a running STI-PA, and without one.
/// </summary>
public sealed class AdministratorCommandTests : IAsyncLifetime
{
    private const string X5u = "https://sti-pa.invalid/signer.pem";

    private readonly TemporaryFolder _folder = new();
    private LocalAuthority _authority = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable RS0030 // A composition root of the tests.
    private static TimeProvider Time => TimeProvider.System;
#pragma warning restore RS0030

    public async ValueTask InitializeAsync()
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        _authority = await LocalAuthority.NewAsync(country, "Test", Time, SystemRandom.Instance, Token);
        await WriteAsync("pa-root.pem", _authority.PolicyAdministratorRoot.Certificate.ToPem());
        foreach (var kind in SignedDocumentKinds.All)
        {
            var signer = _authority.Administrator.SignerOf(kind);
            await WriteAsync($"{kind}.pem", signer.Certificate.ToPem());
            await WriteAsync($"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task CpsLookup_VerifiedMapping_GivesTheUrlExactlyAsWritten()
    {
        Assert.True(ServiceProviderCode.TryParse("1234", out var code));
        var key = _authority.Administrator.SignerOf(SignedDocumentKind.CpsMapping).Key;
        await WriteAsync("list.jwt", await CpsMappingSigner.SignAsync(
            [(code, "https://cps.example/cps/company/1234?x=%20")], 7, Time.GetUtcNow().AddDays(1), key, X5u, Token));
        string[] by = ["--list", "list.jwt", "--pa-root", "pa-root.pem", "--signer"];
        var found = await RunAsync(0, ["cps", "lookup", "1234", .. by, "CpsMapping.pem"]);
        Assert.Equal(("https://cps.example/cps/company/1234?x=%20", 7L),
            (found.GetProperty("url").GetString(), found.GetProperty("sequence").GetInt64()));
        Assert.Equal(JsonValueKind.Null,
            (await RunAsync(1, ["cps", "lookup", "9999", .. by, "CpsMapping.pem"])).GetProperty("url").ValueKind);
        var another = await RunAsync(1, ["cps", "lookup", "1234", .. by, "BypassToken.pem"]);
        Assert.Equal("signer-untrusted", another.GetProperty("reason").GetString());
        await RunAsync(2, ["cps", "lookup", "1234", "--list", "list.jwt"]);
        await RunAsync(2, ["cps", "lookup", "12-34", .. by, "CpsMapping.pem"]);
    }

    [Fact]
    public async Task BypassVerify_TokenOfTheAdministrator_SaysForWhomAndUntilWhen()
    {
        Assert.True(ProviderId.TryParse("US/1234", out var provider));
        var now = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().ToUnixTimeSeconds());
        var signer = new BypassTokenSigner(_authority.Administrator.SignerOf(SignedDocumentKind.BypassToken).Key, X5u);
        var token = await signer.SignAsync(new BypassTokenClaims("sti-pa.example", provider, now, now.AddHours(2), "abc"), Token);
        string[] command = ["pa", "bypass", "verify", token, "--pa-root", "pa-root.pem", "--signer", "BypassToken.pem"];
        var verified = await RunAsync(0, command);
        Assert.Equal(("US/1234", "abc"), (verified.GetProperty("provider").GetString(), verified.GetProperty("jti").GetString()));
        var later = now.AddHours(3).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("expired", (await RunAsync(1, [.. command, "--at", later])).GetProperty("reason").GetString());
        Assert.Equal("malformed",
            (await RunAsync(1, ["pa", "bypass", "verify", "x.y.z", "--pa-root", "pa-root.pem"])).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task RunningAdministrator_TakesACpsNumbersAndBypassTokens()
    {
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await WriteAsync("op.key", secret);
        await using var server = await ServerProgram.StartAsync(_folder.Path, Settings(hash), Time);
        await OpenAccountAsync(server.Url, secret);
        string[] at = ["--server", server.Url.GetLeftPart(UriPartial.Authority), "--key-file", "op.key"];

        var pending = await RunAsync(0, ["pa", "cps", "put", "acme", "1234", "https://198.41.0.4/cps/company/1234", .. at]);
        Assert.Equal("pending", pending.GetProperty("status").GetString());
        var refused = await RunAsync(1, ["pa", "cps", "put", "acme", "1234", "https://10.0.0.1/x", .. at]);
        Assert.Equal("address-not-public", refused.GetProperty("reason").GetString());
        await RunAsync(1, ["pa", "cps", "get", "acme", "1234", .. at]);

        var issued = await RunAsync(0, ["pa", "bypass", "issue", "acme", "US/1234", "--minutes", "30", "--reason", "down", .. at]);
        await RunAsync(0, ["pa", "bypass", "verify", issued.GetProperty("token").GetString()!, "--pa-root", "pa-root.pem", "--signer",
            "BypassToken.pem"]);
        await RunAsync(0, ["pa", "bypass", "revoke", "acme", issued.GetProperty("jti").GetString()!, "--reason", "up again", .. at]);

        await WriteAsync("rows.csv", "1415*,1234\n14155550100,5678\n");
        var imported = await RunAsync(0, ["numbers", "import", "rows.csv", "--country", "US", .. at]);
        Assert.Equal(("committed", 2L), (imported.GetProperty("state").GetString(), imported.GetProperty("rows").GetInt64()));
        await WriteAsync("bad.csv", "1415*,1234\nx,1\n");
        var unread = await RunAsync(1, ["numbers", "import", "bad.csv", "--country", "US", .. at]);
        Assert.Equal("rows", unread.GetProperty("reason").GetString());

        var now = Time.GetUtcNow();
        var report = await RunAsync(0, ["pa", "report", $"{now.Year}-Q{((now.Month - 1) / 3) + 1}", .. at]);
        Assert.Contains("bypass-token-issued", report.GetProperty("figures").GetRawText(), StringComparison.Ordinal);
        await RunAsync(2, ["pa", "report", "2026", .. at]);
    }

    [Fact]
    public async Task RunningAdministrator_TakesTermsOfCountriesAndPartners()
    {
        var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        await WriteAsync("op.key", secret);
        Assert.True(CountryCode.TryParse("CA", out var canada));
        var partner = await LocalAuthority.NewAsync(canada, "Partner", Time, SystemRandom.Instance, Token);
        await WriteAsync("ca-root.pem", partner.PolicyAdministratorRoot.Certificate.ToPem());
        await using var server = await ServerProgram.StartAsync(_folder.Path, Settings(hash), Time);
        string[] at = ["--server", server.Url.GetLeftPart(UriPartial.Authority), "--key-file", "op.key"];

        string[] lowered = ["--ceiling", "B", "--prefix", "1416", "--pa-root", "ca-root.pem"];
        var set = await RunAsync(0, ["pa", "policy", "set", "ca", .. lowered, "--reason", "agreed", .. at]);
        Assert.Equal("B", set.GetProperty("terms").GetProperty("ceiling").GetString());
        Assert.Equal(2, (await RunAsync(0, ["pa", "policy", "set", "CA", "--exclude", "--reason", "abuse", .. at]))
            .GetProperty("revision").GetInt64());
        var shown = await RunAsync(0, ["pa", "policy", "show", .. at]);
        Assert.True(shown.EnumerateArray().Single().GetProperty("terms").GetProperty("excluded").GetBoolean());
        await RunAsync(1, ["pa", "policy", "show", "FR", .. at]);
        await RunAsync(1, ["pa", "policy", "approve", "CA", "--reason", "nothing waits", .. at]);

        string[] terms = ["--name", "CST-GA", "--country", "CA", "--list-url", "https://127.0.0.1:1/list", "--root", "ca-root.pem"];
        Assert.Equal("active", (await RunAsync(0, ["pa", "partner", "add", "canada", .. terms, "--reason", "agreed", .. at]))
            .GetProperty("state").GetString());
        await RunAsync(1, ["pa", "partner", "add", "canada", .. terms, "--reason", "again", .. at]);
        Assert.Equal(2, (await RunAsync(0, ["pa", "partner", "amend", "canada", .. terms, "--reason", "same", .. at]))
            .GetProperty("revision").GetInt64());
        foreach (var (command, state) in ((string, string)[])[("pause", "paused"), ("exclude", "excluded"), ("resume", "active")])
        {
            var moved = await RunAsync(0, ["pa", "partner", command, "canada", "--reason", "decided", .. at]);
            Assert.Equal(state, moved.GetProperty("state").GetString());
        }

        Assert.Equal(1, (await RunAsync(0, ["pa", "partner", "list", .. at])).GetArrayLength());
        Assert.Equal(0, (await RunAsync(0, ["pa", "partner", "roots", "canada", .. at])).GetProperty("roots").GetArrayLength());
        Assert.Equal(1, (await RunAsync(0, ["pa", "partner", "accept", "canada", "--all", "--reason", "agreed", .. at]))
            .GetProperty("revision").GetInt64());
        await RunAsync(1, ["pa", "partner", "show", "nobody", .. at]);
        string[] crl = ["--crl", "https://127.0.0.1:1/crl"];
        await RunAsync(0, ["pa", "partner", "amend", "canada", .. terms, .. crl, "--reason", "its CRL", .. at]);
        var withCrl = await RunAsync(0, ["pa", "partner", "show", "canada", .. at]);
        Assert.Equal(crl[1], withCrl.GetProperty("crls")[0].GetProperty("url").GetString());
        Assert.Equal(0, (await RunAsync(0, ["pa", "partner", "merged", .. at])).GetArrayLength());
        await RunAsync(1, ["pa", "policy", "published", "999", .. at]);

        // No calls are verified here: the proposal is for an STI-VS.
        await RunAsync(0, ["pa", "trust-list", "next", "--out", "next.json", .. at]);
        Assert.Equal("statistics-unknown", (await RunAsync(1, ["pa", "trust-list", "impact", .. at])).GetProperty("reason").GetString());
        var asked = await RunAsync(1, ["pa", "trust-list", "impact", "--list", "next.json", .. at]);
        Assert.Equal("statistics-unknown", asked.GetProperty("reason").GetString());
    }

    private Dictionary<string, string> Settings(HashedKey key)
    {
        var settings = new Dictionary<string, string>
        {
            ["Shaken__Roles"] = "pa",
            ["Shaken__Storage"] = "Disk",
            ["Shaken__DataFolder"] = _folder.File("store"),
            ["Pa__Url"] = "https://sti-pa.example",
            ["Operator__Keys"] = $"alice:{key}:registrar+governance",
        };
        foreach (var (section, kind) in ((string, SignedDocumentKind)[])[
            ("Pa__CpsList", SignedDocumentKind.CpsMapping), ("Pa__Bypass", SignedDocumentKind.BypassToken),
            ("Pa__CountryPolicy", SignedDocumentKind.CountryPolicy)])
        {
            settings[$"{section}__Certificate"] = _folder.File($"{kind}.pem");
            settings[$"{section}__Key"] = _folder.File($"{kind}.key");
        }

        return settings;
    }

    private static async Task OpenAccountAsync(Uri server, string secret)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {secret}");
        async Task PostAsync(string path, string body, HttpStatusCode expected)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(path, content, Token);
            Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync(Token));
        }

        await PostAsync("/operator/v1/accounts", """
            {"id":"acme","reason":"applied","profile":{"name":"Example Telephone","country":"US","providers":["US/1234"],
            "contacts":[{"role":"technical","name":"Ann Example","email":"ann@example.com"}]}}
            """, HttpStatusCode.Created);
        await PostAsync("/operator/v1/accounts/acme/state", """{"state":"open","revision":1,"reason":"decided"}""", HttpStatusCode.OK);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private async Task<JsonElement> RunAsync(int expected, string[] arguments)
    {
        var (code, output, error) = await Programs.ShakenAsync(_folder.Path, [.. arguments, "--json"]);
        Assert.True(code == expected, $"{string.Join(' ', arguments)} ended with {code}: {output}{error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }
}
