using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>An instance of the CA that has an operator, and the operator's requests.</summary>
internal static class CaOperator
{
    public static async Task<(Uri Url, string Secret)> StartAsync(CaDeployment ca, params (string Name, string? Value)[] others)
    {
        var (secret, hashed) = HashedKey.New(OperatorKey.Prefix, SystemRandom.Instance);
        return (await ca.StartCaAsync([("Operator:Keys", $"alice:{hashed}"), .. others]), secret);
    }

    /// <summary>Posts a body to a route below <c>/operator/v1/</c>; null gets it.</summary>
    public static async Task<AcmeReply> PostAsync(CaDeployment ca, Uri url, string secret, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(url, $"/operator/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await ca.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new AcmeReply(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            new Dictionary<string, string[]>());
    }
}
