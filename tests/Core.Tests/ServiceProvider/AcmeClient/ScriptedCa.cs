using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;
using Shaken.Core.Pki.Der;
using Shaken.Core.Pki.Drafts;
using Shaken.Core.ServiceProvider.AcmeClient;
using Shaken.Core.Tests.Support;
using Shaken.Core.Tokens;
using Shaken.Local.Authorities;

namespace Shaken.Core.Tests.ServiceProvider.AcmeClient;

/// <summary>
/// An ACME server without a network, strict about what RFC 8555 asks of a client (a nonce once, the url, the signature), that does wrong what a test tells it to. It
/// shares no code with ours that reads requests.
/// </summary>
internal sealed class ScriptedCa(LocalAuthority authority, TimeProvider time) : HttpMessageHandler
{
    public const string Base = "https://ca.example";

    private readonly HashSet<string> _nonces = [];
    private readonly Dictionary<string, JsonWebKey> _accounts = [];
    private int _counter;

    public static Uri Directory { get; } = new($"{Base}/directory");

    /// <summary>Paths of the requests, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Payloads of the POSTs by path, the latest.</summary>
    public Dictionary<string, string> Payloads { get; } = [];

    /// <summary>The orders, each as it stands.</summary>
    public List<ScriptedOrder> Orders { get; } = [];

    /// <summary>So many POSTs find their nonce stale.</summary>
    public int StaleNonces { get; set; }

    /// <summary>So many times an order is still being processed when it is looked at.</summary>
    public int Processing { get; set; }

    public int? RetryAfterSeconds { get; set; }

    public string? Terms { get; init; }

    /// <summary>Profiles of the directory; null: it has none.</summary>
    public IReadOnlyList<string>? Profiles { get; set; }

    /// <summary>When certificates should be renewed; null: the CA does not say.</summary>
    public (DateTimeOffset Start, DateTimeOffset End)? Window { get; set; }

    /// <summary>Where orders say that their certificate is published; null: nowhere.</summary>
    public Func<ScriptedOrder, string?> X5uOf { get; set; } = order => order.Chain is { } chain ? $"https://cr.example/{chain[0].Fingerprint}.pem" : null;

    /// <summary>What is issued for a CSR; null: what it asks for.</summary>
    public Func<SigningRequest, Task<IReadOnlyList<StiCertificate>>>? Issue { get; set; }

    /// <summary>Answers for paths that something stands in the way of.</summary>
    public Dictionary<string, Func<HttpResponseMessage?>> Instead { get; } = [];

    /// <summary>What a request waits for.</summary>
    public Func<string, Task> Gate { get; set; } = _ => Task.CompletedTask;

    public TimeSpan Life { get; set; } = TimeSpan.FromDays(90);

    public int Count(string path) => Asked.Count(asked => asked == path);

    public static HttpResponseMessage Problem(HttpStatusCode status, string type, string detail) => new(status)
    {
        Content = new StringContent($$"""{"type":"urn:ietf:params:acme:error:{{type}}","detail":"{{detail}}"}""", Encoding.UTF8, "application/problem+json"),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        lock (Asked) Asked.Add(path);
        await Gate(path);
        if (Instead.TryGetValue(path, out var instead) && instead() is { } other) return WithNonce(other);
        if (path == "/directory") return Json(DirectoryJson());
        if (path.StartsWith("/renewal-info/", StringComparison.Ordinal) && Window is { } window)
            return Json($$"""{"suggestedWindow":{"start":"{{window.Start.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","end":"{{window.End.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"} }""");
        if (path == "/new-nonce") return WithNonce(new HttpResponseMessage(HttpStatusCode.OK));

        var (header, payload, problem) = await ReadAsync(request, cancellationToken);
        if (problem is not null) return WithNonce(problem);
        Payloads[path] = payload;
        var account = header.TryGetProperty("kid", out var kid) ? kid.GetString() : null;
        return WithNonce(path.Split('/') switch
        {
            [_, "new-account"] => NewAccount(header, payload),
            [_, "account", ..] => Json("""{"status":"deactivated"}"""),
            [_, "new-order"] => NewOrder(payload, account!),
            [_, "order", var id] => ShowOrder(Of(id)),
            [_, "authorization", var id] => ShowAuthorization(Of(id)),
            [_, "challenge", var id] => Challenge(Of(id), payload),
            [_, "finalize", var id] => await FinalizeAsync(Of(id), payload),
            [_, "certificate", var id] => Pem(Of(id).Chain!),
            [_, "revoke-cert"] => new HttpResponseMessage(HttpStatusCode.OK),
            [_, "key-change"] => ChangeKey(account!, payload),
            _ => Problem(HttpStatusCode.NotFound, "malformed", "nothing is there"),
        });
    }

