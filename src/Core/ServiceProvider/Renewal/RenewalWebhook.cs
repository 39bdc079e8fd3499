using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Fetching;
using Shaken.Core.Foundations;

namespace Shaken.Core.ServiceProvider.Renewal;

/// <summary>
/// Posts news as JSON to a URL of the operator's, with <c>X-Shaken-Signature: sha256=</c> and the HMAC-SHA-256 of the body in hexadecimal
/// digits. The moment and an id are within what is signed, so a receiver can refuse what it saw before.
/// </summary>
public sealed class RenewalWebhook : IRenewalNotices
{
    private static readonly OperatorBounds Bounds = new(TimeSpan.FromSeconds(15), MaxOctets: 0);

    private readonly OperatorExchange _exchange;
    private readonly Uri _url;
    private readonly byte[] _secret;

    /// <param name="http">Decides on TLS, proxies and connections; follows no redirect.</param>
    public RenewalWebhook(HttpMessageInvoker http, Uri url, string secret, TimeProvider time) =>
        (_exchange, _url, _secret) = (new OperatorExchange(http, time), url, Encoding.UTF8.GetBytes(secret));

    public async Task<bool> TrySendAsync(RenewalNotice notice, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(NoticeDocument.Of(notice), RenewalJson.Default.NoticeDocument);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation(
            "X-Shaken-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(_secret, body))}");
        return (await _exchange.SendAsync(request, Bounds, cancellationToken)).TryGet(out var reply, out _) && reply.IsSuccess;
    }
}

/// <summary>The webhook's body.</summary>
/// <param name="Event"><c>renewed</c>, <c>failed</c> or <c>clean-up-failed</c>.</param>
/// <param name="At">When it happened, RFC 3339 in UTC.</param>
internal sealed record NoticeDocument(
    string Id, string Event, string Provider, string? CertificateUrl, string? NotAfter, string Detail, string At)
{
    public static NoticeDocument Of(RenewalNotice notice) => new(
        notice.Id, KebabCase.Of(notice.Event), notice.Provider, notice.CertificateUrl, notice.NotAfter is { } moment
            ? Text(moment)
            : null, notice.Detail, Text(notice.At));

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
