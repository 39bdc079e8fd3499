using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Shaken.Core.Foundations;
using Shaken.Core.Keys;
using Shaken.Core.Pki.Certificates;

namespace Shaken.Core.ServiceProvider.AcmeClient;

/// <summary>Requests to one ACME server: signs them, keeps nonces, tries again when a nonce was stale (RFC 8555 section 6.5).</summary>
public sealed class AcmeConnection
{
    private const int Tries = 4;
    private const int MaxNonceLength = 512;
    private const string BadNonce = "urn:ietf:params:acme:error:badNonce";

    private readonly AcmeHttp _http;
    private readonly Uri _directoryUrl;
    private readonly ConcurrentStack<string> _nonces = new();

    private AcmeConnection(AcmeHttp http, Uri directoryUrl, AcmeDirectory directory) =>
        (_http, _directoryUrl, Directory) = (http, directoryUrl, directory);

    public AcmeDirectory Directory { get; }

    /// <summary>Reads the directory of a server whose URL the operator named.</summary>
    /// <param name="http">Decides on TLS, proxies and connections; follows no redirect.</param>
    public static async Task<Outcome<AcmeConnection, AcmeFailure>> OpenAsync(
        HttpMessageInvoker http, Uri directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var sender = new AcmeHttp(http, time);
        using var request = new HttpRequestMessage(HttpMethod.Get, directory);
        var (sent, _) = await sender.SendAsync(request, cancellationToken);
        if (!sent.TryGet(out var answer, out var failure) || !answer.TryReadJson("the directory", out var json, out failure))
            return failure;
        using (json)
            return AcmeDirectory.Read(json.RootElement).TryGet(out var read, out failure)
                ? new AcmeConnection(sender, directory, read)
                : failure;
    }

    /// <summary>When the CA would have a certificate renewed (RFC 9773 section 4); null: it does not say.</summary>
    public async Task<Outcome<RenewalAdvice, AcmeFailure>?> FindAdviceAsync(
        StiCertificate certificate, CancellationToken cancellationToken)
    {
        if (Directory.RenewalInfo is not { } renewalInfo || RenewalAdvice.UrlOf(renewalInfo, certificate) is not { } url) return null;
        if (FindViolation(url) is { } violation) return violation;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var (sent, _) = await _http.SendAsync(request, cancellationToken);
        return sent.TryGet(out var answer, out var failure) ? RenewalAdvice.Read(answer) : failure;
    }

    /// <summary>Posts a request signed by a key.</summary>
    /// <param name="keyId">The account's URL; null: the key itself goes along.</param>
    /// <param name="payload">Empty for a POST-as-GET.</param>
    internal async Task<Outcome<AcmeAnswer, AcmeFailure>> PostAsync(
        ISigningKey key, string? keyId, string url, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (FindViolation(url) is { } violation) return violation;
        for (var attempt = 1; ; attempt++)
        {
            if (!(await NonceAsync(cancellationToken)).TryGet(out var nonce, out var failure)) return failure;
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new ByteArrayContent(await AcmeSigning.SignAsync(key, keyId, url, nonce, payload, cancellationToken)),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
            var (sent, fresh) = await _http.SendAsync(request, cancellationToken);
            var isStale = !sent.TryGet(out _, out failure) && failure.Type == BadNonce;

            // One stale nonce tells that the others, which are older, are stale too.
            if (isStale) _nonces.Clear();
            Keep(fresh);
            if (!isStale || attempt == Tries) return sent;
        }
    }

    private async Task<Outcome<string, AcmeFailure>> NonceAsync(CancellationToken cancellationToken)
    {
        if (_nonces.TryPop(out var kept)) return kept;
        if (FindViolation(Directory.NewNonce) is { } violation) return violation;
        using var request = new HttpRequestMessage(HttpMethod.Head, Directory.NewNonce);
        var (sent, fresh) = await _http.SendAsync(request, cancellationToken);
        if (!sent.TryGet(out _, out var failure)) return failure;
        return fresh is { Length: > 0 and <= MaxNonceLength } ? fresh : AcmeFailure.NotUnderstood("the server gave no nonce");
    }

    private void Keep(string? nonce)
    {
        if (nonce is { Length: > 0 and <= MaxNonceLength }) _nonces.Push(nonce);
    }

    // The operator named the directory; what it leads to is no worse protected than the directory itself.
    private AcmeFailure? FindViolation(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeHttp && _directoryUrl.Scheme == Uri.UriSchemeHttp))
            ? null
            : AcmeFailure.NotUnderstood("the server names a resource by something else than an https URL");
}
