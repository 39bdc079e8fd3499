using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Shaken.EndToEnd.Tests.FunctionsHost;

/// <summary>How a host passes HTTP requests on.</summary>
public enum HostKind
{
    /// <summary>Builds the request anew and keeps the answer until it is whole (enableForwardingHttpRequest).</summary>
    Forwarding,

    /// <summary>Newer: passes both through, and tries again after a connection error (enableProxyingHttpRequest).</summary>
    Proxying,
}

/// <summary>From the request that reached the host to the one that reaches the handler, and back.</summary>
internal static class PassedRequests
{
    public const string InvocationId = "X-Azure-Functions-InvocationId";
    public const string HostVersion = "X-Azure-Functions-HostVersion";
    public const string Version = "4.1037.0";

    /// <summary>Where the platform's front end calls the host from.</summary>
    private const string FrontEnd = "10.21.0.11";

    private static readonly HashSet<string> OfOneHop = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.TransferEncoding, HeaderNames.Upgrade, HeaderNames.TE, HeaderNames.Trailer, HeaderNames.ProxyConnection, HeaderNames.Host,
    };

    /// <summary>
    /// Host and path stay, repeated query keys become one, the User-Agent gets a suffix, an empty body loses its media type, and
    /// the host's headers stand beside a stranger's. Null: a body without a length, which a forwarding host cannot copy.
    /// </summary>
    public static HttpRequestMessage? TryForward(HttpContext context, byte[] body, int port, string invocation)
    {
        var from = context.Request;
        if (from.ContentLength is null && body.Length > 0) return null;
        var query = string.Join('&', from.Query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={string.Join(',', pair.Value.Select(value => Uri.EscapeDataString(value ?? "")))}"));
        var request = New(from, body, $"http://127.0.0.1:{port}{RawPath(context)}{(query.Length > 0 ? "?" : "")}{query}");
        if (body.Length == 0) request.Content = null;
        request.Headers.Host = from.Host.Value;
        request.Headers.Add(InvocationId, invocation);
        request.Headers.Add(HostVersion, Version);
        Set(request, HeaderNames.UserAgent, $"{from.Headers.UserAgent} Azure-Functions-Host/{Version}".TrimStart());
        var client = $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}";
        Set(request, "X-Forwarded-For", from.Headers["X-Forwarded-For"] is [{ Length: > 0 } before] ? $"{before}, {client}" : client);
        return request;
    }

    /// <summary>All stays, but Host becomes the handler's own; the stranger's goes into X-Forwarded-Host, and what he wrote into the headers of the host is replaced.</summary>
    public static HttpRequestMessage Proxy(HttpContext context, byte[] body, int port, string invocation)
    {
        var from = context.Request;
        var request = New(from, body, $"http://127.0.0.1:{port}{RawPath(context)}{from.QueryString}");
        if (from.ContentLength is null && body.Length > 0) request.Headers.TransferEncodingChunked = true;
        Set(request, InvocationId, invocation);
        Set(request, HostVersion, Version);
        Set(request, "x-ms-invocation-id", invocation);
        Set(request, "X-Forwarded-For", FrontEnd);
        Set(request, "X-Forwarded-Host", from.Host.Value ?? "");
        Set(request, "X-Forwarded-Proto", "https");
        return request;
    }

    /// <summary>Passes an answer back.</summary>
    public static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, bool isBuffered)
    {
        var cancellationToken = context.RequestAborted;
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!OfOneHop.Contains(name)) context.Response.Headers[name] = values.ToArray();
        }

        if (HttpMethods.IsHead(context.Request.Method) || answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified) return;
        if (!isBuffered)
        {
            await answer.Content.CopyToAsync(context.Response.Body, cancellationToken);
            return;
        }

        var whole = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        context.Response.Headers.ContentLength = whole.Length;
        await context.Response.Body.WriteAsync(whole, cancellationToken);
    }

    private static HttpRequestMessage New(HttpRequest from, byte[] body, string url)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body.Length > 0 || from.ContentLength is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, values) in from.Headers)
        {
            if (OfOneHop.Contains(name) || name == HeaderNames.ContentLength) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        return request;
    }

    private static string RawPath(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        Assert.True(request.Headers.TryAddWithoutValidation(name, value), string.Create(CultureInfo.InvariantCulture, $"{name} cannot be set"));
    }
}
