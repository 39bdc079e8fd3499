using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shaken.OperatorConsole.Api;

/// <summary>
/// The REST API of operators, asked as any script asks it, with the session's cookie in place of a key. A session whose access has run out
/// is refreshed once, unseen.
/// </summary>
public sealed class OperatorApi(HttpClient http)
{
    private const string AntiforgeryHeader = "X-Shaken-Antiforgery";

    private static readonly ApiProblem NotReached =
        new(0, "not-reached", "The server cannot be reached. Nothing is lost: look at your connection, and try again.");

    /// <summary>How documents are written and read.</summary>
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Goes with every change; null: nobody is signed in.</summary>
    public string? Antiforgery { get; set; }

    /// <summary>Refreshes the session; false: it is over. Set by the session, which asks by this class.</summary>
    public Func<Task<bool>> RefreshAsync { get; set; } = () => Task.FromResult(false);

    /// <param name="path">From the root of the host, without its first slash.</param>
    public Task<ApiResult<T>> GetAsync<T>(string path)
        where T : class => SendAsync<T>(HttpMethod.Get, path, body: null);

    /// <param name="body">Written as JSON; null: nothing is sent.</param>
    /// <param name="idempotencyKey">Sent again under the same key, a change is made once.</param>
    public async Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, string? idempotencyKey = null)
        where T : class
    {
        var content = body is null ? null : new Content(JsonSerializer.SerializeToUtf8Bytes(body, Json), "application/json");
        var (response, problem) = await SendAsync(method, path, content, idempotencyKey);
        if (response is null) return ApiResult<T>.Of(problem!);
        using (response) return await ReadAsync<T>(response);
    }

    /// <summary>Puts a document that is no JSON, such as CSV.</summary>
    public async Task<ApiResult<T>> PutAsync<T>(string path, ReadOnlyMemory<byte> octets, string mediaType)
        where T : class
    {
        var (response, problem) = await SendAsync(HttpMethod.Put, path, new Content(octets, mediaType), idempotencyKey: null);
        if (response is null) return ApiResult<T>.Of(problem!);
        using (response) return await ReadAsync<T>(response);
    }

    /// <summary>The health of the deployment, which is told with the status 503 where something is wrong.</summary>
    public async Task<ApiResult<HealthAnswer>> GetHealthAsync()
    {
        try
        {
            using var response = await http.GetAsync(new Uri("health", UriKind.Relative));
            return await ReadAsync<HealthAnswer>(response);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            return ApiResult<HealthAnswer>.Of(NotReached);
        }
    }

    /// <summary>A document that is no JSON, such as CSV.</summary>
    public async Task<ApiResult<string>> GetTextAsync(string path)
    {
        var (response, problem) = await SendAsync(HttpMethod.Get, path, content: null, idempotencyKey: null);
        if (response is null) return ApiResult<string>.Of(problem!);
        using (response) return ApiResult<string>.Of(await response.Content.ReadAsStringAsync());
    }

    private async Task<(HttpResponseMessage? Response, ApiProblem? Problem)> SendAsync(
        HttpMethod method, string path, Content? content, string? idempotencyKey)
    {
        try
        {
            var isSignedIn = Antiforgery is not null;
            var response = await SendOnceAsync(method, path, content, idempotencyKey);
            if ((int)response.StatusCode == 401 && isSignedIn && await RefreshAsync())
            {
                response.Dispose();
                response = await SendOnceAsync(method, path, content, idempotencyKey);
            }

            if (response.IsSuccessStatusCode) return (response, null);
            using (response) return (null, await ProblemOfAsync(response));
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            return (null, NotReached);
        }
    }

    // No request is cancelled here, so that a cancellation is the client's own deadline.
    private static bool IsOutage(Exception exception) => exception is HttpRequestException or TaskCanceledException;

    // A proxy may answer in the server's place, with a page of its own.
    private static async Task<ApiResult<T>> ReadAsync<T>(HttpResponseMessage response)
        where T : class
    {
        try
        {
            if (await response.Content.ReadFromJsonAsync<T>(Json) is { } value) return ApiResult<T>.Of(value);
        }
        catch (JsonException)
        {
            // The same as no answer.
        }

        return ApiResult<T>.Of(new ApiProblem(
            (int)response.StatusCode, "not-understood",
            "The answer is none of this server. Reload the page, and look whether it was done."));
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, Content? content, string? idempotencyKey)
    {
        using var request = new HttpRequestMessage(method, path);
        if (content is not null)
        {
            request.Content = new ReadOnlyMemoryContent(content.Octets);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(content.MediaType);
        }

        if (method != HttpMethod.Get && Antiforgery is { } token) request.Headers.Add(AntiforgeryHeader, token);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await http.SendAsync(request);
    }

    private static async Task<ApiProblem> ProblemOfAsync(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            return new ApiProblem(
                status, TextOf(json, "reason") ?? $"status-{status}", TextOf(json, "detail") ?? $"The server answers {status}.");
        }
        catch (JsonException)
        {
            return new ApiProblem(status, $"status-{status}", $"The server answers {status}.");
        }
    }

    private static string? TextOf(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private sealed record Content(ReadOnlyMemory<byte> Octets, string MediaType);
}
