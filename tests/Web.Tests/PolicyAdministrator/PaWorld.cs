using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.Pki.Lint;
using Shaken.Core.Tests.Support;
using Shaken.Local.Authorities;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.PolicyAdministrator;

/// <summary>
/// A policy administrator that signs tokens and lists, with two operators that may do everything (alice, bob) and an auditor (carol).
/// </summary>
internal sealed class PaWorld : IAsyncDisposable
{
    public const string Url = "https://sti-pa.example";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-pa-");
    private readonly Dictionary<string, (string Secret, HashedKey Key)> _operators = [];
    private HttpClient _client = null!;

    private PaWorld(LocalAuthority authority) => Authority = authority;

    public LocalAuthority Authority { get; }

    public LoneProgram Program { get; private set; } = null!;

    /// <summary>The bearer of the CA's reports.</summary>
    public (string Secret, HashedKey Key) Reporter { get; } = HashedKey.New(ApiKeyPrefixes.Crl, SystemRandom.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<PaWorld> StartAsync(params (string Name, string Value)[] settings) => StartAsync(more: null, section: "", settings);

    /// <summary>With the signer of one more kind of document.</summary>
    /// <param name="section">Its settings, as <c>Pa:CountryPolicy</c>.</param>
    public static async Task<PaWorld> StartAsync(
        SignedDocumentKind? more, string section, (string Name, string Value)[] settings)
    {
        Assert.True(CountryCode.TryParse("US", out var country));
        var world = new PaWorld(await LocalAuthority.NewAsync(country, "Test", new ManualTime(), SystemRandom.Instance, Token));
        foreach (var name in (string[])["alice", "bob", "carol"])
            world._operators[name] = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
        var signer = more is { } kind ? world.Signer(section, kind) : [];
        world.Program = await LoneProgram.StartAsync([.. world.Settings(), .. signer, .. settings]);
        world._client = world.Program.NewClient("127.0.0.1");
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Program.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The settings of a policy administrator that does everything.</summary>
    public IEnumerable<(string Name, string Value)> Settings()
    {
        yield return ("Shaken:Roles", "pa");
        yield return ("Pa:Url", Url);
        yield return ("Operator:Keys", string.Join(',',
            $"alice:{_operators["alice"].Key}:administrator+registrar+governance", $"bob:{_operators["bob"].Key}:registrar+governance",
            $"carol:{_operators["carol"].Key}:auditor"));
        yield return ("Pa:Reporters", $"ca-1:{Reporter.Key}:{Write("ca.pem", Authority.Issuing.ToPem())}");
        yield return ("Pa:Crl:Url", $"{Url}/download/v1/crl");
        foreach (var setting in Signer("Pa:Crl", SignedDocumentKind.Crl)) yield return setting;
        foreach (var setting in Signer("Pa:Tokens", SignedDocumentKind.SpcToken)) yield return setting;
        foreach (var setting in Signer("Pa:List", SignedDocumentKind.TrustedCaList)) yield return setting;
        foreach (var setting in Signer("Pa:CpsList", SignedDocumentKind.CpsMapping)) yield return setting;
        foreach (var setting in Signer("Pa:Bypass", SignedDocumentKind.BypassToken)) yield return setting;
    }

    public IEnumerable<(string Name, string Value)> Signer(string section, SignedDocumentKind kind)
    {
        var signer = Authority.Administrator.SignerOf(kind);
        yield return ($"{section}:Certificate", Write($"{kind}.pem", signer.Certificate.ToPem()));
        yield return ($"{section}:Key", Write($"{kind}.key", ((SoftwareKey)signer.Key).ToPem()));
    }

    /// <summary>Runs a timer once.</summary>
    public Task RunAsync(string timer) => FunctionTable.Timers.Single(one => one.Name == timer).RunAsync(Program.Services, Token);

    public string SecretOf(string name) => _operators[name].Secret;

    /// <summary>A request and its answer; a body is JSON text.</summary>
    public async Task<PaAnswer> SendAsync(
        HttpMethod method, string path, string? body = null, string? secret = null, string? accept = null, string? etag = null,
        string? key = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (secret is not null) request.Headers.TryAddWithoutValidation("Authorization", secret);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (etag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.SendAsync(request, Token);
        return new PaAnswer(
            response.StatusCode, await response.Content.ReadAsByteArrayAsync(Token), response.Content.Headers.ContentType?.MediaType,
            response.Headers.ETag?.Tag, response.Headers.CacheControl?.ToString());
    }

    public Task<PaAnswer> GetAsync(string path, string? by = null, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, secret: by is null ? null : SecretOf(by), accept: accept);

    public Task<PaAnswer> PostAsync(string path, string body, string by = "alice", string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, SecretOf(by), key: key);

    public static string ProfileOf(params string[] codes) => $$"""
        {"name":"Example Telephone","country":"US","providers":[{{string.Join(',', codes.Select(code => $"\"US/{code}\""))}}],
        "contacts":[{"role":"technical","name":"Ann Example","email":"ann@example.com"}]}
        """;

    /// <summary>An account that is open.</summary>
    public async Task OpenAsync(string id, params string[] codes)
    {
        var applied = await PostAsync("/operator/v1/accounts", $$"""{"id":"{{id}}","profile":{{ProfileOf(codes)}},"reason":"applied"}""");
        Assert.Equal(HttpStatusCode.Created, applied.Status);
        Assert.Equal(HttpStatusCode.OK, (await MoveAsync(id, "open")).Status);
    }

    /// <summary>Moves an account from the revision that it has.</summary>
    public async Task<PaAnswer> MoveAsync(string id, string state)
    {
        var revision = (await GetAsync($"/operator/v1/accounts/{id}", "carol")).Number("revision");
        return await PostAsync(
            $"/operator/v1/accounts/{id}/state", $$"""{"state":"{{state}}","revision":{{revision}},"reason":"decided"}""");
    }

    /// <summary>The API key of a user.</summary>
    /// <param name="members">More members of the principal, in JSON, each after a comma.</param>
    public async Task<string> UserAsync(string userId, string kind, string? account, string members = "")
    {
        var made = await PostAsync(
            "/operator/v1/principals",
            $$"""{"userId":"{{userId}}","kind":"{{kind}}","account":{{JsonSerializer.Serialize(account)}},"reason":"asked"{{members}}}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return (await PostAsync($"/operator/v1/principals/{userId}/keys", """{"name":"test","reason":"asked"}""")).Text("secret");
    }

    /// <summary>A root of a CA, as its operator applies with it.</summary>
    public async Task<string> ApplicationAsync(SoftwareKey? prover = null, string country = "US")
    {
        Assert.True(CountryCode.TryParse(country, out var code));
        var key = SoftwareKey.New();
        var now = Program.Time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now.AddDays(-1), now.AddYears(5));
        var draft = CertificateDraft.Root(LintProfile.UnitedStates, code, "Example CA", "SHAKEN ROOT 1", terms, key.PublicKey);
        var root = (await CertificateAuthority.SelfSignAsync(draft.Lint().Value, key, Token)).Value;
        var certificate = JsonSerializer.Serialize(root.ToPem());
        var challenge = await PostAsync("/operator/v1/authority-challenges", $$"""{"certificate":{{certificate}}}""");
        var proof = await (prover ?? key).SignAsync(SHA256.HashData(Encoding.UTF8.GetBytes(challenge.Text("challenge"))), Token);
        return $$"""
            {"certificate":{{certificate}},"name":"Example CA","practiceStatement":"https://ca.example/cps",
            "signedOn":"{{challenge.Text("signedOn")}}","proof":"{{Convert.ToBase64String(proof.ToDer())}}","reason":"asked"}
            """;
    }

    /// <summary>A root on the list, as soon as the timer has run.</summary>
    public async Task<string> ApproveAsync()
    {
        var id = (await PostAsync("/operator/v1/authorities", await ApplicationAsync())).Text("id");
        var moved = await PostAsync($"/operator/v1/authorities/{id}/state", """{"state":"approved","revision":1,"reason":"decided"}""");
        Assert.Equal(HttpStatusCode.OK, moved.Status);
        return id;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

/// <summary>What the policy administrator answered.</summary>
internal sealed record PaAnswer(HttpStatusCode Status, byte[] Octets, string? MediaType, string? ETag, string? CacheControl)
{
    public string Body => Encoding.UTF8.GetString(Octets);

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Octets);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The reason of a problem document.</summary>
    public string Reason => Text("reason");

    public string Text(string member) => Json.GetProperty(member).GetString()!;

    public long Number(string member) => Json.GetProperty(member).GetInt64();
}
