using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Shaken.Web.Shared.Hosting;

/// <summary>A file that is served as it is, from memory.</summary>
/// <param name="MediaType">With its parameters.</param>
/// <param name="EntityTag">A strong entity tag, quotes included.</param>
internal sealed record StaticFile(string MediaType, ReadOnlyMemory<byte> Octets, string EntityTag)
{
    private const int TagOctets = 16;
    private const string Gzip = "gzip";

    /// <summary>The file before gzip, for clients that do not take that; null: it is not compressed.</summary>
    public Lazy<byte[]>? Plain { get; init; }

    public static StaticFile Of(string mediaType, byte[] octets) =>
        new(mediaType, octets, $"\"{Convert.ToHexStringLower(SHA256.HashData(octets).AsSpan(0, TagOctets))}\"");

    /// <summary>A resource of an assembly.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such resource.</exception>
    public static StaticFile Of(string mediaType, Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is not in {assembly.GetName().Name}.");
        var octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return Of(mediaType, octets);
    }

    /// <summary>Answers with the file, or 304 where the reader has it.</summary>
    /// <param name="policy">The Content-Security-Policy of pages; it does nothing in other files.</param>
    public async Task WriteAsync(HttpContext context, string policy)
    {
        var isPlain = Plain is not null && !TakesGzip(context.Request);
        var tag = isPlain ? $"{EntityTag[..^1]}-plain\"" : EntityTag;
        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.ETag = tag;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (Plain is not null) headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var octets = isPlain ? Plain!.Value : Octets;
        if (Plain is not null && !isPlain) headers.ContentEncoding = Gzip;
        context.Response.ContentType = MediaType;
        context.Response.ContentLength = octets.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(octets, context.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var accepted)
        && accepted.Any(encoding => encoding.Quality is not 0.0 && encoding.Value.Value is Gzip or "*");
}
