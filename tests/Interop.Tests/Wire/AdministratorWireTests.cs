using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.PolicyAdministrator.Authorities;
using Shaken.Web.Tests.Support;

namespace Shaken.Interop.Tests.Wire;

/// <summary>
/// The policy administrator against two clients of another make, written from what was seen of them on the wire, with signatures verified
/// by the library jose and by OpenSSL.
/// </summary>
public sealed class AdministratorWireTests : IAsyncLifetime
{
    private const string PaUrl = "https://sti-pa.example";
    private const string Missing =
        "This test needs Node.js 20 or later, `node` and `npm` on the PATH; the build runs `npm ci` in tests/AcmeClientInterop.";

    private readonly Deployment _deployment = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-pa-wire-");
    private readonly (string Secret, HashedKey Key) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private Uri _url = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Scripts => typeof(AdministratorWireTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "AcmeClientInterop").Value!;

    public async ValueTask InitializeAsync()
    {
        await _deployment.InitializeAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Shaken:Roles"] = "pa",
            ["Pa:Url"] = PaUrl,
            ["Pa:Crl:Url"] = $"{PaUrl}/download/v1/crl",
            ["Pa:Crl:OperatorKey"] = _operator.Key.ToString(),
            ["Operator:Keys"] = $"alice:{_operator.Key}:administrator+registrar+governance",
        };
        foreach (var (section, kind) in ((string, SignedDocumentKind)[])[
            ("Pa:Crl", SignedDocumentKind.Crl), ("Pa:Tokens", SignedDocumentKind.SpcToken), ("Pa:List", SignedDocumentKind.TrustedCaList)])
        {
            var signer = _deployment.Authority.Administrator.SignerOf(kind);
            settings[$"{section}:Certificate"] = await WriteAsync($"{kind}.pem", signer.Certificate.ToPem());
            settings[$"{section}:Key"] = await WriteAsync($"{kind}.key", ((SoftwareKey)signer.Key).ToPem());
        }

