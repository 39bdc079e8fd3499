using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Demo;

/// <summary>A provider's SIP server as a tenant of a signing and verification service, which it asks by REST with its API key.</summary>
internal sealed class DemoTenant
{
    private readonly Service _service;
    private readonly HttpMessageInvoker _http;
    private readonly string _key;

    private DemoTenant(Service service, HttpMessageInvoker http, string key) => (_service, _http, _key) = (service, http, key);

    /// <summary>As the service's operator: makes a tenant, and an API key for its SIP server.</summary>
    /// <param name="id">Of the tenant.</param>
    /// <param name="provider">Whose calls it signs.</param>
    public static async Task<DemoTenant> OpenAsync(
        Service service, HttpMessageInvoker http, string operatorKey, string id, ProviderId provider, CancellationToken cancellationToken)
    {
        var operators = new DemoTenant(service, http, operatorKey);
        await operators.OperateAsync(
            HttpMethod.Put, $"/operator/v1/tenants/{id}", new { revision = 0, name = id, provider = provider.ToString(), reason = "demo" },
            cancellationToken);
        await operators.OperateAsync(
            HttpMethod.Post, "/operator/v1/principals", new { userId = $"{id}-switch", kind = "tenant", account = id, reason = "demo" },
            cancellationToken);
        var shown = await operators.OperateAsync(
            HttpMethod.Post, $"/operator/v1/principals/{id}-switch/keys", new { name = "first", reason = "demo" }, cancellationToken);
        return new DemoTenant(service, http, shown.GetProperty("secret").GetString()!);
    }

    /// <summary>As the service's operator: replaces a policy of the tenant.</summary>
    /// <param name="operatorKey">The operator's.</param>
    /// <param name="path">Below <c>/operator/v1/tenants/</c>.</param>
    public Task PutPolicyAsync(string operatorKey, string path, object policy, CancellationToken cancellationToken) =>
        new DemoTenant(_service, _http, operatorKey).OperateAsync(
            HttpMethod.Put, $"/operator/v1/tenants/{path}", new { revision = 0, policy, reason = "demo" }, cancellationToken);

    /// <summary>The answer to a signing request: <c>signingResponse</c>.</summary>
    public async Task<JsonElement> SignAsync(object signingRequest, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/stir/v1/signing", new { signingRequest }, cancellationToken);
        return status == HttpStatusCode.OK
            ? answer.GetProperty("signingResponse")
            : throw new InvalidOperationException($"The call is not signed: {(int)status} {answer}");
    }

    /// <summary>The answer to a verification request: <c>verificationResponse</c>.</summary>
    public async Task<JsonElement> VerifyAsync(object verificationRequest, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/stir/v1/verification", new { verificationRequest }, cancellationToken);
        return status == HttpStatusCode.OK
            ? answer.GetProperty("verificationResponse")
            : throw new InvalidOperationException($"The call is not verified: {(int)status} {answer}");
    }

    /// <summary>Somebody with an API key of a service: its operator, for what is no tenant's.</summary>
    public static DemoTenant Of(Service service, HttpMessageInvoker http, string key) => new(service, http, key);

    /// <summary>The answer to a change, which must be done.</summary>
    public async Task<JsonElement> OperateAsync(HttpMethod method, string path, object body, CancellationToken cancellationToken)
    {
        var (status, answer) = await SendAsync(method, path, body, cancellationToken);
        return status is HttpStatusCode.OK or HttpStatusCode.Created
            ? answer
            : throw new InvalidOperationException($"{path} answers {(int)status}: {answer}");
    }

    /// <summary>The answer to any request.</summary>
    /// <param name="body">Null: none.</param>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_service.Url, path));
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        using var response = await _http.SendAsync(request, cancellationToken);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return (response.StatusCode, json.RootElement.Clone());
    }
}
