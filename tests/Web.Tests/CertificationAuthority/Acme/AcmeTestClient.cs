using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Keys.Software;
using Shaken.Core.Pki.Der;
using Shaken.Core.ServiceProvider.AcmeClient;

namespace Shaken.Web.Tests.CertificationAuthority.Acme;

/// <summary>What is spoiled of a request; what is null stays as it should be.</summary>
public sealed record Spoiled
{
    /// <summary>Where the request goes, while its header says something else.</summary>
    public string? SentTo { get; init; }

    public string? Nonce { get; init; }

    /// <summary>Edits the protected header before it is signed.</summary>
    public Action<JsonObject>? Header { get; init; }

    /// <summary>Edits the signed body.</summary>
    public Func<JsonObject, string>? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Signs in the place of the client's key.</summary>
    public SoftwareKey? Signer { get; init; }

    /// <summary>The client's key stands in the header, whether it has an account or not.</summary>
    public bool WithJwk { get; init; }
}

/// <summary>A client that knows the protocol and can break each rule of it. The server has a public name; the requests go to one of its instances.</summary>
public sealed class AcmeTestClient(HttpMessageInvoker http, Uri instance, SoftwareKey key)
{
    public const string Base = "https://ca.example/acme";

    public SoftwareKey Key { get; set; } = key;

    public JsonWebKey Jwk => JsonWebKey.From(Key.PublicKey);

    /// <summary>The account's URL, from when it has one on.</summary>
    public string? Account { get; set; }

    public string AccountId => Account![(Account!.LastIndexOf('/') + 1)..];

    /// <summary>What stands before the resources of the server.</summary>
    public string Root { get; init; } = Base;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The same account by way of another instance.</summary>
    public AcmeTestClient At(Uri other) => new(http, other, Key) { Account = Account, Root = Root };

    public async Task<string> NonceAsync() => (await SendAsync(HttpMethod.Head, $"{Root}/new-nonce")).Nonce!;

    public async Task<AcmeReply> SendAsync(HttpMethod method, string url, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(instance, new Uri(url).PathAndQuery)) { Content = content };
        using var response = await http.SendAsync(request, Token);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated).ToDictionary(header => header.Key, header => header.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        return new AcmeReply(response.StatusCode, await response.Content.ReadAsStringAsync(Token), headers);
    }

    /// <summary>Posts a payload, signed by the account if there is one, else with the key in the header.</summary>
    /// <param name="payload">Empty for a POST-as-GET.</param>
    public async Task<AcmeReply> PostAsync(string url, string payload = "", Spoiled? spoiled = null)
    {
        var body = spoiled is null
            ? Encoding.ASCII.GetString(await AcmeSigning.SignAsync(Key, Account, url, await NonceAsync(), Encoding.UTF8.GetBytes(payload), Token))
            : await SpoilAsync(url, payload, spoiled);
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        var contentType = spoiled?.ContentType ?? "application/jose+json";
        if (contentType.Length > 0) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await SendAsync(HttpMethod.Post, spoiled?.SentTo ?? url, content);
    }

    private async Task<string> SpoilAsync(string url, string payload, Spoiled spoiled)
    {
        var header = new JsonObject { ["alg"] = "ES256" };
        if (Account is null || spoiled.WithJwk) header["jwk"] = JsonNode.Parse(Jwk.ToCanonicalJson());
        else header["kid"] = Account;
        header["nonce"] = spoiled.Nonce ?? await NonceAsync();
        header["url"] = url;
        spoiled.Header?.Invoke(header);
        var body = await JwsAsync(header, payload, spoiled.Signer ?? Key);
        return spoiled.Body?.Invoke(body) ?? body.ToJsonString();
    }

    /// <summary>A JWS in flattened JSON with any header whatever.</summary>
    public static async Task<JsonObject> JwsAsync(JsonObject header, string payload, SoftwareKey signer)
    {
        var (first, second) = (Encode(header.ToJsonString()), Encode(payload));
        var signature = await signer.SignAsync(SHA256.HashData(Encoding.ASCII.GetBytes($"{first}.{second}")), Token);
        return new JsonObject { ["protected"] = first, ["payload"] = second, ["signature"] = StrictBase64Url.Encode(signature.Concatenated) };
    }

    public static string Encode(string text) => StrictBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    public async Task<AcmeReply> RegisterAsync(string payload = "{\"termsOfServiceAgreed\":true}")
    {
        var reply = await PostAsync($"{Root}/new-account", payload);
        if (reply.Status is HttpStatusCode.Created or HttpStatusCode.OK) Account = reply.Location;
        return reply;
    }

    /// <summary>Registers the key once more, as a client that forgot its account.</summary>
    public Task<AcmeReply> RegisterAgainAsync(string payload) =>
        new AcmeTestClient(http, instance, Key) { Root = Root }.RegisterAsync(payload);

    public Task<AcmeReply> NewOrderAsync(TnAuthList list, string more = "") => NewOrderAsync(StrictBase64Url.Encode(TnAuthListDer.Write(list)), more);

    public Task<AcmeReply> NewOrderAsync(string value, string more = "", string type = "TNAuthList") =>
        PostAsync($"{Root}/new-order", $$"""{"identifiers":[{"type":"{{type}}","value":"{{value}}"}]{{more}}}""");

    /// <summary>Places an order that the server must take.</summary>
    public async Task<AcmeTestOrder> OrderAsync(TnAuthList list) => AcmeTestOrder.Of(this, (await NewOrderAsync(list)).Expect(HttpStatusCode.Created));
}
