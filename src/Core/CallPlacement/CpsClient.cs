using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CallPlacement;

/// <summary>What a CPS answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reason">From a problem document: the closed reason, where the CPS gives one.</param>
/// <param name="Detail">From a problem document: which rule was broken.</param>
/// <param name="Passports">On a retrieval: the tokens, believed by nobody.</param>
public sealed record CpsAnswer(HttpStatusCode Status, string? Reason, string? Detail, IReadOnlyList<string> Passports);

/// <summary>Speaks to a CPS whose URL the operator, or a signed OCN-to-CPS list, has named.</summary>
public sealed class CpsClient
{
    private const int MaxAnswerOctets = Limits.CpsBodyOctets;

    // A status and a reason; a fan-out must not take a large buffer for each.
    private const int MaxShortAnswerOctets = 4096;

    private readonly HttpMessageInvoker _http;

    /// <param name="http">Decides on TLS, proxies and connections.</param>
    public CpsClient(HttpMessageInvoker http) => _http = http;

    /// <summary>Posts in the open dialect.</summary>
    /// <param name="url">The URL exactly as a cpsMapping gives it, such as <c>https://…/cps/company/1234</c>.</param>
    public Task<CpsAnswer> PostOpenAsync(Uri url, IReadOnlyList<string> passports, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, url, bearer: null, Lines(passports), cancellationToken, MaxShortAnswerOctets);

    /// <summary>Posts by RFC 9888 below a base URL, to <c>/cps/{called number}/ppts</c>.</summary>
    /// <param name="baseUrl">As the called provider advertises it.</param>
    public Task<CpsAnswer> PostByNumberAsync(
        Uri baseUrl, TelephoneNumber dest, IReadOnlyList<string> passports, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, ByNumber(baseUrl, dest), bearer: null, Lines(passports), cancellationToken, MaxShortAnswerOctets);

    /// <summary>Publishes by ATIS-1000096 below a base URL.</summary>
    /// <param name="bearer">For just these PASSporTs.</param>
    public Task<CpsAnswer> PublishSharedAsync(
        Uri baseUrl, CallNumbers call, IReadOnlyList<string> passports, string bearer, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, SharedUrl(baseUrl, call), bearer, Json(PassportsBody(passports)), cancellationToken, MaxShortAnswerOctets);

    /// <summary>Retrieves by ATIS-1000096 what anybody published for a call.</summary>
    public Task<CpsAnswer> RetrieveSharedAsync(Uri baseUrl, CallNumbers call, string bearer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, SharedUrl(baseUrl, call), bearer, content: null, cancellationToken);

    /// <summary>Publishes by ATIS-1000105 below a base URL, with a bearer for just these PASSporTs.</summary>
    public Task<CpsAnswer> PublishAsync(
        Uri baseUrl, ServiceProviderCode code, CallNumbers call, IReadOnlyList<string> passports, string bearer,
        CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, AgreedUrl(baseUrl, code, call), bearer, Json(PassportsBody(passports)), cancellationToken,
            MaxShortAnswerOctets);

    /// <summary>Retrieves by ATIS-1000105 what a provider published for a call.</summary>
    public Task<CpsAnswer> RetrieveAsync(
        Uri baseUrl, ServiceProviderCode publisher, CallNumbers call, string bearer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, AgreedUrl(baseUrl, publisher, call), bearer, content: null, cancellationToken);

    /// <summary>Retrieves from a provider's own mailbox in the open dialect.</summary>
    /// <param name="url">The URL that was posted to.</param>
    /// <param name="bearer">A key that the operator issued, or a token by the provider's STI certificate.</param>
    public Task<CpsAnswer> RetrieveOwnAsync(Uri url, CallNumbers call, string bearer, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Get, new Uri($"{url.AbsoluteUri.TrimEnd('/')}/passports/{Path(call)}"), bearer, content: null, cancellationToken);

    /// <summary>Hands on to another CPS, by ATIS-1000096, what was published to this one.</summary>
    /// <param name="authorization">The whole Authorization value of the publication.</param>
    /// <param name="bearer">This CPS's own, for just this request.</param>
    public Task<CpsAnswer> RepublishAsync(
        Uri baseUrl, CallNumbers call, IReadOnlyList<string> passports, string authorization, string bearer,
        CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write("{\"passports\":"u8);
        body.Write(CanonicalJson.WriteStrings(passports));
        body.Write(",\"token\":"u8);
        CanonicalJson.WriteString(body, authorization);
        body.Write("}"u8);
        return SendAsync(
            HttpMethod.Post, new Uri($"{baseUrl.AbsoluteUri.TrimEnd('/')}/republish/{Path(call)}"), bearer, Json(body), cancellationToken,
            MaxShortAnswerOctets);
    }

    private static ByteArrayContent Lines(IReadOnlyList<string> passports)
    {
        var content = new ByteArrayContent(Encoding.ASCII.GetBytes(string.Join('\n', passports)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/passport");
        return content;
    }

    private static ArrayBufferWriter<byte> PassportsBody(IReadOnlyList<string> passports)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write("{\"passports\":"u8);
        body.Write(CanonicalJson.WriteStrings(passports));
        body.Write("}"u8);
        return body;
    }

    private static ReadOnlyMemoryContent Json(ArrayBufferWriter<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body.WrittenMemory);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static Uri AgreedUrl(Uri baseUrl, ServiceProviderCode code, CallNumbers call) =>
        new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/passports/{code}/{Path(call)}");

    private static Uri SharedUrl(Uri baseUrl, CallNumbers call) => new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/passports/{Path(call)}");

    private static Uri ByNumber(Uri baseUrl, TelephoneNumber dest) =>
        new($"{baseUrl.AbsoluteUri.TrimEnd('/')}/cps/{Uri.EscapeDataString(dest.Value)}/ppts");

    private static string Path(CallNumbers call) => $"{Uri.EscapeDataString(call.Dest.Value)}/{Uri.EscapeDataString(call.Orig.Value)}";

    private async Task<CpsAnswer> SendAsync(
        HttpMethod method, Uri url, string? bearer, HttpContent? content, CancellationToken cancellationToken,
        int maxAnswer = MaxAnswerOctets)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var response = await _http.SendAsync(request, cancellationToken);
        var body = await ReadAsync(response.Content, maxAnswer, cancellationToken);
        return body is not null && StrictJson.TryParseObject(body, maxAnswer, out var json, out _)
            ? Read(response.StatusCode, json)
            : new CpsAnswer(response.StatusCode, Reason: null, Detail: null, []);
    }

    private static CpsAnswer Read(HttpStatusCode status, JsonDocument json)
    {
        using (json)
        {
            var root = json.RootElement;
            var passports = root.TryGetProperty("passports"u8, out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList()
                : [];
            root.TryGetString("reason"u8, out var reason);
            if (!root.TryGetString("detail"u8, out var detail) && !root.TryGetString("error"u8, out detail))
                root.TryGetString("message"u8, out detail);
            return new CpsAnswer(status, reason, detail, passports);
        }
    }

    private static async Task<byte[]?> ReadAsync(HttpContent content, int maxOctets, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[maxOctets];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length < buffer.Length ? buffer[..length] : null;
    }
}
