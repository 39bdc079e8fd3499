using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Shaken.Samples;

/// <summary>
/// Asks the signing and verification service (ATIS-1000082). One instance serves all calls of a program: it keeps its connections.
/// </summary>
internal sealed class CallService : IDisposable
{
    // What a call can wait. A service that takes longer is as good as absent.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="service">The base URL, which ends with a slash.</param>
    /// <param name="apiKey">The tenant's.</param>
    public CallService(Uri service, string apiKey, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient { BaseAddress = service, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
    }

    /// <summary>Asks for the Identity header of a call.</summary>
    /// <returns>The answer as it came: <c>signingResponse</c>, or <c>requestError</c>.</returns>
    public Task<JsonObject> SignAsync(string calling, string called, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["orig"] = new JsonObject { ["tn"] = calling },
            ["dest"] = new JsonObject { ["tn"] = new JsonArray(called) },
            ["iat"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        };
        return PostAsync("stir/v1/signing", new JsonObject { ["signingRequest"] = request }, cancellationToken);
    }

    /// <summary>Asks whether an Identity header vouches for the caller.</summary>
    /// <param name="calling">From P-Asserted-Identity, else from From.</param>
    /// <param name="called">From To.</param>
    /// <param name="identity">The header's value; null: the call has none, and what was sent out of band decides.</param>
    /// <returns>The answer as it came: <c>verificationResponse</c>, or <c>requestError</c>.</returns>
    public Task<JsonObject> VerifyAsync(string calling, string called, string? identity, CancellationToken cancellationToken)
    {
        var request = new JsonObject
        {
            ["from"] = new JsonObject { ["tn"] = calling },
            ["to"] = new JsonObject { ["tn"] = new JsonArray(called) },
            ["time"] = _time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (identity is not null) request["identity"] = identity;
        return PostAsync("stir/v1/verification", new JsonObject { ["verificationRequest"] = request }, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(path, body, cancellationToken);
        if ((int)response.StatusCode >= 500) throw new HttpRequestException($"status {(int)response.StatusCode}");
        return await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken)
            ?? throw new HttpRequestException("the answer is empty");
    }
}