    private ScriptedOrder Of(string id) => Orders[int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)];

    private string DirectoryJson()
    {
        var meta = string.Join(',', ((string?[])
        [
            Terms is null ? null : $"\"termsOfService\":\"{Terms}\"",
            Profiles is null ? null : "\"profiles\":{" + string.Join(',', Profiles.Select(name => $"\"{name}\":\"text\"")) + "}",
        ]).OfType<string>());
        var renewal = Window is null ? "" : $"\"renewalInfo\":\"{Base}/renewal-info\",";
        return $$"""{"newNonce":"{{Base}}/new-nonce","newAccount":"{{Base}}/new-account","newOrder":"{{Base}}/new-order","revokeCert":"{{Base}}/revoke-cert","keyChange":"{{Base}}/key-change",{{renewal}}"meta":{ {{meta}} } }""";
    }

    private async Task<(JsonElement Header, string Payload, HttpResponseMessage? Problem)> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal("application/jose+json", request.Content!.Headers.ContentType!.ToString());
        var body = JsonDocument.Parse(await request.Content.ReadAsStringAsync(cancellationToken)).RootElement;
        var (headerText, payloadText) = (body.GetProperty("protected").GetString()!, body.GetProperty("payload").GetString()!);
        var header = JsonDocument.Parse(Decode(headerText)).RootElement;
        if (header.GetProperty("url").GetString() != request.RequestUri!.AbsoluteUri) return (header, "", Problem(HttpStatusCode.Unauthorized, "unauthorized", "url"));
        lock (_nonces)
        {
            if (!_nonces.Remove(header.GetProperty("nonce").GetString()!) || StaleNonces-- > 0) return (header, "", Problem(HttpStatusCode.BadRequest, "badNonce", "the nonce is stale"));
        }

        JsonWebKey? key;
        if (header.TryGetProperty("jwk", out var jwk)) Assert.True(JsonWebKey.TryParse(jwk, out key));
        else key = _accounts[header.GetProperty("kid").GetString()!];
        return Verifies(key, $"{headerText}.{payloadText}", body.GetProperty("signature").GetString()!)
            ? (header, Encoding.UTF8.GetString(Decode(payloadText)), null)
            : (header, "", Problem(HttpStatusCode.BadRequest, "malformed", "the signature is wrong"));
    }

    internal static bool Verifies(JsonWebKey key, string input, string signature)
    {
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Decode(key.X), Y = Decode(key.Y) } });
        return ecdsa.VerifyData(Encoding.ASCII.GetBytes(input), Decode(signature), HashAlgorithmName.SHA256);
    }

    private HttpResponseMessage NewAccount(JsonElement header, string payload)
    {
        Assert.True(JsonWebKey.TryParse(header.GetProperty("jwk"), out var key));
        var known = _accounts.FirstOrDefault(pair => pair.Value == key).Key;
        if (known is null && payload.Contains("onlyReturnExisting", StringComparison.Ordinal)) return Problem(HttpStatusCode.BadRequest, "accountDoesNotExist", "no account has this key");
        var url = known ?? $"{Base}/account/{_accounts.Count}";
        _accounts[url] = key;
        var answer = Json("""{"status":"valid"}""", known is null ? HttpStatusCode.Created : HttpStatusCode.OK);
        answer.Headers.Location = new Uri(url);
        return answer;
    }

    private HttpResponseMessage NewOrder(string payload, string account)
    {
        var identifier = JsonDocument.Parse(payload).RootElement.GetProperty("identifiers")[0];
        Assert.Equal("TNAuthList", identifier.GetProperty("type").GetString());
        var order = new ScriptedOrder(Orders.Count, account, Decode(identifier.GetProperty("value").GetString()!));
        Orders.Add(order);
        var answer = ShowOrder(order);
        answer.StatusCode = HttpStatusCode.Created;
        answer.Headers.Location = new Uri($"{Base}/order/{order.Id}");
        return answer;
    }

    private HttpResponseMessage ShowOrder(ScriptedOrder order)
    {
        if (order is { Status: "processing" } && Processing-- <= 0) order.Status = "valid";
        var x5u = order.Status == "valid" && X5uOf(order) is { } url ? $",\"x5u\":\"{url}\"" : "";
        var certificate = order.Status == "valid" ? $",\"certificate\":\"{Base}/certificate/{order.Id}\"" : "";
        var answer = Json($$"""{"status":"{{order.Status}}","authorizations":["{{Base}}/authorization/{{order.Id}}"],"finalize":"{{Base}}/finalize/{{order.Id}}"{{certificate}}{{x5u}} }""");
        if (RetryAfterSeconds is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }

    private static HttpResponseMessage ShowAuthorization(ScriptedOrder order)
    {
        var error = order.Refusal is { } detail ? $$""","error":{"type":"urn:ietf:params:acme:error:incorrectResponse","detail":"{{detail}}"}""" : "";
        var status = order.Status == "pending" ? "pending" : order.Status == "invalid" ? "invalid" : "valid";
        return Json($$"""{"status":"{{status}}","identifier":{},"challenges":[{"type":"dns-01"},{"type":"tkauth-01","tkauth-type":"atc","url":"{{Base}}/challenge/{{order.Id}}","token":"t","status":"{{status}}"{{error}} }]}""");
    }

    private HttpResponseMessage Challenge(ScriptedOrder order, string payload)
    {
        Assert.True(AuthorityToken.TryParse(JsonDocument.Parse(payload).RootElement.GetProperty("tkauth").GetString()!, out var token, out _));
        order.Refusal ??= KeyFingerprint.Fits(token.Fingerprint, _accounts[order.Account]) ? null : "the fingerprint is another's";
        order.Status = order.Refusal is null ? "ready" : "invalid";
        return Json("""{"type":"tkauth-01","status":"processing"}""");
    }

    private async Task<HttpResponseMessage> FinalizeAsync(ScriptedOrder order, string payload)
    {
        if (order.Status != "ready") return Problem(HttpStatusCode.Forbidden, "orderNotReady", $"the order is {order.Status}");
        Assert.True(SigningRequest.TryRead(Decode(JsonDocument.Parse(payload).RootElement.GetProperty("csr").GetString()!), out var csr, out _));
        order.Chain = Issue is { } issue ? await issue(csr) : await IssueAsync(csr.PublicKey, Hierarchy.Provider);
        order.Status = "processing";
        return ShowOrder(order);
    }

    /// <summary>What the CA issues for a key.</summary>
    public async Task<IReadOnlyList<StiCertificate>> IssueAsync(ECParameters key, ProviderId provider, DateTimeOffset? notAfter = null)
    {
        var now = time.GetUtcNow();
        var terms = new DraftTerms(CertificateSerial.New(SystemRandom.Instance), now - TimeSpan.FromMinutes(3), notAfter ?? now + Life);
        return (await authority.IssueAsync(provider, "Example Telephone", terms, new PublicHalf(key), CancellationToken.None)).Chain;
    }

    private HttpResponseMessage ChangeKey(string account, string payload)
    {
        var inner = JsonDocument.Parse(payload).RootElement;
        var (header, text) = (inner.GetProperty("protected").GetString()!, inner.GetProperty("payload").GetString()!);
        var parsed = JsonDocument.Parse(Decode(header)).RootElement;
        Assert.True(JsonWebKey.TryParse(parsed.GetProperty("jwk"), out var key));
        Assert.False(parsed.TryGetProperty("nonce", out _));
        Assert.Equal($"{Base}/key-change", parsed.GetProperty("url").GetString());
        Assert.True(Verifies(key, $"{header}.{text}", inner.GetProperty("signature").GetString()!));
        var change = JsonDocument.Parse(Decode(text)).RootElement;
        Assert.Equal(account, change.GetProperty("account").GetString());
        Assert.True(JsonWebKey.TryParse(change.GetProperty("oldKey"), out var old));
        Assert.Equal(_accounts[account], old);
        _accounts[account] = key;
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    private HttpResponseMessage WithNonce(HttpResponseMessage answer)
    {
        lock (_nonces)
        {
            var nonce = $"nonce{++_counter}";
            _nonces.Add(nonce);
            answer.Headers.Add("Replay-Nonce", nonce);
        }

        return answer;
    }

    internal static byte[] Decode(string text) => StrictBase64Url.TryDecode(text, out var octets) ? octets : throw new FormatException("no base64url");

    private static HttpResponseMessage Json(string json, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Pem(IReadOnlyList<StiCertificate> chain) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(string.Concat(chain.Select(certificate => certificate.ToPem() + "\n")), Encoding.ASCII, "application/pem-certificate-chain"),
    };

    // A CSR proves the key; the issuer has its public half alone.
    private sealed class PublicHalf(ECParameters key) : ISigningKey
    {
        public ECParameters PublicKey => key;

        public ValueTask<EcdsaSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) => throw new InvalidOperationException("There is no private half.");
    }
}

/// <summary>An order of the scripted CA.</summary>
internal sealed class ScriptedOrder(int id, string account, byte[] authority)
{
    public int Id => id;

    public string Account => account;

    public byte[] Authority => authority;

    public string Status { get; set; } = "pending";

    public string? Refusal { get; set; }

    public IReadOnlyList<StiCertificate>? Chain { get; set; }
}

/// <summary>A token authority without a network: it signs what it is asked for.</summary>
internal sealed class ScriptedTokens(SpcTokenIssuer issuer) : IAuthorityTokens
{
    public int Asked { get; private set; }

    public async Task<Outcome<string, AcmeFailure>> GetAsync(TnAuthList authority, string fingerprint, bool ca, CancellationToken cancellationToken)
    {
        Asked++;
        return await issuer.IssueAsync(authority, fingerprint, ca, TimeSpan.FromHours(1), cancellationToken);
    }
}
