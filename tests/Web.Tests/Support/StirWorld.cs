using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Passports;

namespace Shaken.Web.Tests.Support;

/// <summary>
/// A country with one program that is its STI-AS and STI-VS, whose tenants are of provider A, and which operators manage over HTTP.
/// </summary>
public sealed class StirWorld : IAsyncLifetime
{
    public const string HostName = "stir.example";

    /// <summary>The customer that every tenant knows, whose calls get A.</summary>
    public const string Customer = "acme";

    // Everything is signed for the customer, and C for the rest.
    private const string Policy = $$$"""
        {"revision":0,"reason":"test","policy":{"types":["base","shaken","div","rph","rcd","msg"],"priorityNamespaces":["ets"],
        "customers":[{"name":"{{{Customer}}}","evidence":{"kind":"assigned-by-us","reference":"contract 1"}}]}}
        """;

    private readonly (string Secret, HashedKey Hash) _operator = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shaken-stir-");

    /// <summary>Settings of the program beside those of every test.</summary>
    public IReadOnlyDictionary<string, string?> More { get; init; } = new Dictionary<string, string?>();

    public Deployment Country { get; } = new();

    public Uri Url { get; private set; } = null!;

    /// <summary>A tenant that reads both forms, and its key.</summary>
    public string Key { get; private set; } = "";

    public string OperatorKey => _operator.Secret;

    public string AtisKey { get; private set; } = "";

    public string ThreeGppKey { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await Country.InitializeAsync();
        Url = await Country.StartAsync(await SettingsAsync());
        await Country.UntilHealthyAsync(Url);
        Key = await AddTenantAsync("both", "both");
        AtisKey = await AddTenantAsync("atis", "atis");
        ThreeGppKey = await AddTenantAsync("three", "three-gpp");
    }

    public async ValueTask DisposeAsync()
    {
        await Country.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The settings of the program.</summary>
    public async Task<Dictionary<string, string?>> SettingsAsync()
    {
        var (certificate, key) = (Path.Combine(_folder.FullName, "a.pem"), Path.Combine(_folder.FullName, "a.key"));
        await File.WriteAllTextAsync(certificate, string.Concat(Country.A.Chain.Select(one => one.ToPem())), Token);
        await File.WriteAllTextAsync(key, ((SoftwareKey)Country.A.Key).ToPem(), Token);
        var settings = await Country.CpsSettingsAsync();
        settings["Shaken:Roles"] = "as,vs";
        settings["Operator:Keys"] = $"alice:{_operator.Hash}";
        settings["Tenants:HostNames"] = HostName;
        settings["Signing:Certificates:a:KeyFile"] = key;
        settings["Signing:Certificates:a:CertificateFile"] = certificate;
        settings["Signing:Certificates:a:X5u"] = Country.X5uOfA;
        foreach (var (name, value) in More) settings[name] = value;
        return settings;
    }

    /// <summary>A tenant of provider A, and the API key of its SBC.</summary>
    public async Task<string> AddTenantAsync(string id, string dialect, string members = "")
    {
        var body = $$"""{"revision":0,"name":"Tenant {{id}}","provider":"US/1234","dialect":"{{dialect}}","reason":"test"{{members}}}""";
        Assert.Equal(HttpStatusCode.OK, (await OperateAsync(HttpMethod.Put, $"tenants/{id}", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await OperateAsync(HttpMethod.Put, $"tenants/{id}/signing-policy", Policy)).Status);
        return await AddUserAsync($"sbc-{id}", id);
    }

    /// <summary>A principal of a tenant, and its API key.</summary>
    public async Task<string> AddUserAsync(string userId, string tenant, string kind = "tenant")
    {
        var made = await OperateAsync(
            HttpMethod.Post, "principals", $$"""{"userId":"{{userId}}","kind":"{{kind}}","account":"{{tenant}}","reason":"test"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var key = await OperateAsync(HttpMethod.Post, $"principals/{userId}/keys", """{"name":"sbc","reason":"test"}""");
        return key.Json.GetProperty("secret").GetString()!;
    }

    /// <summary>A request of an operator.</summary>
    public Task<StirReply> OperateAsync(HttpMethod method, string path, string? body = null) =>
        SendAsync(method, $"/operator/v1/{path}", body, _operator.Secret);

    public Task<StirReply> VerifyAsync(string body, string? key = null) => PostAsync("/stir/v1/verification", body, key ?? Key);

    public Task<StirReply> SignAsync(string body, string? key = null) => PostAsync("/stir/v1/signing", body, key ?? Key);

    public Task<StirReply> PostAsync(string path, string body, string? key, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, key, headers);

    public async Task<StirReply> SendAsync(
        HttpMethod method, string path, string? body, string? key, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        foreach (var (name, value) in headers)
        {
            if (name == "Content-Type") request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            else request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Country.Http.SendAsync(request, Token);
        return new StirReply(response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>An Identity header with a fresh PASSporT of provider A, as ATIS-1000082 writes it.</summary>
    public async Task<string> IdentityAsync(Attestation attest = Attestation.A)
    {
        var claims = PassportClaims.ForCall(
            Deployment.Caller, Deployment.Called, Country.Time.GetUtcNow(), attest, SystemRandom.Instance.NewUuid());
        return await Country.Signer.SignIdentityAsync(claims, Token);
    }

    /// <summary>A verification request of ATIS-1000082 for the call.</summary>
    public string AtisRequest(string? identity, long secondsOff = 0)
    {
        var time = Country.Time.GetUtcNow().ToUnixTimeSeconds() + secondsOff;
        var member = identity is null ? "" : $",\"identity\":{JsonSerializer.Serialize(identity)}";
        return $$$"""
            {"verificationRequest":{"from":{"tn":"{{{Deployment.Caller.Value}}}"},"to":{"tn":["{{{Deployment.Called.Value}}}"]},
            "time":{{{time}}}{{{member}}}}}
            """;
    }
}

/// <summary>An answer.</summary>
public sealed record StirReply(HttpStatusCode Status, HttpResponseHeaders Headers, string Text)
{
    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Text);
            return document.RootElement.Clone();
        }
    }

    /// <summary>What is in the answer to a verification.</summary>
    public JsonElement Verification => Json.GetProperty("verificationResponse");

    /// <summary>What is in the answer to a signing request.</summary>
    public JsonElement Signing => Json.GetProperty("signingResponse");

    /// <summary>The id of a request error and its variable.</summary>
    public (string? Id, string? Variable) Error
    {
        get
        {
            var error = Json.GetProperty("requestError").EnumerateObject().Single().Value;
            var variable = error.TryGetProperty("variables", out var variables) ? variables[0].GetString() : null;
            return (error.GetProperty("messageId").GetString(), variable);
        }
    }
}
