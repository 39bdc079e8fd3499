using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using Shaken.Core.Foundations;
using Shaken.Core.Signing;

namespace Shaken.Core.AcmeClient;

/// <summary>Requests to one ACME server: signs them, keeps nonces, tries again when a nonce was stale (RFC 8555 section 6.5).</summary>
public sealed class AcmeConnection
{
    private const int MaxAnswerOctets = 1024 * 1024;
    private const int Tries = 4;
    private const string BadNonce = "urn:ietf:params:acme:error:badNonce";

    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentBag<string> _nonces = [];

    private AcmeConnection(HttpMessageInvoker http, AcmeDirectory directory) => (_http, Directory) = (http, directory);

    public AcmeDirectory Directory { get; }

    /// <summary>Reads the directory of a server whose URL the operator named.</summary>
    /// <param name="http">Decides on TLS, proxies and connections.</param>
    public static async Task<Outcome<AcmeConnection, AcmeFailure>> OpenAsync(HttpMessageInvoker http, Uri directory, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, directory);
        var sent = await SendAsync(http, request, nonces: null, cancellationToken);
        if (!sent.TryGet(out var answer, out var failure)) return failure;
        using var json = answer.ReadJson();
        if (json is null) return AcmeFailure.Unexpected("the directory is no JSON");
        return AcmeDirectory.Read(json.RootElement).TryGet(out var read, out failure) ? new AcmeConnection(http, read) : failure;
    }

    /// <summary>Posts a request signed by a key.</summary>
    /// <param name="keyId">The account's URL; null: the key itself goes along.</param>
    /// <param name="payload">Empty for a POST-as-GET.</param>
    internal async Task<Outcome<AcmeAnswer, AcmeFailure>> PostAsync(ISigningKey key, string? keyId, string url, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!(await NonceAsync(cancellationToken)).TryGet(out var nonce, out var failure)) return failure;
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new ByteArrayContent(await AcmeSigning.SignAsync(key, keyId, url, nonce, payload, cancellationToken)),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
            var sent = await SendAsync(_http, request, _nonces, cancellationToken);
            if (sent.TryGet(out _, out failure) || failure.Type != BadNonce || attempt == Tries) return sent;
        }
    }

    private async Task<Outcome<string, AcmeFailure>> NonceAsync(CancellationToken cancellationToken)
    {
        if (_nonces.TryTake(out var kept)) return kept;
        using var request = new HttpRequestMessage(HttpMethod.Head, Directory.NewNonce);
        if (!(await SendAsync(_http, request, _nonces, cancellationToken)).TryGet(out _, out var failure)) return failure;
        return _nonces.TryTake(out kept) ? kept : AcmeFailure.Unexpected("the server gave no nonce");
    }

    private static async Task<Outcome<AcmeAnswer, AcmeFailure>> SendAsync(HttpMessageInvoker http, HttpRequestMessage request, ConcurrentBag<string>? nonces, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Replay-Nonce", out var values) && values.FirstOrDefault() is { Length: > 0 and <= 512 } nonce) nonces?.Add(nonce);
            if (await ReadAsync(response.Content, cancellationToken) is not { } body) return AcmeFailure.Unexpected($"the answer is longer than {MaxAnswerOctets} octets");
            var answer = new AcmeAnswer(response.StatusCode, body, response.Headers.Location?.OriginalString, response.Headers.RetryAfter?.Delta);
            return (int)response.StatusCode < 300 ? answer : ProblemIn(answer);
        }
        catch (HttpRequestException exception)
        {
            return AcmeFailure.Unexpected($"{request.RequestUri?.Host} cannot be reached: {exception.Message}");
        }
    }

    private static AcmeFailure ProblemIn(AcmeAnswer answer)
    {
        using var json = answer.ReadJson();
        if (json is null || json.RootElement.ValueKind != JsonValueKind.Object) return new AcmeFailure(Type: null, $"the server answered {(int)answer.Status}", answer.Status);
        json.RootElement.TryGetString("type"u8, out var type);
        json.RootElement.TryGetString("detail"u8, out var detail);
        return new AcmeFailure(type, detail ?? $"the server answered {(int)answer.Status}", answer.Status);
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read && read > 0)
        {
            if (body.Length + read > MaxAnswerOctets) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
