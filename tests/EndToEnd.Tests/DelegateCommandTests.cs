using System.Net.Http.Headers;
using System.Text.Json;
using Shaken.Core.Delegation.Grants;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.EndToEnd.Tests.Crash;
using Shaken.Local.Authorities;

namespace Shaken.EndToEnd.Tests;

/// <summary>
/// Delegation with the command line alone: numbers granted, a certificate ordered and verified, and presented to a provider that signs the
/// PBX's calls on the strength of it.
/// </summary>
public sealed class DelegateCommandTests(LoopbackCountry country) : IClassFixture<LoopbackCountry>, IAsyncLifetime
{
    private const string Lent = "12155550700-12155550799";

    private readonly TemporaryFolder _folder = new();
    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private ServerProgram _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Url => _server.Url.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        var lender = await LocalLender.NewAsync(
            country.Authority, country.B.Id, "Provider B", LoopbackCountry.Time, SystemRandom.Instance, Token);
        await WriteAsync("lender.pem", string.Join('\n', lender.Issuing.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("lender.key", ((SoftwareKey)lender.Issuing.Key).ToPem());
        await WriteAsync("as.pem", string.Join('\n', country.A.Chain.Select(certificate => certificate.ToPem())));
        await WriteAsync("as.key", ((SoftwareKey)country.A.Key).ToPem());
        await WriteAsync("op.key", _operator.Secret);
        var port = ServerProgram.FreePort();
        _server = await ServerProgram.StartAsync(_folder.Path, port, Settings($"http://127.0.0.1:{port}"), LoopbackCountry.Time);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Numbers_GrantedOrderedAndPresented_GiveCallsA()
    {
        await RunAsync(0, "delegate", "customer", "add", "pbx", "--name", "PBX", "--reason", "asked");
        var grant = await RunAsync(
            0, "delegate", "grant", "--customer", "pbx", "--provider", "US/5678", "--numbers", "12155550700:100", "--until",
            DaysAhead(200), "--originator", "US/1234", "--reason", "asked");
        Assert.Equal(Lent, grant.GetProperty("numbers")[0].GetString());
        var listed = Assert.Single((await RunAsync(0, "delegate", "list", "--customer", "pbx")).EnumerateArray().ToList());
        Assert.Equal(grant.GetProperty("id").GetString(), listed.GetProperty("id").GetString());
        Assert.Single((await RunAsync(0, "delegate", "lent", "+12155550742")).EnumerateArray());

        await OrderAsync(1, "12155550700-12155550800");
        await OrderAsync(0, Lent);
        var kept = await OrderAsync(0, Lent);
        Assert.False(kept.GetProperty("isNew").GetBoolean());
        await VerifyAsync(0, "12155550742");
        await VerifyAsync(1, "12155550800");

        // A new certificate with a new key takes their place; other numbers than the chain's are another certificate.
        var key0 = await File.ReadAllTextAsync(_folder.File("pbx/delegate.key"), Token);
        kept = await OrderAsync(0, Lent, "--force");
        Assert.True(kept.GetProperty("isNew").GetBoolean());
        Assert.NotEqual(key0, await File.ReadAllTextAsync(_folder.File("pbx/delegate.key"), Token));
        Assert.True((await OrderAsync(0, "12155550700-12155550749")).GetProperty("isNew").GetBoolean());
        await VerifyAsync(1, "12155550750");
        kept = await OrderAsync(0, Lent);
        Assert.True(kept.GetProperty("isNew").GetBoolean());
        await VerifyAsync(0, "12155550742");
        var certificates = await RunAsync(0, "delegate", "customer", "certificates", "pbx");
        Assert.Contains(
            kept.GetProperty("sha256").GetString(), certificates.EnumerateArray().Select(one => one.GetProperty("id").GetString()));

        // The call of the PBX itself: a base PASSporT by its delegate certificate, and who lent the number.
        var signed = await PlainAsync(
            0, "passport", "sign", "--type", "base", "--key", "pbx/delegate.key", "--x5u", "https://cr.example/pbx.pem", "--orig",
            "12155550742", "--dest", "12155550131");
        await WriteAsync("call.token", signed.GetProperty("passport").GetString()!);
        var verified = await PlainAsync(
            0, "passport", "verify", "call.token", "--certificate", "pbx/delegate.pem", "--root",
            Path.Combine(country.Folder, "roots.pem"));
        Assert.Contains(
            "\"lentBy\":\"US/5678\"", verified.GetRawText().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        var key = await OpenTenantAsync();
        Assert.Equal("B", await AttestAsync(key, "12155550742"));
        var presented = await PlainAsync(
            0, "delegate", "present", "pbx/delegate.pem", "--key", "pbx/delegate.key", "--to", Url, "--customer", "north/pbx");
        Assert.Equal("US/5678", presented.GetProperty("lentBy").GetString());
        Assert.Equal(("A", "B"), (await AttestAsync(key, "12155550799"), await AttestAsync(key, "12155550800")));

        var copy = await RunAsync(0, "delegate", "base", "--into", "base.csv");
        Assert.Equal(1, copy.GetProperty("lines").GetInt64());
        Assert.Contains("12155550700", await File.ReadAllTextAsync(_folder.File("base.csv"), Token), StringComparison.Ordinal);
        var line = Assert.Single((await RunAsync(0, "delegate", "presentation", "list")).EnumerateArray().ToList());
        var removed = await RunAsync(
            0, "delegate", "presentation", "remove", line.GetProperty("id").GetString()!, "--reason", "the customer left");
        Assert.Equal("removed", removed.GetProperty("state").GetString());
        Assert.Equal("B", await AttestAsync(key, "12155550742"));
        var withdrawn = await RunAsync(0, "delegate", "withdraw", grant.GetProperty("id").GetString()!, "--reason", "ended");
        Assert.Equal("withdrawn", withdrawn.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(2, "delegate", "grant", "--customer", "PBX", "--provider", "US/1", "--numbers", "1", "--until", "x", "--reason", "r")]
    [InlineData(2, "delegate", "grant", "--customer", "a", "--provider", "US/1", "--numbers", "99:2", "--until", "x", "--reason", "r")]
    [InlineData(2, "delegate", "grant", "--customer", "a", "--provider", "US/1", "--numbers", "12", "--until", "x", "--reason", "r")]
    [InlineData(2, "delegate", "withdraw", "none", "--reason", "r")]
    [InlineData(1, "delegate", "withdraw", "pbx.none", "--reason", "r")]
    [InlineData(2, "delegate", "presentation", "remove", "none", "--reason", "r")]
    [InlineData(1, "delegate", "onboard", "nobody", "--reason", "r")]
    [InlineData(1, "delegate", "customer", "show", "nobody")]
    public Task Command_ThatMakesNoSense_EndsWithItsCode(int code, params string[] arguments) => RunAsync(code, arguments);

    private static string DaysAhead(int days) => LoopbackCountry.Time.GetUtcNow().AddDays(days)
        .UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    // The binding is for the first order of an account.
    private async Task<JsonElement> OrderAsync(int code, string numbers, params string[] more)
    {
        var given = await RunAsync(0, "delegate", "onboard", "pbx", "--reason", "asked");
        await WriteAsync("mac.key", given.GetProperty("macKey").GetString()!);
        string[] binding = Directory.Exists(_folder.File($"account-{code}"))
            ? [] : ["--eab-kid", given.GetProperty("kid").GetString()!, "--eab-key-file", "mac.key"];
        return await PlainAsync(
            code,
            [
                "delegate", "order", "--directory", given.GetProperty("directory").GetString()!, "--account", $"account-{code}",
                "--numbers", numbers, "--into", "pbx", .. binding, .. more,
            ]);
    }

    private async Task VerifyAsync(int code, string number)
    {
        var verdict = await PlainAsync(
            code, "delegate", "verify", "pbx/delegate.pem", "--number", number, "--root", Path.Combine(country.Folder, "roots.pem"));
        Assert.Equal((code == 0, "US/5678"), (verdict.GetProperty("valid").GetBoolean(), verdict.GetProperty("lentBy").GetString()));
    }

    private async Task<string> OpenTenantAsync()
    {
        await RunAsync(0, "tenant", "add", "north", "--name", "North", "--provider", "US/1234", "--reason", "asked");
        await WriteAsync("policy.json", """{"customers":[{"name":"pbx","takesPresentations":true}]}""");
        await RunAsync(0, "tenant", "policy", "set", "north", "policy.json", "--reason", "asked");
        var key = await RunAsync(0, "tenant", "key", "north", "--user", "sbc", "--reason", "asked");
        return key.GetProperty("secret").GetString()!;
    }

    private async Task<string?> AttestAsync(string key, string orig)
    {
        var body = JsonSerializer.Serialize(new
        {
            signingRequest = new
            {
                orig = new { tn = orig }, dest = new { tn = (string[])["12155550131"] },
                iat = LoopbackCountry.Time.GetUtcNow().ToUnixTimeSeconds(), customer = "pbx",
            },
        });
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server.Url, "/stir/v1/signing"))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request, Token);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token));
        return answer.RootElement.GetProperty("signingResponse").GetProperty("attest").GetString();
    }

    private Dictionary<string, string> Settings(string url)
    {
        Assert.True(NumberTexts.TryParse(["12155550000-12155550999"], out var held, out var failure), failure);
        Assert.True(held.TryToTnAuthList(out var list));
        return new()
        {
            ["Shaken__Roles"] = "as,cr,delegation",
            ["Shaken__Storage"] = "Memory",
            ["Operator__Keys"] = $"alice:{_operator.Hash}",
            ["Signing__Certificates__a__CertificateFile"] = _folder.File("as.pem"),
            ["Signing__Certificates__a__KeyFile"] = _folder.File("as.key"),
            ["Signing__Certificates__a__X5u"] = "https://cr.example/certificates/1.pem",
            ["TrustList__File"] = Path.Combine(country.Folder, "list.jwt"),
            ["TrustList__PolicyAdministratorRoots"] = Path.Combine(country.Folder, "pa-root.pem"),
            ["Fetching__ExemptOrigins"] = country.RepositoryOrigin,
            ["Delegation__Providers__0__Id"] = "US/5678",
            ["Delegation__Providers__0__TnAuthList"] = Convert.ToBase64String(TnAuthListDer.Write(list)),
            ["Delegation__Issuer"] = "Own",
            ["Delegation__Ca__Certificates"] = _folder.File("lender.pem"),
            ["Delegation__Ca__Keys"] = _folder.File("lender.key"),
            ["Delegation__Ca__CertificateBaseUrl"] = $"{url}/certificates",
            ["Delegation__Presentations__Audiences"] = url,
        };
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_folder.File(name), text, Token);

    private Task<JsonElement> RunAsync(int code, params string[] arguments) =>
        PlainAsync(code, [.. arguments, "--server", Url, "--key-file", "op.key"]);

    private async Task<JsonElement> PlainAsync(int code, params string[] arguments)
    {
        var (ended, output, error) = await Programs.ShakenAsync(_folder.Path, [.. arguments, "--json"]);
        Assert.True(ended == code, $"{string.Join(' ', arguments)} ended with {ended}: {output}{error}");
        return JsonDocument.Parse(output).RootElement;
    }
}
