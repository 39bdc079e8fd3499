using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Shaken.Azure.Tests.KeyVault;

/// <summary>
/// A vault as its wire documentation says: challenges who comes without a token, keeps keys and secrets in versions, signs with real keys. It stands at
/// https://test.vault.azure.net in place of the network, and can be told to misbehave.
/// </summary>
internal sealed class VaultOfOurOwn(TimeProvider time) : HttpMessageHandler
{
    public const string Host = "test.vault.azure.net";

    private readonly Lock _lock = new();
    private readonly List<HttpStatusCode> _answers = [];
    private int _tokensIssued;
    private int _oldestGoodToken = 1;

    public KeysOfOurOwn Keys { get; } = new(time);

    public SecretsOfOurOwn Secrets { get; } = new(time);

    /// <summary>Every request, as <c>POST /keys/a/b/sign</c>; what went without a token has a question mark behind it.</summary>
    public List<string> Requests { get; } = [];

    public int TokensIssued => Volatile.Read(ref _tokensIssued);

    /// <summary>The scopes, tenants and claims of the tokens that were asked for.</summary>
    public List<string> TokensAskedFor { get; } = [];

    public string Challenge { get; set; } = "Bearer authorization=\"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47\", resource=\"https://vault.azure.net\"";

    /// <summary>What is said instead of an answer, to requests with a token, in this order; then it behaves again.</summary>
    public Queue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> Misbehaviours { get; } = new();

    /// <summary>Every answer's status, in order.</summary>
    public IReadOnlyList<HttpStatusCode> Answers
    {
        get
        {
            lock (_lock) return [.. _answers];
        }
    }

    /// <summary>Tokens that were issued until now count no longer.</summary>
    public void RefuseTokens() => _oldestGoodToken = TokensIssued + 1;

    public string NewToken() => $"token-{Interlocked.Increment(ref _tokensIssued)}";

    public static HttpResponseMessage Json(HttpStatusCode status, JsonNode body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Error(HttpStatusCode status, string code, string message, string? inner = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (inner is not null) error["innererror"] = new JsonObject { ["code"] = inner };
        return Json(status, new JsonObject { ["error"] = error });
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await AnswerAsync(request, cancellationToken);
        response.RequestMessage = request;
        lock (_lock) _answers.Add(response.StatusCode);
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!;
        if (url.Scheme != Uri.UriSchemeHttps || url.Host != Host) throw new HttpRequestException($"{url.Host} is a stranger.");
        var isKnown = IsGood(request.Headers.Authorization);
        lock (_lock) Requests.Add($"{request.Method} {url.AbsolutePath}{(request.Headers.Authorization is null ? "?" : "")}");
        if (!isKnown) return await ChallengedAsync(request, cancellationToken);
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? misbehaviour;
        lock (_lock) Misbehaviours.TryDequeue(out misbehaviour);
        if (misbehaviour is not null) return await misbehaviour(request, cancellationToken);
        if (!url.Query.Contains("api-version=7.4", StringComparison.Ordinal)) return Error(HttpStatusCode.BadRequest, "BadParameter", "api-version");

        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var json = body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject();
        var path = url.AbsolutePath.Trim('/').Split('/');
        lock (_lock) return path[0] == "keys" ? Keys.Answer(request.Method.Method, path[1..], url.Query, json) : Secrets.Answer(request.Method.Method, path[1..], json);
    }

    private async Task<HttpResponseMessage> ChallengedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // What is secret must not be told to somebody who has not shown yet that he is the vault.
        if (request.Headers.Authorization is null && request.Content is not null && (await request.Content.ReadAsByteArrayAsync(cancellationToken)).Length > 0) return Error(HttpStatusCode.BadRequest, "TooEarly", "a body without a token");
        var response = Error(HttpStatusCode.Unauthorized, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
        response.Headers.WwwAuthenticate.ParseAdd(Challenge);
        return response;
    }

    private bool IsGood(AuthenticationHeaderValue? authorization) =>
        authorization is { Scheme: "Bearer", Parameter: { } token } && token.StartsWith("token-", StringComparison.Ordinal) && int.Parse(token["token-".Length..], System.Globalization.CultureInfo.InvariantCulture) >= _oldestGoodToken;
}
