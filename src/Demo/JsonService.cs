using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Web.Shared.Hosting;

namespace Shaken.Demo;

/// <summary>
/// A service that is asked by REST with one key: an operator's, or that of a tenant's SIP server. One that is busy for a moment, as while
/// its own timer publishes a list, is asked again when its Retry-After says so.
/// </summary>
/// <param name="service">The service's base URL.</param>
internal sealed class JsonService(HttpMessageInvoker http, Uri service, string key)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The answer, whatever its status.</summary>
    /// <param name="body">What is sent as JSON; null: nothing.</param>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var (status, answer, _) = await BusyHost.AskAsync(
            token => SendOnceAsync(method, path, body, token), reply => reply.Pause, Patience, HostDependencies.Real.Time, cancellationToken);
        return (status, answer);
    }

    /// <summary>The answer of a request that must succeed.</summary>
    /// <exception cref="RefusedException">It does not.</exception>
    public async Task<JsonElement> GetAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(method, path, body, cancellationToken);
        return status is HttpStatusCode.OK or HttpStatusCode.Created
            ? answer
            : throw RefusedException.Of(method, new Uri(service, path), status, answer);
    }

    /// <summary>What a URL holds; null where it holds nothing yet.</summary>
    /// <exception cref="RefusedException">It does not tell.</exception>
    public async Task<JsonElement?> FindAsync(string path, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(HttpMethod.Get, path, body: null, cancellationToken);
        return status switch
        {
            HttpStatusCode.OK => answer,
            HttpStatusCode.NotFound => null,
            _ => throw RefusedException.Of(HttpMethod.Get, new Uri(service, path), status, answer),
        };
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer, TimeSpan? Pause)> SendOnceAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(service, path));
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await http.SendAsync(request, cancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return (response.StatusCode, json.RootElement.Clone(), BusyHost.PauseOf(response.StatusCode, response.Headers));
    }
}
