using System.Net;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Demo;

/// <summary>A provider's SIP server as a tenant of a signing and verification service, which it asks by REST with its API key.</summary>
internal sealed class DemoTenant
{
    private readonly JsonService _operators;
    private readonly JsonService _service;

    private DemoTenant(JsonService operators, JsonService service) => (_operators, _service) = (operators, service);

    /// <summary>As the service's operator: makes a tenant, and an API key for its SIP server.</summary>
    /// <param name="id">Of the tenant.</param>
    /// <param name="provider">Whose calls it signs.</param>
    public static async Task<DemoTenant> OpenAsync(
        Service service, HttpMessageInvoker http, string operatorKey, string id, ProviderId provider, CancellationToken cancellationToken)
    {
        var operators = new JsonService(http, service.Url, operatorKey);
        await operators.GetAsync(
            HttpMethod.Put, $"/operator/v1/tenants/{id}", new { revision = 0, name = id, provider = provider.ToString(), reason = "demo" },
            cancellationToken);
        await operators.GetAsync(
            HttpMethod.Post, "/operator/v1/principals", new { userId = $"{id}-switch", kind = "tenant", account = id, reason = "demo" },
            cancellationToken);
        var shown = await operators.GetAsync(
            HttpMethod.Post, $"/operator/v1/principals/{id}-switch/keys", new { name = "first", reason = "demo" }, cancellationToken);
        return new DemoTenant(operators, new JsonService(http, service.Url, shown.GetProperty("secret").GetString()!));
    }

    /// <summary>As the service's operator: replaces a policy of the tenant.</summary>
    /// <param name="path">Below <c>/operator/v1/tenants/</c>.</param>
    public Task PutPolicyAsync(string path, object policy, CancellationToken cancellationToken) => _operators.GetAsync(
        HttpMethod.Put, $"/operator/v1/tenants/{path}", new { revision = 0, policy, reason = "demo" }, cancellationToken);

    /// <summary>The answer to a signing request: <c>signingResponse</c>.</summary>
    public async Task<JsonElement> SignAsync(object signingRequest, CancellationToken cancellationToken)
    {
        var (status, answer) = await _service.SendAsync(HttpMethod.Post, "/stir/v1/signing", new { signingRequest }, cancellationToken);
        return status == HttpStatusCode.OK
            ? answer.GetProperty("signingResponse")
            : throw new InvalidOperationException($"The call is not signed: {(int)status} {answer}");
    }

    /// <summary>The answer to a verification request: <c>verificationResponse</c>.</summary>
    public async Task<JsonElement> VerifyAsync(object verificationRequest, CancellationToken cancellationToken)
    {
        var (status, answer) = await _service.SendAsync(
            HttpMethod.Post, "/stir/v1/verification", new { verificationRequest }, cancellationToken);
        return status == HttpStatusCode.OK
            ? answer.GetProperty("verificationResponse")
            : throw new InvalidOperationException($"The call is not verified: {(int)status} {answer}");
    }
}
