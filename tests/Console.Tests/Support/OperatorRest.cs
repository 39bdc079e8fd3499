using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Shaken.Console.Tests.Support;

/// <summary>The REST API of a deployment, as its configured operator: prepares what a screen shows, and tells what an act did.</summary>
public sealed class OperatorRest : IDisposable
{
    private readonly HttpClient _http;

    public OperatorRest(string labFolder, int port, string key)
    {
        Origin = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}");
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(Path.Combine(labFolder, "tls-root.pem"));
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { roots[0] },
                },
            },
        })
        { BaseAddress = new Uri(Origin) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Origin { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The answer of a request that must succeed.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        var (status, answer) = await TryAsync(method, path, body);
        Assert.True((int)status < 300, $"{method} {path}: {(int)status} {answer}");
        return answer;
    }

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<(HttpStatusCode Status, JsonElement Answer)> TryAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone());
    }

    /// <summary>The cookies of a session, as the browser gets them.</summary>
    public async Task<IReadOnlyList<string>> SignInAsync(string userId, string password, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/console/v1/session");
        request.Content = new StringContent(JsonSerializer.Serialize(new { userId, password, code }), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return [.. response.Headers.GetValues("Set-Cookie")];
    }

    public void Dispose() => _http.Dispose();
}
