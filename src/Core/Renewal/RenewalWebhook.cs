using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.Renewal;

/// <summary>
/// Posts news as JSON to a URL of the operator's, with <c>X-Shaken-Signature: sha256=</c> and the HMAC-SHA-256 of the body in hexadecimal digits. The moment and an id
/// are within what is signed, so a receiver can refuse what it saw before.
/// </summary>
public sealed class RenewalWebhook : IRenewalNotices
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker _http;
    private readonly Uri _url;
    private readonly byte[] _secret;
    private readonly TimeProvider _time;

    /// <param name="http">Decides on TLS, proxies and connections; follows no redirect.</param>
    public RenewalWebhook(HttpMessageInvoker http, Uri url, string secret, TimeProvider time) => (_http, _url, _secret, _time) = (http, url, Encoding.UTF8.GetBytes(secret), time);

    public async Task<bool> TrySendAsync(RenewalNotice notice, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(NoticeDocument.Of(notice), RenewalJson.Default.NoticeDocument);
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Shaken-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(_secret, body))}");
        using var deadline = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}

/// <summary>The webhook's body.</summary>
/// <param name="Event"><c>renewed</c> or <c>failed</c>.</param>
/// <param name="At">When it happened, RFC 3339 in UTC.</param>
internal sealed record NoticeDocument(string Id, string Event, string Provider, string? CertificateUrl, string? NotAfter, string Detail, string At)
{
    public static NoticeDocument Of(RenewalNotice notice) => new(
        notice.Id, KebabCase.Of(notice.Event), notice.Provider, notice.CertificateUrl, notice.NotAfter is { } moment ? Text(moment) : null, notice.Detail, Text(notice.At));

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
