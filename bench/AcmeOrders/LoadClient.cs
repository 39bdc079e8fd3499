using System.Text;
using System.Text.Json;
using Shaken.Core.CertificationAuthority.Acme;
using Shaken.Core.Foundations;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.AcmeOrders;

/// <summary>One account at an ACME server.</summary>
internal sealed class LoadClient
{
    private readonly HttpMessageInvoker _http;
    private readonly string _base;
    private string? _account;
    private string? _nonce;

    private LoadClient(HttpMessageInvoker http, string url) => (_http, _base) = (http, url);

    public SoftwareKey Key { get; } = SoftwareKey.New();

    /// <param name="url">What stands before the server's resources.</param>
    /// <param name="externalKey">Binds the account; null: nothing does.</param>
    public static async Task<LoadClient> NewAsync(HttpMessageInvoker http, string url, ExternalAccountKey? externalKey)
    {
        var client = new LoadClient(http, url);
        using (var request = new HttpRequestMessage(HttpMethod.Head, $"{url}/new-nonce"))
        using (var response = await http.SendAsync(request, CancellationToken.None)) client._nonce = NonceOf(response);
        var binding = externalKey is null
            ? "" : $",\"externalAccountBinding\":{AcmeSigning.Bind(client.Key, externalKey, $"{url}/new-account")}";
        client._account = (await client.PostAsync($"{url}/new-account", "{\"termsOfServiceAgreed\":true" + binding + "}")).Location;
        return client;
    }

    /// <summary>A CSR over a fresh key, in base64url.</summary>
    public static async Task<string> CsrAsync(TnAuthList list)
    {
        using var certified = SoftwareKey.New();
        var csr = await SigningRequestWriter.WriteAsync(certified, list, subject: null, isCa: false, CancellationToken.None);
        return StrictBase64Url.Encode(csr.Der.Span);
    }

    public async Task<JsonElement> OrderAsync(TnAuthList list)
    {
        var identifier = AcmeIdentifier.Of(list);
        return (await PostAsync($"{_base}/new-order", $$"""{"identifiers":[{"type":"{{identifier.Type}}","value":"{{identifier.Value}}"}]}""")).Json;
    }

    /// <summary>Sends the CSR of an order that is ready, and fetches the chain.</summary>
    public async Task FinalizeAsync(JsonElement order, string csr)
    {
        var finalized = (await PostAsync(order.GetProperty("finalize").GetString()!, $$"""{"csr":"{{csr}}"}""")).Json;
        Expect(finalized, "valid");
        var chain = await PostAsync(finalized.GetProperty("certificate").GetString()!, "");
        if (!chain.Body.StartsWith("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
            throw new InvalidOperationException("No chain came.");
    }

    public async Task<Answer> PostAsync(string url, string payload)
    {
        var body = await AcmeSigning.SignAsync(Key, _account, url, _nonce, Encoding.UTF8.GetBytes(payload), CancellationToken.None);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/jose+json");
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{url}: {(int)response.StatusCode} {text}");
        _nonce = NonceOf(response);
        return new Answer(text, response.Headers.Location?.OriginalString);
    }

    public static void Expect(JsonElement document, string status)
    {
        if (document.GetProperty("status").GetString() != status)
            throw new InvalidOperationException($"Not {status}: {document.GetRawText()}");
    }

    private static string NonceOf(HttpResponseMessage response) => response.Headers.GetValues("Replay-Nonce").Single();

    internal sealed record Answer(string Body, string? Location)
    {
        public JsonElement Json => JsonDocument.Parse(Body).RootElement;
    }
}
