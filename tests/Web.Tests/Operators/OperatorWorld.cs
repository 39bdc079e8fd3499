using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Web.Shared.Hosting;
using Shaken.Web.Tests.Support;

namespace Shaken.Web.Tests.Operators;

/// <summary>A program with operators of the configuration, of each role one, asked over HTTP as anybody asks.</summary>
internal sealed class OperatorWorld : IAsyncDisposable
{
    private readonly Dictionary<string, string> _keys;

    private OperatorWorld(LoneProgram program, HttpClient http, Dictionary<string, string> keys) =>
        (Program, Http, _keys) = (program, http, keys);

    public LoneProgram Program { get; }

    public HttpClient Http { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<OperatorWorld> StartAsync(params (string Name, string Value)[] settings) => StartAsync(shared: null, settings);

    public static async Task<OperatorWorld> StartAsync(SharedStore? shared, params (string Name, string Value)[] settings)
    {
        var keys = new Dictionary<string, string>();
        var lines = new List<string>();
        foreach (var role in (string[])["administrator", "registrar", "auditor", "governance"])
        {
            var (secret, hash) = HashedKey.New(ApiKeyPrefixes.Operator, SystemRandom.Instance);
            keys.Add(role, secret);
            lines.Add($"the-{role}:{hash}:{role}");
        }

        var program = await LoneProgram.StartAsync(shared, [("Operator:Keys", string.Join(',', lines)), .. settings]);
        return new OperatorWorld(program, program.NewClient("127.0.0.1"), keys);
    }

    public string KeyOf(string role) => _keys[role];

    public Task<HttpReply> GetAsync(string path, string? authorization = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, body: null, authorization, headers);

    public Task<HttpReply> PostAsync(
        string path, object? body, string? authorization = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonSerializer.Serialize(body), authorization, headers);

    /// <summary>As the operator of a role.</summary>
    public Task<HttpReply> AsAsync(string role, string path, object body) =>
        PostAsync($"/operator/v1/{path}", body, $"Bearer {KeyOf(role)}");

    public Task<HttpReply> AsAdministratorAsync(string path, object body) => AsAsync("administrator", path, body);

    /// <summary>A user of a provider's account with a password.</summary>
    public async Task<string> AddUserAsync(string userId, params string[] addresses)
    {
        var made = await AsAdministratorAsync(
            "principals", new { userId, kind = "account-user", account = "one", addresses, reason = "test" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var set = await AsAdministratorAsync($"principals/{userId}/password", new { reason = "test" });
        return set.Json.GetProperty("secret").GetString()!;
    }

    public async Task<HttpReply> LoginAsync(string userId, string password, string? code = null) =>
        await PostAsync("/api/v1/auth/login", code is null ? new { userId, password } : new { userId, password, code });

    public async Task<HttpReply> SendAsync(
        HttpMethod method, string path, string? body, string? authorization, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await Http.SendAsync(request, Token);
        return new HttpReply(response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Program.DisposeAsync();
    }
}

/// <summary>An answer.</summary>
internal sealed record HttpReply(HttpStatusCode Status, HttpResponseHeaders Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Reason => Json.GetProperty("reason").GetString();

    public string? Detail => Json.GetProperty("detail").GetString();
}