        _url = await _deployment.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _deployment.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task TwoClientsOfTheField_GetTokensAndListsInTheirForms()
    {
        Assert.True(Directory.Exists(Path.Combine(Scripts, "node_modules", "jose")), Missing);
        await OpenAccountAsync();
        var root = await ApproveAsync();
        await PostAsync("/pa/v1/crl", new { });
        var job = JsonSerializer.Serialize(new
        {
            pa = _url.AbsoluteUri,
            ca = await File.ReadAllTextAsync(_deployment.TlsRootPath, Token),
            root = _deployment.Authority.PolicyAdministratorRoot.Certificate.ToPem(),
            now = _deployment.Time.GetUtcNow().ToUnixTimeSeconds(),
            account = "acme",
            spc = "MAigBhYEMTIzNA==",
            toolkit = await UserAsync("toolkit", "number", "der"),
            gateway = await UserAsync("gateway", "text", "pem"),
        });
        using var node = new ExternalTool();
        var (code, output, error) = await node.RunWithInputAsync("node", job, Missing, Path.Combine(Scripts, "administrator.mjs"));
        Assert.True(code == 0, $"administrator.mjs ended with {code}: {error}");
        var seen = JsonDocument.Parse(output).RootElement;

        foreach (var name in (string[])["tokenOfToolkit", "tokenOfGateway"])
        {
            var token = seen.GetProperty(name);
            Assert.Equal(
                ("success", $"{PaUrl}/download/v1/crl", "JWT"), (TextOf(token, "status"), TextOf(token, "crl"), TextOf(token, "typ")));
            Assert.True(token.GetProperty("hasId").GetBoolean() && token.GetProperty("isLongEnough").GetBoolean());
        }

        var (ofToolkit, ofGateway) = (seen.GetProperty("listOfToolkit"), seen.GetProperty("listOfGateway"));
        Assert.Equal(("1", false), (ofToolkit.GetProperty("version").GetRawText(), ofToolkit.GetProperty("isPem").GetBoolean()));
        Assert.Equal(("\"1\"", true), (ofGateway.GetProperty("version").GetRawText(), ofGateway.GetProperty("isPem").GetBoolean()));
        foreach (var list in (JsonElement[])[ofToolkit, ofGateway])
            Assert.Equal([root], list.GetProperty("roots").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(
            (200, "application/pkix-crl"),
            (seen.GetProperty("crl").GetProperty("status").GetInt32(), TextOf(seen.GetProperty("crl"), "type")));
        Assert.Equal(401, seen.GetProperty("withoutCredential").GetInt32());

        await VerifiesInOpenSslAsync(TextOf(seen.GetProperty("tokenOfToolkit"), "token"), SignedDocumentKind.SpcToken);
        await VerifiesInOpenSslAsync(TextOf(ofGateway, "caList"), SignedDocumentKind.TrustedCaList);
    }

    private async Task VerifiesInOpenSslAsync(string jwt, SignedDocumentKind kind)
    {
        using var tool = new ExternalTool();
        var dot = jwt.LastIndexOf('.');
        Assert.True(StrictBase64Url.TryDecode(jwt.AsSpan(dot + 1), out var concatenated));
        Assert.True(EcdsaSignature.TryRead(concatenated, out var signature));
        var key = EcdsaPublicKey.From(_deployment.Authority.Administrator.SignerOf(kind).Key.PublicKey).ToPem();
        var (code, output) = await tool.RunAsync(
            "openssl", "dgst", "-sha256", "-verify", tool.Write("public.pem", key), "-signature",
            tool.Write("signature", signature.ToDer()),
            tool.Write("input", jwt[..dot]));
        Assert.True(code == 0 && output.Contains("Verified OK", StringComparison.Ordinal), output);
    }

    private async Task OpenAccountAsync()
    {
        var profile = new
        {
            name = "Example Telephone",
            country = "US",
            providers = (string[])["US/1234"],
            contacts = new[] { new { role = "technical", name = "Ann Example", email = "ann@example.com" } },
        };
        await PostAsync("/operator/v1/accounts", new { id = "acme", profile, reason = "applied" });
        await PostAsync("/operator/v1/accounts/acme/state", new { state = "open", revision = 1, reason = "admitted" });
    }

    // A user that signs in by password, and reads the list in a form of its own.
    private async Task<object> UserAsync(string userId, string version, string entries)
    {
        await PostAsync(
            "/operator/v1/principals",
            new { userId, kind = "account-user", account = "acme", listForm = new { version, entries }, reason = "asked" });
        var secret = await PostAsync($"/operator/v1/principals/{userId}/password", new { reason = "asked" });
        return new { userId, password = TextOf(secret, "secret") };
    }

    // The root proves its key with OpenSSL, as its operator would in a ceremony.
    private async Task<string> ApproveAsync()
    {
        var root = _deployment.Authority.Root.Certificate;
        var day = DateOnly.FromDateTime(_deployment.Time.GetUtcNow().UtcDateTime);
        var challenge = RootPossession.ChallengeOf(PaUrl, root.Fingerprint, day);
        var proof = await RootKey().SignAsync(SHA256.HashData(Encoding.UTF8.GetBytes(challenge)), Token);
        await PostAsync("/operator/v1/authorities", new
        {
            certificate = root.ToPem(),
            name = "Example CA",
            practiceStatement = "https://ca.example/cps",
            signedOn = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            proof = Convert.ToBase64String(proof.ToDer()),
            reason = "asked",
        });
        await PostAsync($"/operator/v1/authorities/{root.Fingerprint}/state", new { state = "approved", revision = 1, reason = "decided" });
        await PostAsync("/operator/v1/lists", new { reason = "first list" });
        return root.Fingerprint;
    }

    private ISigningKey RootKey() => _deployment.Authority.RootKey.Key;

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_url, path))
        {
            Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_operator.Secret}");
        using var response = await _deployment.Http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }

    private static string TextOf(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;
}
